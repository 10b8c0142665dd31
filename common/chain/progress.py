"""Where the stages of a comparison stand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from common import completion, paths
from common.completion import Progress
from common.domain.ids import SessionId, VersionId
from common.ports import DocumentStore


@dataclass(frozen=True, slots=True, kw_only=True)
class StageProgress:
    """Where a run stands; `None` for a stage that has not begun."""

    pages: Progress | None
    pairs: Progress | None = None
    summaries: Progress | None = None


def session_progress(
    store: DocumentStore, session_id: SessionId, version_ids: Iterable[VersionId]
) -> StageProgress:
    """Return where a session stands; the pages are those of its versions, each version once."""
    pages = [
        completion.progress(store, paths.page_tally_path(version_id))
        for version_id in dict.fromkeys(version_ids)
    ]
    return StageProgress(
        pages=_sum([part for part in pages if part is not None]),
        pairs=completion.progress(store, paths.pair_tally_path(session_id)),
        summaries=completion.progress(store, paths.summary_tally_path(session_id)),
    )


def _sum(parts: list[Progress]) -> Progress | None:
    if not parts:
        return None
    return Progress(
        total=sum(part.total for part in parts),
        completed=sum(part.completed for part in parts),
        failed=sum(part.failed for part in parts),
    )
