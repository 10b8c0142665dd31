from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt
import pymupdf
import pytest

import samples
from samples.edits import EDITS
from samples.generate import SHEETS, drawn_set, pdf_of, truth_of

DPI = 100.0
# Anti-aliased ink reaches a pixel and a half beyond the geometry.
MARGIN_PX = 1.5
MATCHED = [sheet.number for sheet in SHEETS if len(sheet.revisions) == 2]

Image = npt.NDArray[np.uint8]
Json = dict[str, Any]

pytestmark = pytest.mark.xdist_group("samples")


@pytest.fixture(scope="module")
def truth() -> Json:
    path = samples.sample_paths()[0].with_name(samples.TRUTH_NAME)
    return dict(json.loads(path.read_text(encoding="utf-8")))


@pytest.fixture(scope="module")
def documents() -> Iterator[tuple[pymupdf.Document, pymupdf.Document]]:
    old, new = samples.sample_paths()
    with pymupdf.open(old) as before, pymupdf.open(new) as after:
        yield before, after


@pytest.fixture(scope="module")
def differing(
    truth: Json, documents: tuple[pymupdf.Document, pymupdf.Document]
) -> dict[str, npt.NDArray[np.bool_]]:
    """Per matched sheet, which pixels differ between the revisions."""
    old, new = documents
    pages = {
        sheet["number"]: (old[sheet["old_page"] - 1], new[sheet["new_page"] - 1])
        for sheet in truth["sheets"]
        if sheet["kind"] == "matched"
    }
    return {number: rendered(a) != rendered(b) for number, (a, b) in pages.items()}


def rendered(page: pymupdf.Page) -> Image:
    pixmap = page.get_pixmap(dpi=int(DPI), colorspace=pymupdf.csGRAY)
    return np.frombuffer(pixmap.samples, np.uint8).reshape(pixmap.height, pixmap.width)


def pixels(box_pt: list[float]) -> tuple[slice, slice]:
    x0, y0, x1, y1 = (value * DPI / 72 for value in box_pt)
    rows = slice(int(y0 - MARGIN_PX), int(y1 + MARGIN_PX) + 1)
    return rows, slice(max(0, int(x0 - MARGIN_PX)), int(x1 + MARGIN_PX) + 1)


def places(entry: Json) -> list[list[float]]:
    return [box for box in (entry["box_pt"], entry["old_box_pt"]) if box is not None]


def words_in(page: pymupdf.Page, box_pt: list[float]) -> list[str]:
    x0, y0, x1, y1 = box_pt
    return sorted(page.get_text("text", clip=(x0 - 1, y0 - 3, x1 + 1, y1 + 3)).split())


def test_the_generator_reproduces_the_shipped_set(truth: Json) -> None:
    old, new = drawn_set(1), drawn_set(2)
    shipped = [path.read_bytes() for path in samples.sample_paths()]
    assert [pdf_of(old), pdf_of(new)] == shipped
    assert json.loads(json.dumps(truth_of(old, new))) == truth


@pytest.mark.parametrize("edit_id", EDITS)
def test_an_edit_shows_at_its_place(
    edit_id: str, truth: Json, differing: dict[str, npt.NDArray[np.bool_]]
) -> None:
    entry = next(e for e in truth["edits"] if e["id"] == edit_id)
    assert all(differing[entry["sheet"]][pixels(box)].any() for box in places(entry))


@pytest.mark.parametrize("number", MATCHED)
def test_nothing_differs_but_the_edits_and_the_noise(
    number: str, truth: Json, differing: dict[str, npt.NDArray[np.bool_]]
) -> None:
    left = differing[number].copy()
    for entry in truth["edits"] + truth["noise"]:
        if entry["sheet"] == number:
            for box in places(entry):
                left[pixels(box)] = False
    assert not left.any()


@pytest.mark.parametrize("edit_id", [e.id for e in EDITS.values() if e.new_text])
def test_the_new_text_of_an_edit_is_printed_in_its_box(
    edit_id: str, truth: Json, documents: tuple[pymupdf.Document, pymupdf.Document]
) -> None:
    entry = next(e for e in truth["edits"] if e["id"] == edit_id)
    page = next(s["new_page"] for s in truth["sheets"] if s["number"] == entry["sheet"])
    assert words_in(documents[1][page - 1], entry["box_pt"]) == sorted(entry["new_text"].split())


@pytest.mark.parametrize("edit_id", [e.id for e in EDITS.values() if e.old_text])
def test_the_old_text_of_an_edit_is_printed_in_its_old_box(
    edit_id: str, truth: Json, documents: tuple[pymupdf.Document, pymupdf.Document]
) -> None:
    entry = next(e for e in truth["edits"] if e["id"] == edit_id)
    page = next(s["old_page"] for s in truth["sheets"] if s["number"] == entry["sheet"])
    printed = words_in(documents[0][page - 1], entry["old_box_pt"])
    assert printed == sorted(entry["old_text"].split())


def test_one_sheet_differs_in_its_title_block_only(
    truth: Json, differing: dict[str, npt.NDArray[np.bool_]]
) -> None:
    assert [e["id"] for e in truth["edits"] if e["sheet"] == "A-102"] == []
    assert differing["A-102"].any()


def test_sheet_numbers_and_edit_ids_are_unique(truth: Json) -> None:
    for names in ([s["number"] for s in truth["sheets"]], [e["id"] for e in truth["edits"]]):
        assert len(set(names)) == len(names)


def test_a_shipped_file_is_smaller_than_a_quarter_of_a_megabyte() -> None:
    assert all(path.stat().st_size < 250_000 for path in samples.sample_paths())


def test_the_paths_are_known_without_opening_a_pdf_library() -> None:
    code = "import sys, samples; samples.sample_paths(); sys.exit('pymupdf' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
