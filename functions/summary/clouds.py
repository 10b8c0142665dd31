"""What a sheet's revision clouds say of its changes, in sentences."""

from __future__ import annotations

from collections.abc import Iterator

from common.domain.changes import Change, RevisionCloud
from common.domain.places import place
from functions.summary.evidence import SheetEvidence
from functions.summary.wording import counted, listed, quote, some_ids


def told_of_clouds(evidence: SheetEvidence) -> str:
    """Return what to know of clouds, with a blank before it; "" on a sheet without any of now."""
    judged = [change for change in evidence.changes if change.is_clouded is not None]
    sentences = []
    if judged:
        clouded = [change for change in judged if change.is_clouded]
        sentences.append(f"Clouded: {len(clouded)} of {counted(len(judged), 'change')}.")
    empty = clouds_around_nothing(evidence)
    if empty:
        verb = "is" if len(empty) == 1 else "are"
        noun = "revision cloud" if len(empty) == 1 else "revision clouds"
        names = listed([_named(cloud, evidence) for cloud in empty])
        sentences.append(f"Nothing was found changed in {noun} {names}, which {verb} new.")
    return "".join(f" {sentence}" for sentence in sentences)


def cloud_advice(evidence: SheetEvidence) -> Iterator[str]:
    """Yield what to do about clouds around nothing and about changes without one."""
    empty = clouds_around_nothing(evidence)
    if empty:
        noun = "cloud" if len(empty) == 1 else "clouds"
        names = listed([_named(cloud, evidence) for cloud in empty])
        yield f"Look into {noun} {names}: no change was found there. Ask the designer what it is."
    bare = unclouded(evidence)
    if bare:
        ids = some_ids([change.id for change in bare])
        yield f"Check what changed without a revision cloud: {ids}."


def clouds_around_nothing(evidence: SheetEvidence) -> list[RevisionCloud]:
    """Return the clouds of this revision in which nothing changed."""
    return [cloud for cloud in evidence.clouds if cloud.is_around_nothing]


def unclouded(evidence: SheetEvidence) -> list[Change]:
    """Return the changes outside all clouds of a sheet that has some."""
    return [change for change in evidence.changes if change.is_clouded is False]


def _named(cloud: RevisionCloud, evidence: SheetEvidence) -> str:
    where = place(cloud.box_pt, evidence.size)
    said = [where]
    if cloud.mark:
        said.append(f"delta {cloud.mark}")
    if cloud.revision:
        said.append(quote(cloud.revision))
    return f"{cloud.id} ({', '.join(said)})"
