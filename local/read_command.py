"""`buildtrace read`: one set through upload, page and version stage, and what was read of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from rich.markup import escape
from rich.table import Table

from common import completion, paths
from common.chain.progress import StageProgress
from common.chain.steps import load_pages, load_version
from common.domain.ids import VersionId
from common.logs import log_to
from common.ports import Ports
from common.records import Page
from common.wiring import embedded_world
from functions.api.exports.session_json import Json
from local.engine import drive_chain, terminate_as_interrupt, upload, version_id_of
from local.inputs import DrawingSet

SCHEMA = "buildtrace.reading/1"
SHOWN_CANDIDATES = 3


def read_drawing_set(
    drawing_set: DrawingSet,
    folder: Path,
    on_progress: Callable[[StageProgress], None],
    *,
    workers: int = 0,
) -> Json:
    """Read every page of a set and return what was read as a document.

    Args:
        drawing_set: the set.
        folder: where the records and blobs go.
        on_progress: called a few times a second.
        workers: worker processes; 0 for one a core.

    Raises:
        KeyboardInterrupt: the user or the system asked to stop.
    """
    world = embedded_world(folder)
    version_id = version_id_of(drawing_set)
    tally = paths.page_tally_path(version_id)
    with terminate_as_interrupt():
        try:
            log_to(world.log_path)
            drive_chain(
                world,
                submit=lambda: upload(world, drawing_set, version_number=1),
                has_ended=lambda: load_version(world.ports, version_id).status.is_terminal,
                report=lambda: on_progress(
                    StageProgress(pages=completion.progress(world.documents, tally))
                ),
                workers=workers,
            )
            return _document(version_id, world.ports)
        finally:
            world.close()


def _document(version_id: VersionId, ports: Ports) -> Json:
    version = load_version(ports, version_id)
    error = version.error
    return {
        "schema": SCHEMA,
        "file_name": version.file_name,
        "sha256": version.sha256,
        "page_count": version.page_count,
        "warnings": list(version.warnings),
        "error": None if error is None else {"code": error.code, "message": error.message},
        "pages": [_page(page) for page in load_pages(ports, version_id)],
    }


def _page(page: Page) -> Json:
    reading, error = page.reading, page.error
    facts: Json = {
        "page": page.page_index + 1,
        "error": None if error is None else {"code": error.code, "message": error.message},
        "seconds": page.duration_s,
    }
    if reading is None:
        return facts | dict.fromkeys(
            ("number", "title", "revision", "date", "part_of", "confidence", "accepted", "method")
        )
    return facts | {
        "number": reading.number,
        "title": reading.title,
        "revision": reading.revision,
        "date": reading.date,
        "part_of": list(reading.part_of) if reading.part_of else None,
        "confidence": round(reading.confidence, 3),
        "accepted": reading.accepted,
        "method": reading.method,
        "candidates": [
            {"number": c.text, "score": c.score, "box_pt": [round(v, 2) for v in c.box_pt]}
            for c in reading.candidates
        ],
    }


def reading_table(document: Json) -> Table:
    """Return what was read as a table, one row a page."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("Page", justify="right")
    table.add_column("Number", max_width=24)
    table.add_column("Title", max_width=44)
    table.add_column("Rev")
    table.add_column("n of m")
    table.add_column("Confidence", justify="right")
    table.add_column("")
    table.add_column("Method")
    table.add_column("s", justify="right")
    for page in document["pages"]:
        table.add_row(*_row(page))
    return table


def _row(page: Json) -> tuple[str, ...]:
    if page["error"]:
        return (str(page["page"]), "[red]failed[/]", escape(page["error"]["message"]))
    part = page["part_of"]
    return (
        str(page["page"]),
        escape(page["number"] or "–"),
        escape(page["title"] or "–"),
        escape(page["revision"] or ""),
        f"{part[0]} of {part[1]}" if part else "",
        f"{page['confidence']:.2f}",
        "[green]accepted[/]" if page["accepted"] else f"[yellow]review[/]{_others(page)}",
        page["method"],
        f"{page['seconds']:.2f}",
    )


def _others(page: Json) -> str:
    """Return the other numbers it may be, for whoever reviews the page."""
    texts = dict.fromkeys(c["number"] for c in page["candidates"] if c["number"] != page["number"])
    shown = list(texts)[:SHOWN_CANDIDATES]
    return escape(f": {', '.join(shown)}?") if shown else ""
