"""Revision clouds and deltas found on drawn sheets, and whether plants are taken for clouds.

Run `python -m benchmarks.revision_marks [--sheets 120]`; what is printed stands in
docs/ACCURACY.md. Every sheet has zero to three clouds, half of them with a delta, and four decoys:
trees, shrubs, hedges, insulation, rings of circles, door swings, open chains, polygons.
"""

from __future__ import annotations

import argparse
import random
import time
from collections import Counter
from dataclasses import dataclass, field
from statistics import median

import pymupdf

from benchmarks.drawings import print_table
from benchmarks.scalloped import DECOYS, CloudLook, draw_cloud, draw_delta, some_look
from common.domain.geometry import Box, area, grown, overlap_area, union
from functions.diff.revision_marks import SheetMarks, sheet_marks
from functions.diff.sheet_page import SheetPage
from functions.ocr.words import page_words

COLUMNS, ROWS, CELL_PT = 4, 3, 190.0
SAME_SHARE = 0.6


@dataclass(slots=True)
class Drawn:
    """A sheet and what a person would see on it, in displayed page points."""

    pdf: bytes
    clouds: list[tuple[CloudLook, Box]]
    deltas: list[Box]


@dataclass(slots=True)
class Tally:
    """What was found."""

    drawn: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    missed: list[str] = field(default_factory=list)
    false: list[str] = field(default_factory=list)
    deltas: Counter[str] = field(default_factory=Counter)
    cpu_s: list[float] = field(default_factory=list)


def drawn_sheet(seed: int) -> Drawn:
    """Draw a sheet."""
    chance = random.Random(seed)
    with pymupdf.open() as document:
        page = document.new_page(width=COLUMNS * CELL_PT + 40, height=ROWS * CELL_PT + 40)
        page.set_rotation(chance.choice((0, 0, 90, 180, 270)))
        cells = [(c, r) for c in range(COLUMNS) for r in range(ROWS)]
        chance.shuffle(cells)
        for cell in cells:
            _draw_room(page, _inside(cell), chance)
        clouds, deltas = [], []
        for cell in cells[: chance.randint(0, 3)]:
            box = _shrunk(_inside(cell), chance)
            look = some_look(chance, box)
            covered = draw_cloud(page, box, look, chance)
            clouds.append((look, _shown(page, covered)))
            if chance.random() < 0.5:
                side = chance.uniform(12, 30)
                draw_delta(page, (box.x1 + 4, box.y0 - 8), str(chance.randint(1, 9)), side)
                deltas.append(
                    _shown(page, pymupdf.Rect(box.x1 - 4, box.y0 - 14, box.x1 + 12, box.y0 - 2))
                )
        for cell in cells[4:8]:
            chance.choice(DECOYS)(page, _inside(cell), chance)
        return Drawn(bytes(document.tobytes()), clouds, deltas)


def _inside(cell: tuple[int, int]) -> pymupdf.Rect:
    x, y = 40 + cell[0] * CELL_PT, 40 + cell[1] * CELL_PT
    return pymupdf.Rect(x + 10, y + 10, x + CELL_PT - 50, y + CELL_PT - 50)


def _shrunk(box: pymupdf.Rect, chance: random.Random) -> pymupdf.Rect:
    width, height = chance.uniform(24, box.width), chance.uniform(18, box.height)
    return pymupdf.Rect(box.x0, box.y0, box.x0 + width, box.y0 + height)


def _draw_room(page: pymupdf.Page, box: pymupdf.Rect, chance: random.Random) -> None:
    page.draw_rect(box, width=1.2)
    page.insert_text((box.x0 + 8, box.y0 + 14), f"ROOM {chance.randint(100, 199)}", fontsize=8)
    for _ in range(chance.randint(0, 12)):
        x, y = chance.uniform(box.x0, box.x1), chance.uniform(box.y0, box.y1)
        rise = chance.choice((0.0, chance.uniform(-40, 40)))
        page.draw_line((x, y), (x + chance.uniform(-40, 40), y + rise), width=0.4)


def _shown(page: pymupdf.Page, box: pymupdf.Rect) -> Box:
    shown = box * page.rotation_matrix
    shown.normalize()
    return (shown.x0, shown.y0, shown.x1, shown.y1)


def marks_of(pdf: bytes) -> tuple[SheetMarks, float]:
    """Return the marks of a sheet and the CPU seconds they took."""
    with pymupdf.open(stream=pdf, filetype="pdf") as document:
        words = page_words(document[0])
    with SheetPage(pdf, words) as sheet:
        begun_s = time.process_time()
        marks = sheet_marks(sheet.paths(), sheet.words, sheet.size)
        return marks, time.process_time() - begun_s


def measure(sheet: Drawn, seed: int, tally: Tally) -> None:
    """Hold what is found on a sheet against what was drawn."""
    marks, cpu_s = marks_of(sheet.pdf)
    tally.cpu_s.append(cpu_s)
    left = [cloud.box_pt for cloud in marks.clouds]
    for look, box in sheet.clouds:
        tally.drawn[look.style] += 1
        same = [other for other in left if _same(box, other, look.chord_pt)]
        if same:
            left.remove(same[0])
            tally.found[look.style] += 1
        else:
            tally.missed.append(f"sheet {seed}: {look}")
    tally.false += [f"sheet {seed}: {[round(v) for v in box]}" for box in left]
    near = sum(
        any(overlap_area(drawn, delta.box_pt) > 0 for delta in marks.deltas)
        for drawn in sheet.deltas
    )
    tally.deltas.update(drawn=len(sheet.deltas), found=near, reported=len(marks.deltas))


def _same(drawn: Box, found: Box, chord_pt: float) -> bool:
    wide = grown(drawn, chord_pt / 3)
    return overlap_area(wide, found) > SAME_SHARE * area(union(wide, found))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sheets", type=int, default=120)
    parser.add_argument("--first", type=int, default=0, help="seed of the first sheet")
    arguments = parser.parse_args()
    tally = Tally()
    for seed in range(arguments.first, arguments.first + arguments.sheets):
        measure(drawn_sheet(seed), seed, tally)
    rows = [[s, str(n), f"{tally.found[s] / n:.1%}"] for s, n in sorted(tally.drawn.items())]
    drawn, found = tally.drawn.total(), tally.found.total()
    print_table(["clouds", "drawn", "recall"], [*rows, ["all", str(drawn), f"{found / drawn:.1%}"]])
    print(f"\nprecision {found / max(1, found + len(tally.false)):.1%}, false {len(tally.false)}")
    print(f"deltas at clouds: {dict(tally.deltas)}")
    print(f"CPU s a sheet: median {median(tally.cpu_s):.3f}, most {max(tally.cpu_s):.3f}\n")
    print(
        "\n".join(
            [*(f"missed {text}" for text in tally.missed), *(f"false {t}" for t in tally.false)]
        )
    )


if __name__ == "__main__":
    main()
