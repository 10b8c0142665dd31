"""How exactly sheets are laid on one another, and whether what is wrong is said to be in doubt.

Run `python -m benchmarks.alignment [--quick] [--only NAME]`; what is printed stands in
docs/ACCURACY.md.

The first table takes the pairs of `benchmarks.situations` and more: half size in another font, one
half of the drawing gone, text as outlines in another place. *Error*: corners and centre against the
known transform, in pixels at 300 dpi. *Refused*: right by less than 1 px, and called not comparable
or doubtful. *Silent*: wrong by 3 px or more, and called verified or good.

The second one aligns what does not belong together: another sheet of the same set with the same
frame, and grades the right sheet put 4 px beside its place.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from statistics import median

from benchmarks import plots
from benchmarks.drawings import grades_text, p95, print_table
from benchmarks.fresh_process import in_fresh_process
from benchmarks.plots import Plot, Plotted, drawn, placed, plain, turned
from benchmarks.situations import (
    HERE,
    NUMBERS,
    QUICK_NUMBERS,
    SITUATIONS,
    Case,
    Situation,
    cases,
)
from common.domain.changes import AlignmentGrade
from common.domain.geometry import Transform
from functions.diff.align import align
from functions.diff.align_grade import AlignmentAttempt, grade
from functions.diff.align_polish import COARSE_DPI, PX_PER_PT, sight
from functions.diff.align_refine import residual_pt
from functions.diff.body_patches import body_patches
from functions.diff.compare import SheetSource
from functions.diff.frame import Frame
from functions.diff.ink_score import InkScorer
from functions.diff.pair_ink import PairInk
from functions.diff.sheet_page import SheetPage
from samples.drawing import HEIGHT_PT, WIDTH_PT, Canvas
from samples.generate import SHEETS

RIGHT_PX, WRONG_PX = 1.0, 3.0
DPI = 300
BESIDE_PT = 4 * 72 / 300
CONFIDENT = (AlignmentGrade.VERIFIED, AlignmentGrade.GOOD)
HALF = (turned(0, 0.5), (WIDTH_PT / 2, HEIGHT_PT / 2))
MORE = (
    Situation(name="half size, other font", old=(plots.in_font(*HALF),)),
    Situation(
        name="skewed, no text layer in either",
        old=(placed(turned(0.3, 1, 5, 3), has_text=False),),
        new=placed(HERE, has_text=False),
    ),
    Situation(name="half of the drawing gone", old=(plots.halved,)),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Aligned:
    """What became of a pair, without its masks."""

    new_from_old: Transform
    grade: AlignmentGrade
    residual_px: float | None


def aligned(old: SheetSource, new: SheetSource) -> Aligned:
    """Align a pair."""
    with opened(old, new) as ink:
        return _summed_up(align(ink.old, ink.new, ink.scorer))


def judged(old: SheetSource, new: SheetSource, new_from_old: Transform) -> Aligned:
    """Grade a transform."""
    with opened(old, new) as ink:
        return _summed_up(judge(ink, new_from_old))


@contextmanager
def opened(old: SheetSource, new: SheetSource) -> Iterator[PairInk]:
    """Yield both sheets with the frame that they are compared in."""
    with SheetPage(old.pdf, old.words) as before, SheetPage(new.pdf, new.words) as after:
        width_px, height_px = after.size_px(DPI)
        yield PairInk(before, after, Frame(width_px=width_px, height_px=height_px, dpi=DPI))


def judge(ink: PairInk, new_from_old: Transform) -> AlignmentAttempt:
    """Measure what speaks for a transform that came from elsewhere."""
    old, new = ink.old, ink.new
    matrix, pictures = new_from_old.matrix, sight(old, new)
    left_pt = residual_pt(*pictures, matrix, COARSE_DPI, reach_px=20)
    # As `align` does: what words fix is judged by the ink that is compared.
    has_texts = bool(old.text_layer and new.text_layer)
    scorer = ink.scorer(matrix, exact=False) if has_texts else None
    return AlignmentAttempt(
        method="given",
        new_from_old=new_from_old,
        residual_px=None if left_pt is None else left_pt * PX_PER_PT,
        exact=False,
        anchored=False,
        trust=(scorer or InkScorer.of(old, new)).trust(matrix),
        body=body_patches(pictures, matrix),
    )


def _summed_up(attempt: AlignmentAttempt) -> Aligned:
    return Aligned(
        new_from_old=attempt.new_from_old, grade=grade(attempt), residual_px=attempt.residual_px
    )


@dataclass(slots=True)
class Score:
    """What a situation came to."""

    grades: Counter[str] = field(default_factory=Counter)
    off_px: list[float] = field(default_factory=list)
    cpu_s: list[float] = field(default_factory=list)
    refused: int = 0
    silent: int = 0

    def take(self, case: Case, found: Aligned, cpu_s: float) -> None:
        """Hold the truth of a case against what was found."""
        error_px = case.off_px(found.new_from_old)
        confident = found.grade in CONFIDENT
        self.grades[found.grade] += 1
        self.off_px.append(error_px)
        self.cpu_s.append(cpu_s)
        self.refused += error_px < RIGHT_PX and not confident
        self.silent += error_px >= WRONG_PX and confident

    def cells(self) -> list[str]:
        """Return the cells of the table."""
        return [
            str(len(self.off_px)),
            grades_text(self.grades),
            " / ".join(f"{v:.2f}" for v in spread(self.off_px)),
            str(self.refused),
            str(self.silent),
            f"{median(self.cpu_s):.2f}",
        ]


def spread(values: Sequence[float]) -> tuple[float, float, float]:
    """Return median, 95th percentile and largest."""
    return float(median(values)), p95(values), max(values)


WRONG_PLOTS: dict[str, Plot] = {
    "plot": plain,
    "plot without a text layer": placed(HERE, has_text=False),
    "scan": plots.one_scanned,
}


def wrong_rows(numbers: Sequence[str]) -> Iterator[list[str]]:
    """Yield a row for each kind of pair that is wrong."""
    sheets = [drawn(number, 1) for number in numbers]
    for name, plot in WRONG_PLOTS.items():
        plotted = [plot(sheet) for sheet in sheets]
        others = [
            in_fresh_process(aligned, old.source, new.source).result
            for k, old in enumerate(plotted)
            for new in plotted[k + 1 : k + 3]
        ]
        yield _wrong_row(f"another sheet of the set, {name}", others)
        beside = [
            _beside(old, plot(_again(number))) for number, old in zip(numbers, plotted, strict=True)
        ]
        yield _wrong_row(f"4 px beside its place, {name}", beside)


def _again(number: str) -> Canvas:
    return drawn(number, 1, issue=2)


def _beside(old: Plotted, new: Plotted) -> Aligned:
    truth = new.shown_from_drawn.after(old.shown_from_drawn.inverse())
    wrong = Transform(tx=BESIDE_PT * 0.6, ty=BESIDE_PT * 0.8).after(truth)
    return in_fresh_process(judged, old.source, new.source, wrong).result


def _wrong_row(name: str, found: Sequence[Aligned]) -> list[str]:
    counts = Counter[str](one.grade for one in found)
    silent = sum(counts[good] for good in CONFIDENT)
    return [name, str(len(found)), grades_text(counts), str(silent)]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="two sheets only")
    parser.add_argument("--only", default="", help="situations whose name contains this")
    parser.add_argument("--wrong", action="store_true", help="the second table only")
    options = parser.parse_args()
    rows, every = [], Score()
    for situation in () if options.wrong else (*SITUATIONS, *MORE):
        if options.only in situation.name:
            score = Score()
            for case in cases(situation, QUICK_NUMBERS if options.quick else NUMBERS):
                measured = in_fresh_process(aligned, case.old, case.new)
                for one in (score, every):
                    one.take(case, measured.result, measured.cpu_s)
            rows.append([situation.name, *score.cells()])
    if rows:
        rows.append(["all", *every.cells()])
        print_table(["situation", "cases", "grades", "error px: median / p95 / worst", "refused",
                     "silent", "CPU s"], rows)  # fmt: skip
    if options.wrong or not options.only:
        numbers = QUICK_NUMBERS if options.quick else [s.number for s in SHEETS if 1 in s.revisions]
        print()
        print_table(["pair", "cases", "grades", "silent"], list(wrong_rows(numbers)))


if __name__ == "__main__":
    main()
