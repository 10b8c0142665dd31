"""How well two revisions of a sheet are laid on one another and compared, in known situations.

Run `python -m benchmarks.situations [--quick]`; what is printed stands in docs/ACCURACY.md.

Every sheet that both revisions of the sample set have is plotted or scanned in another way, once
changed (old revision against new one: 32 edits in all) and once unchanged (the old one against
itself). Each comparison runs in a process of its own.

- *off by*: distance of corners and centre from where they belong, in pixels at 300 dpi.
- *found*: edits that an entry outside the title block touches, quoting exactly their old and new
  text where both sheets have a text layer.
- *false*: entries outside the title block that touch no edit and no date, revision row or stamp,
  nor say that drawing and title block moved apart where they did.
- *noise*: dates, revision rows and plot stamps listed as changes of the drawing.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any

import numpy as np

import samples
from benchmarks import plots
from benchmarks.drawings import grades_text, print_table
from benchmarks.fresh_process import Measured, in_fresh_process
from benchmarks.plots import ARCH_D, Plot, Plotted, drawn, placed, plain, turned
from common.domain.changes import Alignment, Change, ChangeCategory
from common.domain.geometry import Box, Transform, centre, overlap_area
from functions.diff.compare import SheetSource, compare_sheets
from samples.drawing import HEIGHT_PT, WIDTH_PT, Canvas
from samples.generate import SHEETS

PX_PER_PT = 300 / 72
NUMBERS = tuple(sheet.number for sheet in SHEETS if len(sheet.revisions) == 2)
QUICK_NUMBERS = ("A-101", "A-501")
BODY_PT = (-43.3, 30.7)
ORIGIN = np.zeros((1, 2))
MOVE_TOLERANCE_PT = 1.0
Entry = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """How the two revisions come.

    Attributes:
        old: how the old one is plotted; several take turns over the sheets.
        date_only: the new one has another title block only.
        body_pt: how far the old one's drawing stands apart from where the new one's does.
        is_scan: one of them at least is a scan.
    """

    name: str
    old: tuple[Plot, ...] = (plain,)
    new: Plot = plain
    date_only: bool = False
    body_pt: tuple[float, float] = (0.0, 0.0)
    is_scan: bool = False

    def old_plot(self, index: int) -> Plot:
        """Return how the old one of the sheet at an index is plotted."""
        return self.old[index % len(self.old)]

    def true_transforms(self, old: Plotted, new: Plotted) -> tuple[Transform, ...]:
        """Return what maps old points to new ones: two where the drawing moved alone."""
        back = Transform(tx=-self.body_pt[0], ty=-self.body_pt[1])
        return tuple(
            new.shown_from_drawn.after(moved).after(old.shown_from_drawn.inverse())
            for moved in {Transform(): 0, back: 1}
        )


HERE = Transform()
SKEWED = turned(0.15, 0.997, 7.7, -5.5)
QUARTER_TURNS = tuple(
    placed(turned(0, 1, 3.3, -2.1), rotate_deg=degrees) for degrees in (90, 180, 270)
)
SITUATIONS = (
    Situation(name="same plot"),
    Situation(name="re-plotted by another program", old=(plots.resaved,)),
    Situation(name="shifted by a fraction", old=(placed(turned(0, 1, 0.37, -0.21)),)),
    Situation(name="shifted", old=(plots.shifted,)),
    Situation(name="on 42 × 30 in", old=(placed(turned(0, 1, 180, 210), (3024.0, 2160.0)),)),
    Situation(name="half size", old=(placed(turned(0, 0.5), (WIDTH_PT / 2, HEIGHT_PT / 2)),)),
    Situation(name="scaled 1 %", old=(placed(turned(0, 1.01, -6.3, 4.1)),)),
    Situation(name="skewed .3°", old=(placed(turned(0.3, 1, 5.2, 3.3)),)),
    Situation(name="/Rotate 90, 180, 270", old=QUARTER_TURNS),
    Situation(name="turned by 90°", old=(placed(turned(90, 1, HEIGHT_PT), ARCH_D[::-1]),)),
    Situation(name="letters as paths", old=(plots.outlined(SKEWED),), new=plots.outlined(HERE)),
    Situation(name="no text layer in the old", old=(placed(SKEWED, has_text=False),)),
    Situation(name="other font", old=(plots.other_font,)),
    Situation(name="colour to black", old=(plots.in_colour,)),
    Situation(name="drawing moved, title block not", body_pt=BODY_PT),
    Situation(name="new date only", date_only=True),
    Situation(name="new one scanned", new=plots.one_scanned, is_scan=True),
    Situation(
        name="both scanned",
        old=(plots.both_scanned[0],),
        new=plots.both_scanned[1],
        is_scan=True,
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A pair whose truth is known.

    Attributes:
        new_from_old: the true transforms: two where drawing and title block moved apart.
        edits: with their boxes in the frame of the new page.
        noise: likewise.
    """

    old: SheetSource
    new: SheetSource
    new_from_old: tuple[Transform, ...]
    edits: tuple[Entry, ...]
    noise: tuple[Entry, ...]

    def off_px(self, found: Transform) -> float:
        """Return how far a transform is off from the nearer true one, at 300 dpi."""
        return min(_off_px(found, truth) for truth in self.new_from_old)


