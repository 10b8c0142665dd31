"""Page stage: read one page, store what was read, count it."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from common.chain.reading import fail_page, finish_page, settle_page
from common.chain.steps import begin
from common.domain.errors import ErrorCode, PermanentError
from common.domain.events import PageQueued
from common.domain.ids import VersionId
from common.domain.jobs import Failure, UnitStatus
from common.outcomes import note_sizes
from common.paths import (
    page_blob,
    page_path,
)
from common.ports import Ports
from common.records import (
    PAGE,
    WORDS,
    Page,
    PageImages,
)
from common.stage import Stage
from functions.ocr.documents import damaged_page
from functions.ocr.rapid_ocr import RapidOcr
from functions.ocr.read_page import PageFacts, read_page
from functions.ocr.settings import OcrSettings

Reader = Callable[[bytes, int], PageFacts]


@dataclass(frozen=True, slots=True)
class PageStage:
    """The stage around a reader: bytes of a one-page PDF in, facts out."""

    read: Reader

    def handle(self, event: PageQueued, ports: Ports) -> None:
        """Read the page; one that is terminal already only walks close and trigger again.

        Raises:
            PermanentError: the page cannot be read.
        """
        page = begin(ports, PAGE, page_path(event.version_id, event.page_index))
        if page.status.is_terminal:
            settle_page(ports, event.version_id, event.page_index)
            return
        started_s = time.perf_counter()
        pdf = _stored_page(event, ports)
        facts = self.read(pdf, event.page_index)
        note_sizes(size_bytes=len(pdf), word_count=len(facts.words), view_dpi=facts.view_dpi)
        images = _store(event.version_id, event.page_index, facts, ports)
        duration_s = time.perf_counter() - started_s
        finish_page(
            ports,
            event.version_id,
            event.page_index,
            lambda pending: _read(pending, facts, images, duration_s),
        )

    def fail(self, event: PageQueued, ports: Ports, failure: Failure) -> None:
        """Record that the page could not be read; the job goes on without it."""
        fail_page(ports, event.version_id, event.page_index, failure)


def _stored_page(event: PageQueued, ports: Ports) -> bytes:
    try:
        return ports.blobs.read(page_blob(event.version_id, event.page_index, "page.pdf"))
    except PermanentError as error:
        if error.code is ErrorCode.NOT_FOUND:
            raise damaged_page(event.page_index) from error
        raise


def _store(version_id: VersionId, page_index: int, facts: PageFacts, ports: Ports) -> PageImages:
    images = PageImages(
        width_pt=facts.size.width_pt,
        height_pt=facts.size.height_pt,
        rotation_deg=facts.size.rotation_deg,
        view_dpi=facts.view_dpi,
        page_path=page_blob(version_id, page_index, "page.pdf"),
        words_path=page_blob(version_id, page_index, "words.json"),
        view_path=page_blob(version_id, page_index, "view.png"),
        thumbnail_path=page_blob(version_id, page_index, "thumbnail.png"),
        title_block_path=(
            page_blob(version_id, page_index, "title_block.png") if facts.title_block_png else None
        ),
    )
    files = [
        (images.words_path, WORDS.dump_json(facts.words)),
        (images.view_path, facts.view_png),
        (images.thumbnail_path, facts.thumbnail_png),
    ]
    if images.title_block_path and facts.title_block_png:
        files.append((images.title_block_path, facts.title_block_png))
    ports.blobs.write_many(files)
    return images


def _read(pending: Page, facts: PageFacts, images: PageImages, duration_s: float) -> Page:
    return replace(
        pending,
        status=UnitStatus.COMPLETED,
        drawing_name=facts.reading.number,
        page_reading=facts.reading,
        reading=facts.reading,
        images=images,
        digest=facts.digest,
        is_damaged=facts.is_damaged,
        duration_s=round(duration_s, 3),
    )


def page_stage(settings: OcrSettings) -> Stage[PageQueued]:
    """Return the stage with the real reader."""
    engine = RapidOcr()
    stage = PageStage(
        read=lambda pdf, page_index: read_page(
            pdf,
            page_index,
            wanted_view_dpi=settings.view_dpi,
            thumbnail_dpi=settings.thumbnail_dpi,
            engine=engine,
        )
    )
    return Stage(name="page", handle=stage.handle, fail=stage.fail)
