"""How often the sheets of two sets are matched right: pairs, added and removed sheets.

Run `python -m benchmarks.matching [--data DIR]`; what is printed stands in docs/ACCURACY.md.

Measured are the rows of PAIRS.tsv with more than one page, and a pair of whole sets of which
CHANGES.md lists what was added and removed. The truth is derived, in this order:
- every page of both sets is in GROUND_TRUTH.tsv and no number comes twice in a set: equal numbers
  are a pair, the others were added or removed;
- both sets print "n of m" with the same m on every page, in page order: equal places are a pair;
- the pages of one set are pixel for pixel pages of the other: those are the pairs.
Rows for which none of them holds are left out, and named. The second table takes numbers and titles
of the new set away or makes them wrong, to see what content alone can carry.
"""

from __future__ import annotations

import hashlib
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np
import pymupdf

from benchmarks.drawings import data_folder, print_table, rows_of, true_sheets
from benchmarks.reading import sheets_in_page_order
from benchmarks.set_reading import ReadPage, read_set
from common.domain.changes import Match
from common.domain.numbers import normalised_number
from functions.diff.match_sheets import SheetFacts, ink_density, match_sheets, token_counts
from functions.ocr.documents import one_page_pdf, quiet_mupdf
from functions.ocr.render import render_thumbnail
from functions.ocr.settings import OcrSettings

