"""What waiting for files costs a whole set: `python -m benchmarks.whole_sets`.

Sets of 30 plotted sheets in two revisions, their files on the storage server, which answers 50 ms
late as a bucket may: matched and split by the chain's own stages through the deployed blob adapter,
with one call at a time (how it was once), and with more. Records are on this machine.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pymupdf
from google.cloud.storage import Bucket, Client

from benchmarks.drawings import print_table
from benchmarks.sized_sets import drawn_sheets
from benchmarks.synthetic import AT, PROJECT, version, waiting_session
from common import paths
from common.chain.steps import load_session, load_version
from common.domain.ids import SessionId, VersionId
from common.domain.jobs import UnitStatus, VersionStatus
from common.domain.sheets import SheetReading
from common.gcp.storage import GcsBlobStore
from common.paths import page_blob
from common.ports import Ports
from common.records import PAGE, VERSION, WORDS, Page, PageImages
from common.wiring import embedded_world
from functions.diff.session_ready import plan
from functions.ocr.render import render_thumbnail
from functions.ocr.settings import OcrSettings
from functions.ocr.upload import split_drawing_set
from functions.ocr.words import page_words
from local.stack.processes import HOST, Processes, Service, free_port
from samples.drawing import HEIGHT_PT, WIDTH_PT
from samples.generate import pdf_of

DELAY_S = 0.05
AT_ONCE = (1, 2, 4, 8, 16)
COPIES = 4  # of the sample set
BUCKET = "whole-sets"
SESSION, OLD, NEW = SessionId("whole"), VersionId("old"), VersionId("new")


@contextmanager
def slow_storage(folder: Path) -> Iterator[Bucket]:
    """Run the storage server, late by DELAY_S, and give a bucket in it."""
    port = free_port()
    command = [sys.executable, "-m", "benchmarks.slow_storage", str(folder), str(port)]
    service = Service(name="storage", command=[*command, str(DELAY_S)], port=port)
    with Processes(folder / "logs") as processes:
        processes.start([service])
        os.environ["STORAGE_EMULATOR_HOST"] = f"http://{HOST}:{port}"  # noqa: TID251 - only written
        yield Client(project=BUCKET).create_bucket(BUCKET)


def put_set(ports: Ports, folder: Path, version_id: VersionId, revision: int) -> int:
    """Put a set there that was read, and its file; returns its sheets."""
    sheets = drawn_sheets(revision, COPIES)
    files, pages = list[tuple[str, bytes]](), list[Page]()
    for index, canvas in enumerate(sheets):
        with pymupdf.open(stream=pdf_of({canvas.sheet: canvas}), filetype="pdf") as document:
            words = page_words(document[0])
            thumbnail = render_thumbnail(document[0], OcrSettings().thumbnail_dpi)
        page = _page(version_id, index, canvas.sheet)
        pages.append(page)
        if page.images:
            files.append((page.images.words_path, WORDS.dump_json(words)))
            files.append((page.images.thumbnail_path, thumbnail))
    ports.blobs.write_many(files)
    made = version(version_id, VersionStatus.READY)
    documents = {paths.page_path(version_id, p.page_index): PAGE.encode(p) for p in pages}
    ports.documents.create_missing(documents | {paths.version_path(made.id): VERSION.encode(made)})
    whole = folder / "set.pdf"
    whole.write_bytes(pdf_of({canvas.sheet: canvas for canvas in sheets}))
    ports.blobs.write_file(made.storage_path, whole)
    return len(sheets)


def _page(version_id: VersionId, index: int, number: str) -> Page:
    reading = SheetReading(number=number, title="PLAN", confidence=1.0, accepted=True)
    return Page(
        project_id=PROJECT,
        version_id=version_id,
        page_index=index,
        status=UnitStatus.COMPLETED,
        created_at=AT,
        updated_at=AT,
        drawing_name=number,
        reading=reading,
        images=PageImages(
            width_pt=WIDTH_PT,
            height_pt=HEIGHT_PT,
            rotation_deg=0,
            view_dpi=OcrSettings().view_dpi,
            page_path=page_blob(version_id, index, "page.pdf"),
            words_path=page_blob(version_id, index, "words.json"),
            view_path=page_blob(version_id, index, "view.png"),
            thumbnail_path=page_blob(version_id, index, "thumbnail.png"),
        ),
    )


def match(ports: Ports) -> None:
    """Match both sets as the session stage does."""
    session = load_session(ports, SESSION)
    plan(session, load_version(ports, OLD), load_version(ports, NEW), ports)


def split(ports: Ports) -> None:
    """Split a set as the upload stage does."""
    split_drawing_set(load_version(ports, NEW), ports)


def timed(work: Callable[[Ports], None], ports: Ports, sheets: int) -> list[str]:
    """Return the ms of a sheet by the clock and of the processor."""
    started_s, cpu_s = time.perf_counter(), time.process_time()
    work(ports)
    elapsed_s, cpu_s = time.perf_counter() - started_s, time.process_time() - cpu_s
    return [f"{1000 * elapsed_s / sheets:.0f}", f"{1000 * cpu_s / sheets:.0f}"]


def main() -> None:
    """Measure and print."""
    rows = []
    with tempfile.TemporaryDirectory() as name, slow_storage(Path(name)) as bucket:
        ports = replace(embedded_world(Path(name)).ports, blobs=GcsBlobStore(bucket))
        sheets = [put_set(ports, Path(name), v, r) for v, r in ((OLD, 1), (NEW, 2))]
        waiting_session(ports, SESSION, OLD, NEW)
        match(ports)  # what a process does once
        for count in AT_ONCE:
            so_many = replace(ports, blobs=GcsBlobStore(bucket, count))
            matched, divided = timed(match, so_many, max(sheets)), timed(split, so_many, sheets[1])
            rows.append([str(count), *matched, *divided])
    headings = ["at once", "match: ms a sheet", "CPU ms", "split: ms a page", "CPU ms"]
    print_table(headings, rows)


if __name__ == "__main__":
    main()
