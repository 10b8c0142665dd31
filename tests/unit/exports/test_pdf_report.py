"""The report as a PDF viewer sees it."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pymupdf
import pytest

from functions.api.exports.pdf_report import sheet_page_numbers, write_pdf
from functions.api.exports.session_export import SessionExport
from tests.session_records import change
from tests.unit.exports.exported import CHANGES, export_of, page_pdf, written

HOSTILE = "\x00\ud7ff漢字 Ж \u202e ½ <b>&amp;" + "W" * 400 + "\n" * 60


def _opened(export: SessionExport) -> pymupdf.Document:
    return pymupdf.open(stream=written(write_pdf, export), filetype="pdf")


def _sheet(report: Any, name: str = "A-101 PLAN") -> Any:
    [page, *_] = [page for _, text, page in report.get_toc() if text == name]
    return report.load_page(page - 1)


@pytest.fixture
def report(tmp_path: Path) -> Iterator[pymupdf.Document]:
    with _opened(export_of(tmp_path, *CHANGES)) as document:
        yield document


def test_a_change_is_a_polygon_with_a_cloudy_border_and_an_appearance(report: Any) -> None:
    page = _sheet(report)
    cloud = next(page.annots())
    assert cloud.type[1] == "Polygon"
    assert report.xref_get_key(cloud.xref, "BE")[1].replace(" ", "").startswith("<</S/C")
    assert report.is_stream(int(report.xref_get_key(cloud.xref, "AP/N")[1].split()[0]))


def test_a_cloud_has_author_subject_and_date(report: Any) -> None:
    info = next(_sheet(report).annots()).info
    assert (info["title"], info["subject"]) == ("BuildTrace", "text changed")
    assert info["creationDate"].startswith("D:20260102030405")


def test_a_cloud_is_around_its_change_under_the_strip(report: Any) -> None:
    page = _sheet(report)
    strip_pt = page.rect.height - 1728
    box = pymupdf.Rect(10.123, 20, 40, 30) + (0, strip_pt) * 2
    assert box in next(page.annots()).rect


def test_the_bookmarks_name_every_sheet_twice(report: Any) -> None:
    names = [name for level, name, _ in report.get_toc() if level == 2]
    assert names == ["A-101 PLAN", "A-102 PLAN", "A-103 PLAN"] * 2


def test_the_report_says_its_title_and_language(report: Any) -> None:
    assert report.metadata["title"] == "Drawing comparison: v-old.pdf → v-new.pdf"
    catalog = report.pdf_catalog()
    assert report.xref_get_key(catalog, "Lang")[1] == "en-US"
    assert "true" in report.xref_get_key(catalog, "ViewerPreferences/DisplayDocTitle")[1]


def test_a_row_of_the_log_leads_to_its_sheet(report: Any) -> None:
    sheet = _sheet(report).number
    links = [link for page in report for link in page.get_links()]
    assert len([link for link in links if link["page"] == sheet]) >= 2 + len(CHANGES)


def test_what_is_unsure_has_a_page_of_its_own(report: Any) -> None:
    text = " ".join(_sheet(report, "What is unsure").get_text().split())
    assert "The pair took too long. Try it alone." in text
    assert "Page 3 of the old set: The page is damaged." in text


def test_old_sheet_and_colours_are_layers(report: Any) -> None:
    layers = {entry["text"]: entry["on"] for entry in report.layer_ui_configs()}
    assert [name for name, on in layers.items() if not on] == ["Old sheet, laid on the new one"]
    assert len(layers) == 6


def _gray(page: pymupdf.Page, **options: Any) -> Any:
    pixmap = page.get_pixmap(dpi=20, colorspace=pymupdf.csGRAY, annots=False, **options)
    return np.frombuffer(pixmap.samples, np.uint8).reshape(pixmap.height, pixmap.stride)


@pytest.mark.parametrize("rotation_deg", [0, 90, 180, 270])
def test_a_turned_sheet_lies_as_it_is_shown(tmp_path: Path, rotation_deg: int) -> None:
    pdf = page_pdf(rotation_deg=rotation_deg)
    with (
        _opened(export_of(tmp_path, pdf=pdf)) as report,
        pymupdf.open(stream=pdf, filetype="pdf") as source,
    ):
        page = _sheet(report, "A-102 PLAN")
        under_strip = pymupdf.Rect(0, page.rect.height - 1728, 2592, page.rect.height)
        shown, expected = _gray(page, clip=under_strip), _gray(source[0])
    height = min(len(shown), len(expected))
    assert np.abs(shown[:height].astype(int) - expected[:height]).mean() < 2


def test_a_layer_that_a_sheet_hides_stays_hidden(tmp_path: Path) -> None:
    with pymupdf.open(stream=page_pdf(rotation_deg=0), filetype="pdf") as source:
        layer = source.add_ocg("hidden", on=False)
        source[0].draw_rect((0, 0, 2592, 1728), fill=(0, 0, 0), oc=layer)
        pdf = source.tobytes()
    with _opened(export_of(tmp_path, pdf=pdf)) as report:
        assert _gray(_sheet(report, "A-102 PLAN")).mean() > 200


def test_a_page_that_cannot_be_drawn_costs_only_itself(tmp_path: Path) -> None:
    with _opened(export_of(tmp_path, *CHANGES, pdf=b"no pdf")) as report:
        page = _sheet(report)
        assert "This page cannot be shown." in page.get_text()
        assert len(list(page.annots())) == len(CHANGES)


def test_hostile_texts_do_no_harm(tmp_path: Path) -> None:
    export = export_of(tmp_path, change(old_text=HOSTILE, new_text=HOSTILE))
    with _opened(export) as report:
        assert "漢字 Ж" in "".join(page.get_text() for page in report)


def test_a_box_beyond_the_sheet_is_clouded_all_the_same(tmp_path: Path) -> None:
    entry = replace(CHANGES[0], box_pt=(2600.0, 1800.0, 2700.0, 1900.0))
    with _opened(export_of(tmp_path, entry)) as report:
        assert len(list(_sheet(report).annots())) == 1


def test_the_pages_of_sheets_are_known_without_writing_them(tmp_path: Path) -> None:
    export = export_of(tmp_path, *CHANGES)
    with pymupdf.open(stream=io.BytesIO(written(write_pdf, export)), filetype="pdf") as report:
        pages = [page for level, _, page in report.get_toc() if level == 2]
    assert sheet_page_numbers(export) == pages[:3]
