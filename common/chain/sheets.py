"""All sheets of a session, their records and files read many at a time.

What `common.chain.steps` loads of one sheet is loaded here of hundreds: one call after the other
would take minutes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from common import paths
from common.chain.steps import (
    corrected,
    frame_of,
    planned_summary,
    shown_page_path,
)
from common.domain.changes import Change, RevisionCloud
from common.domain.ids import ComparisonId
from common.ports import Ports
from common.records import CHANGES, PAGE, ChangeSummary, Comparison, Page, existing
from common.review_records import MANUAL_OVERLAY, ManualOverlay


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedSheet:
    """A comparison with its change list as it stands.

    Attributes:
        said: what people said of the list and counts; `None` when nobody did.
        changes: with what people said; empty while there is no list.
        clouds: likewise.
    """

    comparison: Comparison
    said: ManualOverlay | None
    changes: tuple[Change, ...]
    clouds: tuple[RevisionCloud, ...]


def load_listed(ports: Ports, comparisons: Sequence[Comparison]) -> Iterator[ListedSheet]:
    """Yield the comparisons in their order, each like `steps.load_corrected` loads it."""
    overlays = load_manual_overlays(ports, comparisons)
    spoken_of = [each for each in comparisons if each.id in overlays]
    pages = dict(zip(overlays, load_shown_pages(ports, spoken_of), strict=True))
    lists = _found_changes(ports, comparisons)
    for comparison, found in zip(comparisons, lists, strict=True):
        changes, clouds, said = found, comparison.revision_clouds, overlays.get(comparison.id)
        if said is not None:
            frame = frame_of(comparison, pages[comparison.id])
            changes, clouds = corrected(changes, clouds, said.regions, frame)
        yield ListedSheet(comparison=comparison, said=said, changes=changes, clouds=clouds)


def load_manual_overlays(
    ports: Ports, comparisons: Iterable[Comparison]
) -> dict[ComparisonId, ManualOverlay]:
    """Return what people said of change lists and counts; only of those of which they did."""
    places = {
        comparison.id: paths.manual_overlay_path(comparison.id, comparison.manual_overlay_id)
        for comparison in comparisons
        if comparison.manual_overlay_id is not None
    }
    documents = ports.documents.get_many(list(places.values()))
    return {
        comparison_id: MANUAL_OVERLAY.decode(existing(document, path))
        for (comparison_id, path), document in zip(places.items(), documents, strict=True)
    }


def load_shown_pages(ports: Ports, comparisons: Sequence[Comparison]) -> list[Page | None]:
    """Return the page of each in whose frame its changes lie, `None` where there is none."""
    documents = ports.documents.get_many([shown_page_path(each) for each in comparisons])
    return [PAGE.decode(document) if document else None for document in documents]


def by_index(pages: Iterable[Page]) -> dict[int | None, Page]:
    """Return pages by their index, so that a match finds its sheets; a missing one finds none."""
    return {page.page_index: page for page in pages}


def load_shown_summaries(ports: Ports, comparisons: Sequence[Comparison]) -> list[ChangeSummary]:
    """Return the summary of each that counts: the newest that was written.

    Raises:
        PermanentError: there is none.
    """
    return load_summaries(ports, [(each.id, each.summary_revision) for each in comparisons])


def load_latest_summaries(ports: Ports, comparisons: Sequence[Comparison]) -> list[ChangeSummary]:
    """Return the summary of each that was asked for last, pending or not.

    Raises:
        PermanentError: there is none.
    """
    return load_summaries(ports, [(each.id, each.revision) for each in comparisons])


def load_summaries(ports: Ports, wanted: Sequence[tuple[ComparisonId, int]]) -> list[ChangeSummary]:
    """Return the summary of each comparison and revision of its change list, pending or not.

    Raises:
        PermanentError: there is none.
    """
    documents = ports.documents.get_many([paths.summary_path(*each) for each in wanted])
    return [
        planned_summary(document, comparison_id)
        for document, (comparison_id, _revision) in zip(documents, wanted, strict=True)
    ]


def _found_changes(ports: Ports, comparisons: Sequence[Comparison]) -> Iterator[tuple[Change, ...]]:
    """Yield the change lists as they were found; empty where there is none."""
    places = (each.changes_path for each in comparisons if each.changes_path is not None)
    contents = ports.blobs.read_many(places)
    for comparison in comparisons:
        has_list = comparison.changes_path is not None
        yield CHANGES.validate_json(next(contents)) if has_list else ()
