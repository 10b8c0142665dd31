"""How many random edits of a sheet are found, and how much is listed that nobody edited.

Run `python -m benchmarks.edits [--quick]`; what is printed stands in docs/ACCURACY.md. Ten kinds
of sheets are edited at random, plotted and scanned as `benchmarks.situations` does, and compared:
every sheet once edited (with the dates of a new issue) and once unchanged.

- *edits*: those that can be seen: on a plot, or still after scanning where one sheet is scanned.
- *found*: an entry touches the ink that went or came; half of the entry's box lies within 7 pt
  of edits.
- *false*: entries half of whose box lies elsewhere. *Noise* (dates, revision rows and plot
  stamps that are not filed under the title block) is counted apart.
- *text F1*: of texts, each one the line, dimension or cell that was edited. It is found if an
  entry quotes exactly what it read and what it reads; of a row that came or went, entries may
  quote cells that follow one another, and need not quote what the other sheet prints at the same
  place. Precision is the share of entries with a text that do so; entries that say what moved
  along with a symbol or a table's rows are left out.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator
from pathlib import Path

import cv2
from threadpoolctl import threadpool_limits

from benchmarks.drawings import print_table
from benchmarks.situations import SITUATIONS, Situation
from benchmarks.suite.crops import save_crops
from benchmarks.suite.judge import Verdict, judge
from benchmarks.suite.pairs import Pair, pairs
from benchmarks.suite.report import HEADINGS, KIND_HEADINGS, Kinds, Tally, failures
from benchmarks.suite.sheets import NUMBERS
from common.domain.changes import Alignment
from functions.diff.compare import SheetDifference, compare_sheets

QUICK_NUMBERS = ("A-101", "C-101")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quick", action="store_true", help="two sheets only")
    parser.add_argument("--situation", default="", help="those whose name contains this")
    parser.add_argument("--sheets", default="", help="numbers, separated by commas")
    parser.add_argument("--seed", type=int, default=0, help="draws other edits")
    parser.add_argument("--misses", type=Path, help="file for a line on all that went wrong")
    parser.add_argument("--crops", type=Path, help="folder for pictures of what went wrong")
    return parser.parse_args()


def _judged(
    situation: Situation, numbers: tuple[str, ...], options: argparse.Namespace
) -> Iterator[tuple[Pair, Verdict, Alignment, float]]:
    for pair in pairs(situation, numbers, options.seed):
        started_s = time.process_time()
        difference: SheetDifference = compare_sheets(pair.old, pair.new)
        cpu_s = time.process_time() - started_s
        if difference.alignment is None:
            raise ValueError("a pair of sheets has an alignment")
        verdict = judge(pair, difference.changes)
        if options.crops:
            save_crops(options.crops, pair, verdict, difference)
        yield pair, verdict, difference.alignment, cpu_s


def _tell(path: Path | None, lines: list[str]) -> None:
    """Write at once: a whole run takes long, and its first failures can be looked at meanwhile."""
    if path:
        with path.open("a", encoding="utf-8") as file:
            file.writelines(line + "\n" for line in lines)


def main() -> None:
    """Measure and print."""
    options = _arguments()
    numbers = tuple(options.sheets.split(",")) if options.sheets else NUMBERS
    if options.quick and not options.sheets:
        numbers = QUICK_NUMBERS
    rows, kinds = [], Kinds()
    totals = {False: Tally(), True: Tally()}
    if options.misses:
        options.misses.write_text(f"seed {options.seed}\n", encoding="utf-8")
    for situation in (s for s in SITUATIONS if options.situation in s.name):
        tally = Tally()
        for pair, verdict, alignment, cpu_s in _judged(situation, numbers, options):
            tally.take(pair, alignment, verdict, cpu_s)
            kinds.take(pair, verdict)
            _tell(options.misses, failures(pair, verdict))
        rows.append([situation.name, *tally.cells()])
        _tell(options.misses, [" | ".join(rows[-1])])
        totals[situation.is_scan].add(tally)
    rows += [
        [f"all {'scans' if scan else 'vector'}", *total.cells()]
        for scan, total in totals.items()
        if total.cpu_s
    ]
    print_table(HEADINGS, rows)
    print()
    print_table(KIND_HEADINGS, kinds.rows())


if __name__ == "__main__":
    cv2.setNumThreads(1)
    with threadpool_limits(limits=1, user_api="blas"):
        main()
