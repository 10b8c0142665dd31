"""What a page of a large set costs: `python -m benchmarks.large_sets`, on the storage server.

Sets of 10, 100 and 320 scanned sheets of about 1 MB each are split and read by the chain's own
stages through the deployed blob adapter, each stage in a process of its own. Every page must cost
the same, however large the set: it is split once, and a page is read from its own file.
"""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np
import pymupdf
from google.cloud.storage import Client

from benchmarks.drawings import print_table
from benchmarks.fresh_process import Measured, in_fresh_process
from benchmarks.synthetic import AT, PROJECT, version
from common import paths
from common.domain.ids import VersionId
from common.domain.jobs import VersionStatus
from common.gcp.storage import GcsBlobStore
from common.paths import page_blob
from common.ports import BlobStore, Ports
from common.records import DrawingVersion
from common.wiring import embedded_world
from functions.ocr.rapid_ocr import RapidOcr
from functions.ocr.read_page import read_page
from functions.ocr.settings import OcrSettings
from functions.ocr.upload import split_drawing_set
from local.stack.backends import Backends, start_backends
from local.stack.emulators import installed_emulators
from local.stack.processes import Processes

SIZES = (10, 100, 320)
BUCKET = "large-sets"
WIDTH_PX, HEIGHT_PX = 3600, 2400  # ARCH D at 100 dpi
NOISE = 8.0  # of the paper's gray: about 1 MB a sheet as JPEG
# Read from the whole set: its first, its last and one between.
READ_PAGES = 3


@dataclass
class Counted:
    """A blob store that counts the bytes that go either way."""

    blobs: BlobStore
    read_bytes: int = 0
    written_bytes: int = 0

    def read(self, path: str) -> bytes:
        """Read, and count."""
        content = self.blobs.read(path)
        self.read_bytes += len(content)
        return content

    def read_many(self, paths: Iterable[str]) -> Iterator[bytes]:
        """Read many, and count."""
        for content in self.blobs.read_many(paths):
            self.read_bytes += len(content)
            yield content

    def write(self, path: str, data: bytes) -> None:
        """Write, and count."""
        self.written_bytes += len(data)
        self.blobs.write(path, data)

    def write_many(self, blobs: Iterable[tuple[str, bytes]]) -> None:
        """Write many, and count."""
        self.blobs.write_many(self._counted(blobs))

    def _counted(self, blobs: Iterable[tuple[str, bytes]]) -> Iterator[tuple[str, bytes]]:
        for path, data in blobs:
            self.written_bytes += len(data)
            yield path, data

    def write_file(self, path: str, source: Path) -> None:
        """Write a file, and count it."""
        self.written_bytes += source.stat().st_size
        self.blobs.write_file(path, source)

    def exists(self, path: str) -> bool:
        """Ask, and count nothing: no content goes either way."""
        return self.blobs.exists(path)

    def delete_tree(self, path: str) -> None:
        """Delete, and count nothing."""
        self.blobs.delete_tree(path)

    def copy_generation(self, path: str, generation: int, target: str) -> int:
        """Copy within the bucket: no content comes here."""
        return self.blobs.copy_generation(path, generation, target)

    def local_copy(self, path: str) -> AbstractContextManager[Path]:
        """Download, and count."""
        return self._counted_copy(path)

    @contextmanager
    def _counted_copy(self, path: str) -> Iterator[Path]:
        with self.blobs.local_copy(path) as copy:
            self.read_bytes += copy.stat().st_size
            yield copy


@dataclass(frozen=True, slots=True, kw_only=True)
class Traffic:
    """What a step moved, and how long it took."""

    read_bytes: int
    written_bytes: int
    elapsed_s: float


def scanned_set(path: Path, page_count: int) -> None:
    """Write a set of scanned sheets, no two alike."""
    rng = np.random.default_rng(5)
    with pymupdf.open() as document:
        for index in range(page_count):
            page = document.new_page(width=WIDTH_PX * 0.72, height=HEIGHT_PX * 0.72)
            page.insert_image(page.rect, stream=_scan(rng, f"A-{index + 1:03d}"))
        document.save(path)


