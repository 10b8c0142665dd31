"""Upload stage: validate the set by content, split it into one-page PDFs, fan out its pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pymupdf

from common.chain.reading import Split, fail_version, fan_out_pages, publish_pages
from common.chain.sessions import wake_sessions
from common.chain.steps import load_version
from common.domain.errors import ErrorCode, PermanentError
from common.domain.events import UploadFinalized
from common.domain.ids import VersionId
from common.domain.jobs import Failure, VersionStatus
from common.logs import log_event
from common.outcomes import StageOutcome, note_outcome, note_sizes
from common.paths import page_blob
from common.ports import Ports
from common.records import DrawingVersion, SetPart
from common.stage import Stage
from functions.ocr.documents import (
    MAX_PAGES,
    one_page_pdf,
    open_drawing,
    opening_warning,
    page_names,
    quiet_mupdf,
    too_many_pages,
)

MAX_WARNINGS = 50

# What kills a page's worker or takes too long is a page; here it is the whole set.
_ABOUT_THE_SET = {
    ErrorCode.WORKER_DIED: "Opening this drawing set crashed the program, several times. Print it "
    "to a new PDF and compare that.",
    ErrorCode.TIME_LIMIT: "Opening this drawing set takes longer than one step may take. Split it "
    "by discipline, or raise BUILDTRACE_STAGE_TIME_LIMIT_S.",
    ErrorCode.OUT_OF_MEMORY: "Opening this drawing set needs more memory than one step may use. "
    "Split it by discipline, or raise BUILDTRACE_WORKER_MEMORY_LIMIT_BYTES.",
}

Splitter = Callable[[DrawingVersion, Ports], Split]


@dataclass(frozen=True, slots=True)
class UploadStage:
    """The stage around a splitter: it stores one PDF a page."""

    split: Splitter

    def handle(self, event: UploadFinalized, ports: Ports) -> None:
        """Split the set; a repeat publishes what is still pending.

        Raises:
            PermanentError: the file is no drawing set that can be opened.
            TransientError: the version's record is not there yet.
        """
        version = load_version(ports, event.version_id)
        if version.status.is_terminal:
            note_outcome(StageOutcome.DUPLICATE)
            wake_sessions(ports, version.id)
        elif version.status is VersionStatus.READING:
            note_outcome(StageOutcome.DUPLICATE)
            publish_pages(ports, version.id)
        else:
            split = self.split(version, ports)
            note_sizes(size_bytes=version.file_size, page_count=split.page_count)
            fan_out_pages(ports, version, split)

    def fail(self, event: UploadFinalized, ports: Ports, failure: Failure) -> None:
        """Record that the set cannot be used."""
        message = _ABOUT_THE_SET.get(failure.code, failure.message)
        fail_version(ports, event.version_id, replace(failure, message=message))


def split_drawing_set(version: DrawingVersion, ports: Ports) -> Split:
    """Validate the uploaded files and store each of their pages as a PDF.

    A file that cannot be opened does not hold up the others of its set.

    Raises:
        PermanentError: none of the files can be opened; the first one's error.
    """
    quiet_mupdf()
    whole = SetPart(storage_path=version.storage_path, file_name=version.file_name)
    split, errors = Split(page_count=0), list[PermanentError]()
    for part in version.parts or (whole,):
        try:
            split = _split_part(version.id, part, split, ports)
        except PermanentError as error:
            errors.append(error)
            split = replace(split, parts=(*split.parts, part))
    if errors and not split.page_count:
        raise errors[0]
    return replace(
        split,
        warnings=_shortened((*split.warnings, *(error.user_message for error in errors))),
        unread_file_count=len(errors),
    )


def _shortened(warnings: tuple[str, ...]) -> tuple[str, ...]:
    """Keep as many as a person reads, so that the record stays small."""
    if len(warnings) <= MAX_WARNINGS:
        return warnings
    more = len(warnings) - MAX_WARNINGS
    return (*warnings[:MAX_WARNINGS], f"{more} more files have warnings of this kind.")


def _split_part(version_id: VersionId, part: SetPart, before: Split, ports: Ports) -> Split:
    """Store the pages of one file behind those `before` it."""
    with (
        ports.blobs.local_copy(part.storage_path) as path,
        open_drawing(path, part.file_name) as document,
    ):
        page_count = before.page_count + document.page_count
        if page_count > MAX_PAGES:
            raise too_many_pages(part.file_name, page_count)
        names = page_names(document)
        ports.blobs.write_many(_pages(version_id, before.page_count, document, path))
        warning = opening_warning(document, part.file_name)
        return replace(
            before,
            page_count=page_count,
            parts=(*before.parts, replace(part, page_count=document.page_count)),
            page_names=(*before.page_names, *names),
            warnings=(*before.warnings, warning) if warning else before.warnings,
        )


def _pages(
    version_id: VersionId, first_index: int, document: pymupdf.Document, path: Path
) -> Iterator[tuple[str, bytes]]:
    """Yield the pages of one file as PDFs, each with its place, but for those that are broken."""
    for page_index in range(document.page_count):
        blob = page_blob(version_id, first_index + page_index, "page.pdf")
        try:
            pdf = one_page_pdf(document, path, page_index)
        except PermanentError as error:
            # The page's own event will find no file and record the failure.
            log_event("page_not_split", error=error, version_id=version_id, blob=blob)
        else:
            yield blob, pdf


def upload_stage() -> Stage[UploadFinalized]:
    """Return the stage with the real splitter."""
    stage = UploadStage(split=split_drawing_set)
    return Stage(name="upload", handle=stage.handle, fail=stage.fail)
