"""Reading whole files as the chain does: each page alone, then all of them together."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pymupdf

from common.domain.geometry import overlap_area
from common.domain.numbers import normalised_number
from common.domain.sheets import PageSize, SheetReading, Word
from functions.ocr.documents import page_names
from functions.ocr.set_consensus import PageEvidence, settled_readings
from functions.ocr.title_block import read_title_block
from functions.ocr.words import page_words

Words = tuple[Word, ...]
Damage = Callable[[Words, PageSize, int], Words]
ERASED_EVERY = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadPage:
    """A page as it was read.

    Attributes:
        alone: from this page only.
        settled: with the other pages of its file.
        words: what was read.
        duration_s: of reading, with the page's share of the settling.
    """

    size: PageSize
    alone: SheetReading
    settled: SheetReading
    words: Words
    duration_s: float


def as_printed(words: Words, _size: PageSize, _page_index: int) -> Words:
    """Return the words as they are."""
    return words


def numbers_erased(words: Words, size: PageSize, page_index: int) -> Words:
    """Take the sheet number off every third page, wherever it stands."""
    if page_index % ERASED_EVERY != 1:
        return words
    reading = read_title_block(words, size)
    number = normalised_number(reading.number or "")
    places = [c.box_pt for c in reading.candidates if normalised_number(c.text) == number]
    return tuple(w for w in words if not any(overlap_area(w.box_pt, box) > 0 for box in places))


def read_set(path: Path, damage: Damage = as_printed) -> list[ReadPage]:
    """Read every page of a file.

    Args:
        path: the file.
        damage: changes the words of a page, given its size and place.
    """
    with pymupdf.open(path) as document:
        names = page_names(document)
        alone = [_read_alone(page, damage) for page in document]
    evidence = [
        PageEvidence(size=page.size, reading=page.alone, names=own)
        for page, own in zip(alone, names, strict=True)
    ]
    started_s = time.perf_counter()
    settled = settled_readings(evidence)
    share_s = (time.perf_counter() - started_s) / max(1, len(alone))
    return [
        ReadPage(
            size=page.size,
            alone=page.alone,
            settled=final,
            words=page.words,
            duration_s=page.duration_s + share_s,
        )
        for page, final in zip(alone, settled, strict=True)
    ]


def _read_alone(page: pymupdf.Page, damage: Damage) -> ReadPage:
    size = PageSize(width_pt=page.rect.width, height_pt=page.rect.height)
    started_s = time.perf_counter()
    printed = page_words(page)
    reading = read_title_block(printed, size)
    duration_s = time.perf_counter() - started_s
    words = damage(printed, size, page.number)
    if words is not printed:
        reading = read_title_block(words, size)
    return ReadPage(size=size, alone=reading, settled=reading, words=words, duration_s=duration_s)