def _scan(rng: np.random.Generator, number: str) -> bytes:
    """Return a sheet with a frame, walls and its number on the gray of a scanner, as JPEG."""
    band = rng.normal(235.0, NOISE, (HEIGHT_PX // 8, WIDTH_PX))  # drawing all of it takes longest
    paper = np.tile(band, (8, 1)).clip(0, 255).astype(np.uint8)
    cv2.rectangle(paper, (40, 40), (WIDTH_PX - 40, HEIGHT_PX - 40), 0, 5)
    for x0, y0, x1, y1 in rng.integers(60, 2300, (60, 4)):
        cv2.rectangle(paper, (int(x0), int(y0)), (int(x1), int(y1)), 20, 3)
    corner = (WIDTH_PX - 520, HEIGHT_PX - 120)
    cv2.putText(paper, number, corner, cv2.FONT_HERSHEY_SIMPLEX, 4.0, 0, 9)
    _, encoded = cv2.imencode(".jpg", paper, [cv2.IMWRITE_JPEG_QUALITY, 60])
    return bytes(encoded)


def split(folder: Path, version_id: str) -> Traffic:
    """Split a set as its stage does, by a client of this process."""
    ports, counted = _ports(folder)
    started_s = time.perf_counter()
    split_drawing_set(_version(version_id), ports)
    return _traffic(counted, started_s)


def read_one(folder: Path, version_id: str, page_index: int) -> Traffic:
    """Read one page as its stage does, by a client of this process."""
    ports, counted = _ports(folder)
    settings, started_s = OcrSettings(), time.perf_counter()
    read_page(
        ports.blobs.read(page_blob(VersionId(version_id), page_index, "page.pdf")),
        page_index,
        wanted_view_dpi=settings.view_dpi,
        thumbnail_dpi=settings.thumbnail_dpi,
        engine=RapidOcr(),
    )
    return _traffic(counted, started_s)


def _traffic(counted: Counted, started_s: float) -> Traffic:
    return Traffic(
        read_bytes=counted.read_bytes,
        written_bytes=counted.written_bytes,
        elapsed_s=time.perf_counter() - started_s,
    )


def _ports(folder: Path) -> tuple[Ports, Counted]:
    counted = Counted(GcsBlobStore(Client(project=BUCKET).bucket(BUCKET)))
    return replace(embedded_world(folder).ports, blobs=counted), counted


def _version(version_id: str) -> DrawingVersion:
    made = version(version_id, VersionStatus.UPLOADED)
    path = paths.upload_blob(PROJECT, made.id, "set.pdf")
    return replace(made, storage_path=path, created_at=AT)


@contextmanager
def storage(folder: Path) -> Iterator[Backends]:
    """Run the storage server, found by Google's client of this process and its children."""
    with Processes(folder / "logs") as processes:
        backends = start_backends(processes, installed_emulators(), folder / "storage")
        os.environ.update(backends.environment())  # noqa: TID251 - only written
        Client(project=BUCKET).create_bucket(BUCKET)
        yield backends


def measured_set(folder: Path, page_count: int) -> list[str]:
    """Return the row of a set of that many pages."""
    version_id, file = f"set-{page_count}", folder / f"{page_count}.pdf"
    scanned_set(file, page_count)
    size_bytes = file.stat().st_size
    GcsBlobStore(Client(project=BUCKET).bucket(BUCKET)).write_file(
        _version(version_id).storage_path, file
    )
    file.unlink()
    whole = in_fresh_process(split, folder, version_id)
    pages = [
        in_fresh_process(read_one, folder, version_id, index)
        for index in np.linspace(0, page_count - 1, READ_PAGES, dtype=int).tolist()
    ]
    return _row(page_count, size_bytes, whole, pages)


def _row(
    page_count: int,
    size_bytes: int,
    whole: Measured[Traffic],
    pages: Sequence[Measured[Traffic]],
) -> list[str]:
    moved = whole.result.read_bytes + whole.result.written_bytes
    return [
        str(page_count),
        f"{size_bytes / 1e6:.0f}",
        f"{moved / page_count / 1e6:.2f}",
        f"{whole.cpu_s / page_count * 1000:.0f}",
        f"{whole.result.elapsed_s / page_count * 1000:.0f}",
        f"{whole.peak_bytes / 2**20:.0f}",
        f"{statistics.median(p.result.read_bytes for p in pages) / 1e6:.2f}",
        f"{statistics.median(p.cpu_s for p in pages):.2f}",
        f"{max(p.peak_bytes for p in pages) / 2**20:.0f}",
    ]


def main() -> None:
    """Measure each size and print a row of it."""
    with tempfile.TemporaryDirectory() as folder, storage(Path(folder)):
        rows = [measured_set(Path(folder), size) for size in SIZES]
    headings = ["pages", "MB", "split: MB a page", "CPU ms a page", "ms a page", "peak MiB"]
    print_table([*headings, "read: MB a page", "CPU s a page", "peak MiB"], rows)


if __name__ == "__main__":
    main()
