"""The folder of real drawings that benchmarks measure on, and its tables of truth."""

from __future__ import annotations

import argparse
import csv
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

BESIDE_THE_CHECKOUT = Path(__file__).resolve().parents[2] / "shared" / "data"


@dataclass(frozen=True, slots=True, kw_only=True)
class TrueSheet:
    """What a person read on a page.

    Attributes:
        path: the drawing set, relative to the folder.
        number: as printed, "" for a page without one.
    """

    path: str
    page_index: int
    number: str
    title: str


def data_folder(description: str | None) -> Path:
    """Return the folder of the command line; ends the program with a message when it is absent."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument(
        "--data", type=Path, default=BESIDE_THE_CHECKOUT, help="folder of real drawings"
    )
    folder: Path = parser.parse_args().data
    if not (folder / "GROUND_TRUTH.tsv").is_file():
        sys.exit(
            f"No drawings to measure on: {folder} holds no GROUND_TRUTH.tsv. The real drawings are "
            "not part of this repository; name their folder with --data."
        )
    return folder


def true_sheets(folder: Path) -> list[TrueSheet]:
    """Return the sheets of GROUND_TRUTH.tsv whose file is in the folder."""
    sheets = (
        TrueSheet(
            path=row["path"],
            page_index=int(row["page_index"]),
            number=row["sheet_number"],
            title=row["sheet_title"],
        )
        for row in rows_of(folder / "GROUND_TRUTH.tsv")
    )
    return [sheet for sheet in sheets if (folder / sheet.path).is_file()]


def rows_of(table: Path) -> list[dict[str, str]]:
    """Return the rows of a tab-separated table with a heading."""
    with table.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def print_table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a Markdown table."""
    for cells in (headings, ["---"] * len(headings), *rows):
        print("| " + " | ".join(cells) + " |")


def p95(values: Sequence[float]) -> float:
    """Return the 95th percentile."""
    return float(np.percentile(values, 95))


def grades_text(grades: Counter[str]) -> str:
    """Return how often each grade was given, the commonest first."""
    return ", ".join(f"{count} {grade}" for grade, count in grades.most_common())
