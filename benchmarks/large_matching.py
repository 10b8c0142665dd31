"""What matching takes on sets of any size: `python -m benchmarks.large_matching [SHEETS ...]`.

Made-up sheets, as hard on memory as drawings are: every sheet has a number and a title of its own,
1,500 words of which a part stands on no other sheet, and lines that no other has. One in ten is
renumbered, one in twenty added or removed. Each size in a fresh process with one thread.
"""

from __future__ import annotations

import argparse
import itertools
from collections import Counter
from collections.abc import Sequence

import numpy as np

from benchmarks.drawings import print_table
from benchmarks.fresh_process import in_fresh_process
from functions.diff.match_sheets import SheetFacts, match_sheets
from functions.diff.sheet_similarity import DENSITY_SHAPE

SIZES = (500, 1000, 2500, 5000)
WORDS, OWN_SHARE = 1500, 0.25
COMMON_WORDS = 4000  # of all sheets; what is common is said on most of them
_TITLES = tuple(
    " ".join(parts)
    for parts in itertools.product(
        ("FIRST FLOOR", "SECOND FLOOR", "ROOF", "BASEMENT", "SITE", "MEZZANINE", "GARAGE"),
        ("FRAMING", "POWER", "LIGHTING", "PLUMBING", "FINISH", "REFLECTED CEILING", "DEMOLITION"),
        ("PLAN", "DETAILS", "SECTIONS", "ELEVATIONS", "SCHEDULES"),
    )
)


def made_up(index: int, revision: int, page_index: int) -> SheetFacts:
    """Return a sheet; the revisions of one share nine words and lines of ten."""
    drawn, edited = np.random.default_rng(index), np.random.default_rng([index, revision])
    common = drawn.zipf(1.2, round(WORDS * (1 - OWN_SHARE))) % COMMON_WORDS
    own = drawn.integers(0, 10**6, round(WORDS * OWN_SHARE))
    kept = edited.random(len(own)) < 0.9
    texts = Counter(f"word{n}" for n in common)
    texts.update(f"{index}x{n}" if keep else f"{index}r{revision}x{n}"
                 for n, keep in zip(own, kept, strict=True))  # fmt: skip
    ink = drawn.random(DENSITY_SHAPE, np.float32)
    ink += 0.3 * edited.random(DENSITY_SHAPE, np.float32)
    renumbered = index % 10 == 0 and revision == 2
    return SheetFacts(
        page_index=page_index,
        number=f"{'B' if renumbered else 'A'}-{index:05d}",
        title=f"{_TITLES[index % len(_TITLES)]} AREA {index // len(_TITLES) + 1}",
        texts=texts,
        ink=ink,
        digest=f"{index}-{revision}",
    )


def matched(sheets: int) -> int:
    """Match two sets of that many sheets; returns how many pairs are those that were made."""
    old = [made_up(index, 1, place) for place, index in enumerate(range(sheets))]
    first = sheets // 20
    new = [made_up(index, 2, place) for place, index in enumerate(range(first, first + sheets))]
    return sum(
        match.old_page_index is not None
        and match.new_page_index is not None
        and old[match.old_page_index].digest[:-2] == new[match.new_page_index].digest[:-2]
        for match in match_sheets(old, new)
    )


def made(sheets: int) -> int:
    """Make the sheets only, to tell what they take from what matching takes."""
    return len([made_up(i, revision, i) for revision in (1, 2) for i in range(sheets)])


def row(sheets: int) -> Sequence[str]:
    """Measure one size."""
    whole, alone = in_fresh_process(matched, sheets), in_fresh_process(made, sheets)
    return [
        f"{sheets:,}",
        f"{whole.cpu_s - alone.cpu_s:.1f}",
        f"{alone.peak_bytes / 2**20:.0f}",
        f"{whole.peak_bytes / 2**20:.0f}",
        f"{whole.result:,} of {sheets - sheets // 20:,}",
    ]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sheets", nargs="*", type=int, default=SIZES)
    headings = ["sheets", "CPU s", "MiB, the sheets alone", "MiB, matched", "pairs found"]
    print_table(headings, [row(size) for size in parser.parse_args().sheets])


if __name__ == "__main__":
    main()
