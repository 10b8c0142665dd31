"""`buildtrace regenerate`: what a person says of a sheet, and its summary written anew."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

from common.chain.correcting import correct_changes, regenerate, withdraw_corrections
from common.chain.steps import load_comparison, load_comparisons, load_session
from common.domain.changes import ChangeCategory, ChangeKind
from common.domain.errors import ErrorCode, PermanentError
from common.domain.geometry import Box
from common.domain.ids import ComparisonId, SessionId
from common.domain.manual_regions import ManualRegion, RegionAction
from common.ports import Ports
from common.records import Comparison
from common.wiring import EmbeddedWorld, embedded_world
from functions.api.exports.load import load_export
from functions.api.exports.session_json import Json, RunFacts, session_document
from local.corrections import earlier_run
from local.engine import drive_chain, terminate_as_interrupt
from local.outputs import write_outputs
from local.state_folder import finished_state

PERSON = "local"
E = TypeVar("E", bound=StrEnum)


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetEdits:
    """The options of the command, as written."""

    remove: Sequence[str] = ()
    restore: Sequence[str] = ()
    relabel: Sequence[str] = ()
    kind: Sequence[str] = ()
    category: Sequence[str] = ()
    box: Sequence[str] = ()
    add: Sequence[str] = ()
    withdraw: bool = False

    def regions(self) -> list[ManualRegion]:
        """Return what they say.

        Raises:
            PermanentError: one of them cannot be understood (code INVALID_INPUT).
        """
        return [
            *(ManualRegion(action=RegionAction.RESTORED, change_id=i) for i in self.restore),
            *(ManualRegion(action=RegionAction.DELETED, change_id=i) for i in self.remove),
            *(_relabelled(text, lambda value: {"label": value}) for text in self.relabel),
            *(_relabelled(text, lambda v: {"kind": _one_of(ChangeKind, v)}) for text in self.kind),
            *(
                _relabelled(text, lambda v: {"category": _one_of(ChangeCategory, v)})
                for text in self.category
            ),
            *(_edited(text) for text in self.box),
            *(_added(text) for text in self.add),
        ]


def regenerate_sheet(out: Path, sheet: str, edits: SheetEdits) -> tuple[Json, Json]:
    """Correct one sheet of an earlier comparison, have it summarised anew and write the outputs.

    Args:
        out: the folder of the comparison.
        sheet: its number, or a page of it: `new:5`.
        edits: what is said of it; nothing to have it summarised again only.

    Returns:
        session.json as it is now, and the sheet in it.

    Raises:
        PermanentError: there is no such comparison or sheet (NOT_FOUND, CONFLICT), or what is said
            makes no sense (INVALID_INPUT).
    """
    earlier = earlier_run(out)
    regions = edits.regions()
    if edits.withdraw and regions:
        raise _invalid("Give --withdraw alone: it takes back everything said of the sheet.")
    with terminate_as_interrupt(), finished_state(out) as state:
        world = embedded_world(state)
        try:
            session_id = SessionId(earlier["session"]["id"])
            comparison = sheet_named(world.ports, session_id, sheet)
            _drive(world, comparison, _step(world.ports, comparison.id, edits, regions))
            export = load_export(world.ports, session_id)
            document = session_document(export, _facts(earlier))
            write_outputs(document, export, out)
        finally:
            world.close()
    return document, next(c for c in document["comparisons"] if c["id"] == comparison.id)


def _step(
    ports: Ports, comparison_id: ComparisonId, edits: SheetEdits, regions: list[ManualRegion]
) -> Callable[[], object]:
    if edits.withdraw:
        return lambda: withdraw_corrections(ports, comparison_id, created_by=PERSON)
    if regions:
        return lambda: correct_changes(ports, comparison_id, regions, created_by=PERSON)
    return lambda: regenerate(ports, comparison_id)


def _drive(world: EmbeddedWorld, comparison: Comparison, step: Callable[[], object]) -> None:
    """Take the step, then run the chain until sheet and set are summarised."""
    step()

    def has_ended() -> bool:
        session = load_session(world.ports, comparison.session_id)
        is_due = load_comparison(world.ports, comparison.id).summary_is_due
        return not (is_due or session.set_summary_is_due)

    drive_chain(world, submit=lambda: None, has_ended=has_ended, report=lambda: None, workers=1)


def sheet_named(ports: Ports, session_id: SessionId, sheet: str) -> Comparison:
    """Return a session's comparison by sheet number or page.

    Raises:
        PermanentError: there is none (NOT_FOUND), or several have that number (CONFLICT).
    """
    comparisons = load_comparisons(ports, session_id)
    wanted = " ".join(sheet.split()).casefold()
    found = [c for c in comparisons if wanted in {c.drawing_name.casefold(), *_pages_of(c), c.id}]
    if len(found) == 1:
        return found[0]
    if found:
        pages = ", ".join("/".join(_pages_of(comparison)) for comparison in found)
        raise PermanentError(
            ErrorCode.CONFLICT, f"{len(found)} sheets are called {sheet}. Name a page: {pages}."
        )
    raise PermanentError(
        ErrorCode.NOT_FOUND,
        f"There is no sheet {sheet} in this comparison. Name a sheet number of its table, or a "
        "page: old:3, new:4.",
    )


def _pages_of(comparison: Comparison) -> list[str]:
    sides = (("old", comparison.match.old_page_index), ("new", comparison.match.new_page_index))
    return [f"{which}:{index + 1}" for which, index in sides if index is not None]


def _facts(document: Json) -> RunFacts:
    return RunFacts(
        elapsed_s=document["timings_s"]["total"],
        peak_memory_bytes=document["peak_memory_bytes"],
        worker_count=document["worker_count"],
    )


def _relabelled(text: str, fields: Callable[[str], dict[str, Any]]) -> ManualRegion:
    change_id, value = _parted(text, "c4=…")
    return ManualRegion(action=RegionAction.RELABELLED, change_id=change_id, **fields(value))


def _edited(text: str) -> ManualRegion:
    change_id, value = _parted(text, "c4=x0,y0,x1,y1")
    return ManualRegion(
        action=RegionAction.EDITED, change_id=change_id, box_pt=_box(value.split(","))
    )


def _added(text: str) -> ManualRegion:
    place, label = _parted(text, "x0,y0,x1,y1=what is there")
    numbers, words = place.split(",")[:4], place.split(",")[4:]
    if len(words) > 2:
        raise _invalid(f"{place}: after the box come a kind and a category at most.")
    return ManualRegion(
        action=RegionAction.ADDED,
        box_pt=_box(numbers),
        kind=_one_of(ChangeKind, words[0]) if words else None,
        category=_one_of(ChangeCategory, words[1]) if len(words) == 2 else None,
        label=label,
    )


def _parted(text: str, example: str) -> tuple[str, str]:
    head, sign, value = text.partition("=")
    if not sign or not head.strip() or not value.strip():
        raise _invalid(f"{text!r} cannot be understood. Write {example}.")
    return head.strip(), value.strip()


def _box(numbers: Sequence[str]) -> Box:
    try:
        x0, y0, x1, y1 = (float(number) for number in numbers)
    except ValueError as error:
        raise _invalid(
            f"{','.join(numbers)} is no box. Write x0,y0,x1,y1 in points from the upper left "
            "corner, as box_pt in session.json."
        ) from error
    return x0, y0, x1, y1


def _one_of(values: type[E], text: str) -> E:
    try:
        return values(text.strip().lower())
    except ValueError as error:
        raise _invalid(f"{text!r} is none of {', '.join(values)}.") from error


def _invalid(message: str) -> PermanentError:
    return PermanentError(ErrorCode.INVALID_INPUT, message)