@dataclass(slots=True)
class Score:
    """What a situation came to, over its sheets."""

    grades: Counter[str] = field(default_factory=Counter)
    off_px: list[float] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)
    edit_count: int = 0
    entry_count: int = 0
    noise_count: int = 0
    false: dict[bool, int] = field(default_factory=lambda: {True: 0, False: 0})
    cpu_s: list[float] = field(default_factory=list)
    peak_bytes: list[int] = field(default_factory=list)

    def take(self, case: Case, measured: Measured[Compared]) -> None:
        """Hold the truth of a case against what was found."""
        alignment, changes = measured.result
        reported = [c for c in changes if is_reported(c, case.new_from_old)]
        on_edits = [c for c in reported if any(touches(c, e) for e in case.edits)]
        on_noise = [
            c for c in reported if c not in on_edits and any(touches(c, n) for n in case.noise)
        ]
        self.grades[alignment.grade] += 1
        self.off_px.append(case.off_px(alignment.new_from_old))
        self.missed += [e["id"] for e in case.edits if not is_found(e, reported, case)]
        self.edit_count += len(case.edits)
        self.entry_count += len(on_edits)
        self.noise_count += len(on_noise)
        self.false[bool(case.edits)] += len(reported) - len(on_edits) - len(on_noise)
        self.cpu_s.append(measured.cpu_s)
        self.peak_bytes.append(measured.peak_bytes)

    def cells(self) -> list[str]:
        """Return the cells of the table."""
        found = self.edit_count - len(self.missed)
        return [
            grades_text(self.grades),
            f"{median(self.off_px):.2f} / {max(self.off_px):.2f}",
            f"{found} of {self.edit_count}" if self.edit_count else "–",
            f"{self.false[True]} / {self.false[False]}",
            str(self.noise_count),
            f"{self.entry_count / found:.2f}" if found else "–",
            f"{median(self.cpu_s):.2f}",
            f"{max(self.peak_bytes) / 1e6:.0f}",
        ]


HEADINGS = (
    "situation", "grades", "off by px, median / worst", "found", "false, changed / unchanged",
    "noise", "entries an edit", "CPU s", "MB",
)  # fmt: skip


Compared = tuple[Alignment, tuple[Change, ...]]


def compared(old: SheetSource, new: SheetSource) -> Compared:
    """Compare, and leave the images behind."""
    difference = compare_sheets(old, new)
    if difference.alignment is None:
        raise ValueError("a pair of sheets has an alignment")
    return difference.alignment, difference.changes


def _off_px(found: Transform, truth: Transform) -> float:
    """Return how far the corners and the centre are off at most, at 300 dpi."""
    x, y = WIDTH_PT, HEIGHT_PT
    new = np.array([(0, 0), (x, 0), (x, y), (0, y), (x / 2, y / 2)], dtype=float)
    shown = found.apply(truth.inverse().apply(new))
    return float(np.linalg.norm(shown - new, axis=1).max()) * PX_PER_PT


def is_title_block(change: Change) -> bool:
    """Tell whether an entry is filed under the title block."""
    return change.category is ChangeCategory.TITLE_BLOCK