Pairs = set[tuple[int, int]]
SEED = 7
ONE_MORE = {
    "pair_dir": "kegonsa-set-history",
    "old": "pairs/kegonsa-set-history/20141110_set.pdf",
    "new": "pairs/kegonsa-set-history/20150910_set.pdf",
    "pages_old": "16",
    "pages_new": "15",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawingSet:
    """A set as matching sees it.

    Attributes:
        pixels: each page at a low resolution, to find equal ones.
    """

    path: str
    sheets: tuple[SheetFacts, ...]
    pixels: tuple[bytes, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What matching made of one row, against the truth."""

    matched: Pairs
    truth: Pairs
    old_count: int
    new_count: int
    review_count: int
    duration_s: float


def load_set(folder: Path, path: str) -> DrawingSet:
    """Read the sheets of a set as page and version stage do, without the 300 dpi view."""
    sheets, pixels = [], []
    read = read_set(folder / path)
    with pymupdf.open(folder / path) as document:
        for page_index, page in enumerate(read):
            thumbnail_png = render_thumbnail(document[page_index], OcrSettings().thumbnail_dpi)
            pixels.append(thumbnail_png)
            pdf = one_page_pdf(document, folder / path, page_index)
            sheets.append(_facts(page, page_index, pdf, thumbnail_png))
    return DrawingSet(path=path, sheets=tuple(sheets), pixels=tuple(pixels))


def _facts(page: ReadPage, page_index: int, pdf: bytes, thumbnail_png: bytes) -> SheetFacts:
    gray = cv2.imdecode(np.frombuffer(thumbnail_png, np.uint8), cv2.IMREAD_GRAYSCALE)
    return SheetFacts(
        page_index=page_index,
        number=page.settled.number,
        title=page.settled.title,
        texts=token_counts(page.words),
        ink=ink_density(np.asarray(gray, np.uint8)),
        digest=hashlib.blake2b(pdf, digest_size=16).hexdigest(),
    )


Case = tuple[str, str, tuple[DrawingSet, DrawingSet, Pairs]]


class Truth:
    """Derives which pages of two sets are one sheet."""

    def __init__(self, folder: Path) -> None:
        self._by_eye: dict[str, dict[int, str]] = {}
        for sheet in true_sheets(folder):
            self._by_eye.setdefault(sheet.path, {})[sheet.page_index] = sheet.number
        self._in_order = {sheet.path for sheet in sheets_in_page_order(folder)}

    def pairs(self, old: DrawingSet, new: DrawingSet) -> tuple[str, Pairs] | None:
        """Return how the truth was derived, and the true pairs; `None` when it cannot be."""
        old_numbers, new_numbers = self._numbers(old), self._numbers(new)
        if old_numbers and new_numbers:
            shared = old_numbers.keys() & new_numbers.keys()
            return "equal numbers", {(old_numbers[n], new_numbers[n]) for n in shared}
        equal_count = len(old.sheets) == len(new.sheets)
        if equal_count and {old.path, new.path} <= self._in_order:
            return "page order", {(index, index) for index in range(len(old.sheets))}
        equal = {
            (i, j)
            for i, first in enumerate(old.pixels)
            for j, second in enumerate(new.pixels)
            if first == second
        }
        is_part = len(equal) == min(len(old.sheets), len(new.sheets))
        return ("equal pixels", equal) if is_part else None

    def _numbers(self, drawings: DrawingSet) -> dict[str, int]:
        """Return the page of each number; empty unless every page has one of its own."""
        read = self._by_eye.get(drawings.path, {})
        numbers = {normalised_number(number): index for index, number in read.items() if number}
        return numbers if len(numbers) == len(drawings.sheets) else {}


def compare(old: DrawingSet, new: DrawingSet, truth: Pairs) -> Outcome:
    """Match two sets and hold the truth against it."""
    started_s = time.perf_counter()
    matches = match_sheets(old.sheets, new.sheets)
    duration_s = time.perf_counter() - started_s
    return Outcome(
        matched=_pairs(matches),
        truth=truth,
        old_count=len(old.sheets),
        new_count=len(new.sheets),
        review_count=sum(match.review for match in matches),
        duration_s=duration_s,
    )


def _pairs(matches: Sequence[Match]) -> Pairs:
    return {
        (match.old_page_index, match.new_page_index)
        for match in matches
        if match.old_page_index is not None and match.new_page_index is not None
    }


def as_read(drawings: DrawingSet) -> DrawingSet:
    """Return the set as it is."""
    return drawings


def without_numbers(drawings: DrawingSet) -> DrawingSet:
    """Return the set as if no title block could be read."""
    bare = (replace(sheet, number=None, title=None) for sheet in drawings.sheets)
    return replace(drawings, sheets=tuple(bare))


def a_third_missing(drawings: DrawingSet) -> DrawingSet:
    """Return the set as if three of ten numbers could not be read."""
    rng = random.Random(SEED)
    sheets = (
        replace(sheet, number=None) if rng.random() < 0.3 else sheet for sheet in drawings.sheets
    )
    return replace(drawings, sheets=tuple(sheets))


def a_tenth_wrong(drawings: DrawingSet) -> DrawingSet:
    """Return the set as if one of ten sheets had another sheet's number."""
    rng = random.Random(SEED)
    numbers = [sheet.number for sheet in drawings.sheets]
    sheets = (
        replace(sheet, number=rng.choice(numbers)) if rng.random() < 0.1 else sheet
        for sheet in drawings.sheets
    )
    return replace(drawings, sheets=tuple(sheets))


def all_renumbered(drawings: DrawingSet) -> DrawingSet:
    """Return the set with numbers that no sheet had before."""
    sheets = (
        replace(sheet, number=f"ZQ-{900 + index}") for index, sheet in enumerate(drawings.sheets)
    )
    return replace(drawings, sheets=tuple(sheets))


def shifted_by_one(drawings: DrawingSet) -> DrawingSet:
    """Return the set with each sheet's number and title on the sheet behind it."""
    sheets = drawings.sheets
    shifted = (
        replace(sheet, number=before.number, title=before.title)
        for before, sheet in zip((sheets[-1], *sheets[:-1]), sheets, strict=True)
    )
    return replace(drawings, sheets=tuple(shifted))


def main() -> None:
    """Measure and print."""
    folder = data_folder(__doc__)
    quiet_mupdf()
    cases, left_out = _cases(folder)
    rows = [[name, how, *_cells([compare(*sets)])] for name, how, sets in cases]
    headings = ["pairs right", "wrong pairs", "added right", "removed right", "for review", "s"]
    print_table(["sets", "truth", *headings], rows)
    print()
    stresses = (
        as_read,
        a_third_missing,
        a_tenth_wrong,
        all_renumbered,
        without_numbers,
        shifted_by_one,
    )
    print_table(["new set", *headings], [_stressed(stress, cases) for stress in stresses])
    print("\nNo truth:\n" + "\n".join(f"- {name}" for name in left_out))


def _cases(folder: Path) -> tuple[list[Case], list[str]]:
    """Return the rows with a truth, and the names of those without."""
    truth, loaded = Truth(folder), dict[str, DrawingSet]()
    cases, left_out = list[Case](), list[str]()
    for row in (*rows_of(folder / "PAIRS.tsv"), ONE_MORE):
        if row["pages_old"] == row["pages_new"] == "1":
            continue
        for path in (row["old"], row["new"]):
            if path not in loaded:
                loaded[path] = load_set(folder, path)
        old, new = loaded[row["old"]], loaded[row["new"]]
        name = f"{row['pair_dir']}: {_short(row['old'])} → {_short(row['new'])}"
        derived = truth.pairs(old, new)
        if derived is None:
            left_out.append(name)
        else:
            cases.append((name, derived[0], (old, new, derived[1])))
    return cases, left_out


def _stressed(stress: Callable[[DrawingSet], DrawingSet], cases: Sequence[Case]) -> list[str]:
    outcomes = [compare(old, stress(new), truth) for _, _, (old, new, truth) in cases]
    return [stress.__name__.replace("_", " "), *_cells(outcomes)]


def _cells(outcomes: Sequence[Outcome]) -> list[str]:
    right = sum(len(o.matched & o.truth) for o in outcomes)
    return [
        f"{right} of {sum(len(o.truth) for o in outcomes)}",
        str(sum(len(o.matched - o.truth) for o in outcomes)),
        _alone_right([_alone(o, o.new_count, side=1) for o in outcomes]),
        _alone_right([_alone(o, o.old_count, side=0) for o in outcomes]),
        str(sum(o.review_count for o in outcomes)),
        f"{sum(o.duration_s for o in outcomes):.2f}",
    ]


def _alone(outcome: Outcome, count: int, *, side: int) -> tuple[set[int], set[int]]:
    """Return the sheets of a set that are alone in truth, and those that were found alone."""
    return (
        set(range(count)) - {pair[side] for pair in outcome.truth},
        set(range(count)) - {pair[side] for pair in outcome.matched},
    )


def _alone_right(sheets: Sequence[tuple[set[int], set[int]]]) -> str:
    right = sum(len(alone & found) for alone, found in sheets)
    false = sum(len(found - alone) for alone, found in sheets)
    total = sum(len(alone) for alone, _ in sheets)
    return f"{right} of {total}" + (f", {false} false" if false else "")


def _short(path: str) -> str:
    return Path(path).stem[:24]


if __name__ == "__main__":
    main()
