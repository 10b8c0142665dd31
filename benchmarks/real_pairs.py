"""What the comparison makes of real pairs, and which of the changes a person read it finds.

Run `python -m benchmarks.real_pairs [--data DIR]`; what is printed stands in docs/ACCURACY.md.

The first table has a row for every row of PAIRS.tsv: the single sheets, or those sheets of two
sets that matching pairs. The second one holds `benchmarks.real_changes` against the change lists;
*other entries* are those outside the title block and outside all known places, where a person read
everything that changed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from statistics import median

import pymupdf

from benchmarks.drawings import data_folder, print_table, rows_of
from benchmarks.fresh_process import Measured, in_fresh_process
from benchmarks.matching import load_set
from benchmarks.real_changes import SHEETS_OF_SETS, SINGLE_SHEETS, Fact, TrueChanges
from benchmarks.situations import Compared, compared
from common.domain.changes import Change, ChangeCategory
from common.domain.geometry import Box, overlap_area
from functions.diff.compare import SheetSource
from functions.diff.match_sheets import match_sheets
from functions.ocr.documents import one_page_pdf, quiet_mupdf
from functions.ocr.words import page_words

PAIRS = Path("pairs")
MORE_SHEETS = tuple(t for t in SINGLE_SHEETS if "option_C" in t.new) + SHEETS_OF_SETS[-2:]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two sheets of one row of PAIRS.tsv; pages count from 0."""

    row: str
    old: str
    new: str
    old_page_index: int
    new_page_index: int


def pairs(folder: Path) -> Iterator[Pair]:
    """Yield the pairs of PAIRS.tsv, then those that only `real_changes` names."""
    for row in rows_of(folder / "PAIRS.tsv"):
        name = f"{row['pair_dir']}: {Path(row['old']).stem[:22]} → {Path(row['new']).stem[:22]}"
        for old_index, new_index in _matched(folder, row):
            yield Pair(row=name, old=row["old"], new=row["new"],
                       old_page_index=old_index, new_page_index=new_index)  # fmt: skip
    for truth in MORE_SHEETS:
        old, new = str(PAIRS / truth.old), str(PAIRS / truth.new)
        yield Pair(row="others", old=old, new=new,
                   old_page_index=truth.page_index, new_page_index=truth.page_index)  # fmt: skip


def _matched(folder: Path, row: dict[str, str]) -> Iterable[tuple[int, int]]:
    if row["pages_old"] == row["pages_new"] == "1":
        return [(0, 0)]
    old, new = load_set(folder, row["old"]), load_set(folder, row["new"])
    return [
        (match.old_page_index, match.new_page_index)
        for match in match_sheets(old.sheets, new.sheets)
        if match.old_page_index is not None and match.new_page_index is not None
    ]


def source(path: Path, page_index: int) -> SheetSource:
    """Return a sheet as the page stage stores it."""
    with pymupdf.open(path) as document:
        pdf = one_page_pdf(document, path, page_index)
    with pymupdf.open(stream=pdf, filetype="pdf") as single:
        return SheetSource(pdf=pdf, words=page_words(single[0]))


def measure(folder: Path, pair: Pair) -> Measured[Compared]:
    """Compare a pair in a process of its own."""
    old = source(folder / pair.old, pair.old_page_index)
    return in_fresh_process(compared, old, source(folder / pair.new, pair.new_page_index))


def row_cells(name: str, found: list[Measured[Compared]]) -> list[str]:
    """Return what a row of PAIRS.tsv came to."""
    results = [measured.result for measured in found]
    grades = Counter(alignment.grade for alignment, _ in results)
    residuals = [a.residual_px for a, _ in results if a.residual_px is not None]
    counts = [len(reported(changes)) for _, changes in results]
    return [
        name,
        ", ".join(f"{count} {grade}" for grade, count in grades.most_common()),
        f"{median(residuals):.2f} / {max(residuals):.2f}" if residuals else "–",
        f"{median(counts):.0f} / {max(counts)}",
        f"{median(m.cpu_s for m in found):.2f} / {max(m.cpu_s for m in found):.2f}",
        f"{max(m.peak_bytes for m in found) / 1e6:.0f}",
    ]


def reported(changes: Iterable[Change]) -> list[Change]:
    """Return the entries outside the title block."""
    return [change for change in changes if change.category is not ChangeCategory.TITLE_BLOCK]


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What became of the facts of a sheet."""

    truth: TrueChanges
    missed: tuple[Fact, ...]
    other_count: int


def check(truth: TrueChanges, changes: Iterable[Change], size_pt: tuple[float, float]) -> Checked:
    """Hold the facts of a sheet against its change list."""
    entries = [(change, _share(change.box_pt, size_pt)) for change in reported(changes)]
    others = [box for _, box in entries if not any(_overlap(box, f) for f in truth.facts)]
    missed = [
        fact
        for fact in truth.facts
        if not any(_overlap(box, fact) and _quotes(change, fact) for change, box in entries)
    ]
    return Checked(truth=truth, missed=tuple(missed), other_count=len(others))


def _share(box_pt: Box, size_pt: tuple[float, float]) -> Box:
    width_pt, height_pt = size_pt
    x0, y0, x1, y1 = box_pt
    return (x0 / width_pt, y0 / height_pt, x1 / width_pt, y1 / height_pt)


def _overlap(box: Box, fact: Fact) -> bool:
    return overlap_area(box, fact.where) > 0


def _quotes(change: Change, fact: Fact) -> bool:
    return fact.text in f"{change.old_text or ''}\n{change.new_text or ''}"


def checked_cells(name: str, sheets: list[Checked]) -> list[str]:
    """Return what the facts of some sheets came to."""
    fact_count = sum(len(sheet.truth.facts) for sheet in sheets)
    missed = [fact for sheet in sheets for fact in sheet.missed]
    whole = [sheet for sheet in sheets if sheet.truth.is_all]
    others = [sheet.other_count for sheet in whole]
    return [
        name,
        str(len(sheets)),
        f"{fact_count - len(missed)} of {fact_count}" if fact_count else "–",
        f"{sum(others)} on {sum(map(bool, others))} of {len(whole)} sheets" if whole else "–",
        "; ".join(fact.text or f"({fact.where[0]:.2f}, {fact.where[1]:.2f})" for fact in missed),
    ]


def main() -> None:
    """Measure and print."""
    folder = data_folder(__doc__)
    quiet_mupdf()
    truths = {
        (str(PAIRS / t.old), str(PAIRS / t.new), t.page_index): t
        for t in (*SINGLE_SHEETS, *SHEETS_OF_SETS)
    }
    rows, checks = [], list[Checked]()
    for name, members in groupby(pairs(folder), key=lambda pair: pair.row):
        found = []
        for pair in members:
            found.append(measure(folder, pair))
            truth = truths.get((pair.old, pair.new, pair.new_page_index))
            if truth is not None:
                with pymupdf.open(folder / pair.new) as document:
                    rect = document[pair.new_page_index].rect
                size_pt = (rect.width, rect.height)
                checks.append(check(truth, found[-1].result[1], size_pt))
        rows.append(row_cells(name, found))
    print_table(["pair", "grades", "residual px", "entries", "CPU s", "MB"], rows)
    print()
    checks.sort(key=lambda sheet: (sheet.truth.old, sheet.truth.new))
    groups = groupby(checks, key=lambda sheet: (sheet.truth.old, sheet.truth.new))
    print_table(
        ["pair", "sheets", "found", "other entries", "missed"],
        [checked_cells(" → ".join(key), list(sheets)) for key, sheets in groups],
    )


if __name__ == "__main__":
    main()