def is_reported(change: Change, new_from_old: Sequence[Transform]) -> bool:
    """Tell whether an entry is neither the title block's nor the move of the whole drawing."""
    return not is_title_block(change) and not is_the_move(change, new_from_old)


def is_the_move(change: Change, new_from_old: Sequence[Transform]) -> bool:
    """Tell whether an entry says that drawing and title block moved apart."""
    if change.moved_pt is None or len(new_from_old) == 1:
        return False
    apart = np.subtract(new_from_old[0].apply(ORIGIN), new_from_old[1].apply(ORIGIN))
    moved = np.abs(change.moved_pt)
    return bool(np.abs(moved - np.abs(apart)).max() < MOVE_TOLERANCE_PT)


def touches(change: Change, entry: Entry) -> bool:
    """Tell whether a change lies on an edit's old or new place."""
    places = (entry["box_pt"], entry["old_box_pt"])
    return any(place and overlap_area(change.box_pt, place) > 0 for place in places)


def is_found(edit: Entry, reported: Sequence[Change], case: Case) -> bool:
    """Tell whether changes touch an edit and, where both sheets have text, quote it."""
    near = [change for change in reported if touches(change, edit)]
    texts = (edit["old_text"], edit["new_text"])
    if not near or texts == (None, None) or not (case.old.words and case.new.words):
        return bool(near)
    if not edit["is_row"]:
        return any(texts in ((c.old_text, c.new_text), *c.texts) for c in near)
    places = (edit["old_box_pt"], edit["box_pt"])
    return all(
        _quoted(near, which, place) == Counter((text or "").split())
        for which, place, text in zip(("old_text", "new_text"), places, texts, strict=True)
    )


def _quoted(near: Sequence[Change], which: str, place: Box | None) -> Counter[str]:
    """Count the words that changes, or their parts, in the middle of a place quote."""
    found: Counter[str] = Counter()
    for part in (part for change in near for part in change.parts or (change,)):
        x, y = centre(part.box_pt)
        if place and place[0] <= x < place[2] and place[1] <= y < place[3]:
            found.update((getattr(part, which) or "").split())
    return found


def cases(situation: Situation, numbers: Sequence[str]) -> Iterator[Case]:
    """Yield each sheet changed and unchanged."""
    path = samples.sample_paths()[0].with_name(samples.TRUTH_NAME)
    truth = json.loads(path.read_text(encoding="utf-8"))
    for index, number in enumerate(numbers):
        old = situation.old_plot(index)(drawn(number, 1, body_pt=situation.body_pt))
        edits, noise = ([e for e in truth[k] if e["sheet"] == number] for k in ("edits", "noise"))
        if situation.date_only:
            yield _case(situation, old, drawn(number, 1, issue=2), [], noise)
            continue
        if edits:
            yield _case(situation, old, drawn(number, 2), edits, noise)
        yield _case(situation, old, drawn(number, 1), [], [])


def _case(
    situation: Situation,
    old: Plotted,
    canvas: Canvas,
    edits: Sequence[Entry],
    noise: Sequence[Entry],
) -> Case:
    new = situation.new(canvas)
    return Case(
        old=old.source,
        new=new.source,
        new_from_old=situation.true_transforms(old, new),
        edits=tuple(_shown(edit, new.shown_from_drawn) for edit in edits),
        noise=tuple(_shown(entry, new.shown_from_drawn) for entry in noise),
    )


def _shown(entry: Entry, shown_from_drawn: Transform) -> Entry:
    places = {key: entry[key] for key in ("box_pt", "old_box_pt")}
    return entry | {k: box and shown_from_drawn.apply_box(tuple(box)) for k, box in places.items()}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="two sheets only")
    parser.add_argument("--only", default="", help="situations whose name contains this")
    options = parser.parse_args()
    rows, missed = [], []
    for situation in SITUATIONS:
        if options.only in situation.name:
            score = Score()
            for case in cases(situation, QUICK_NUMBERS if options.quick else NUMBERS):
                score.take(case, in_fresh_process(compared, case.old, case.new))
            rows.append([situation.name, *score.cells()])
            missed += [f"- {situation.name}: {', '.join(score.missed)}"] if score.missed else []
    print_table(HEADINGS, rows)
    print("\nMissed:\n" + "\n".join(missed))


if __name__ == "__main__":
    main()
