"""One sheet: its pixels at any resolution, whether it is a scan, and its digest."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
import pymupdf
import pytest

from common.domain.geometry import Transform
from functions.diff.sheet_page import MIN_LINE_WIDTH_PX, SheetPage
from tests.unit.diff.sheets import (
    LETTER,
    Drawing,
    busy,
    circle,
    fill,
    frame,
    line,
    opened,
    plot,
    scan,
    text,
)

# 637.5 px wide at 75 dpi.
ODD_PT = (612.0, 396.0)
Edit = Callable[[pymupdf.Document], object]


def digest(pdf: bytes) -> str:
    with SheetPage(pdf, ()) as sheet:
        return sheet.digest()


def taken_out(pdfs: list[bytes], page_index: int) -> bytes:
    """Return a page of a set as a file of its own."""
    with pymupdf.open() as whole, pymupdf.open() as single:
        for pdf in pdfs:
            with pymupdf.open(stream=pdf, filetype="pdf") as part:
                whole.insert_pdf(part)
        single.insert_pdf(whole, from_page=page_index, to_page=page_index)
        return bytes(single.tobytes())


def edited(edit: Edit, drawing: Drawing | None = None) -> bytes:
    pdf = plot(frame() if drawing is None else drawing)
    with pymupdf.open(stream=pdf, filetype="pdf") as document:
        edit(document)
        return bytes(document.tobytes())


def stamped(level: int) -> Edit:
    """Return what puts a small image on the page."""
    pixels = np.full((20, 20), level, np.uint8)
    png = cv2.imencode(".png", pixels)[1].tobytes()
    return lambda document: document[0].insert_image(pymupdf.Rect(20, 20, 40, 40), stream=png)


def layered(*, on: bool) -> Edit:
    def edit(document: pymupdf.Document) -> None:
        layer = document.add_ocg("FURNITURE", on=on)
        document[0].draw_rect(pymupdf.Rect(50, 50, 90, 90), oc=layer)

    return edit


def sharing_resources(count: int) -> bytes:
    """Return a page whose forms all use the page's own resources, as CAD drivers write it."""

    def edit(document: pymupdf.Document) -> None:
        shared, *forms = (document.get_new_xref() for _ in range(count + 1))
        for n, form in enumerate(forms):
            kind = "/Type/XObject/Subtype/Form/BBox[0 0 612 396]"
            document.update_object(form, f"<<{kind}/Resources {shared} 0 R>>")
            document.update_stream(form, f"{n} 0 m 100 100 l S".encode())
        names = "".join(f"/F{n} {form} 0 R" for n, form in enumerate(forms))
        document.update_object(shared, f"<</XObject<<{names}>>>>")
        document.xref_set_key(document[0].xref, "Resources", f"{shared} 0 R")

    return edited(edit, {})


@pytest.mark.parametrize("dpi", [37.5, 50.0, 75.0, 100.0, 150.0])
def test_a_page_has_the_pixels_its_size_asks_for(dpi: float) -> None:
    with opened(plot({}, size_pt=ODD_PT)) as [sheet]:
        assert sheet.gray(dpi).shape == pytest.approx((396 * dpi / 72, 612 * dpi / 72), abs=0.51)


@pytest.mark.parametrize("dpi", [37.5, 50.0, 75.0, 100.0, 150.0])
def test_rounding_a_page_to_whole_pixels_does_not_stretch_it(dpi: float) -> None:
    mark = {"mark": fill((0, 100, 600, 200), (0, 0, 0))}
    with opened(plot(mark, size_pt=ODD_PT)) as [sheet]:
        row = 255.0 - sheet.gray(dpi)[round(2 * dpi)]
    assert row.sum() / 255 == pytest.approx(600 * dpi / 72, abs=0.15)


def test_a_quick_look_shows_the_ink_where_a_close_one_does() -> None:
    with opened(plot(busy())) as [sheet]:
        quick, close = sheet.quick_gray(75), sheet.gray(75)
    assert quick.shape == close.shape
    assert np.abs(quick.astype(int) - close).mean() < 1
    assert (quick < 128).sum() == pytest.approx((close < 128).sum(), rel=0.05)


def test_a_scan_is_decoded_once_for_a_quick_look_and_a_close_one() -> None:
    with opened(scan(plot(busy()))) as [sheet]:
        assert sheet.quick_gray(75) is sheet.gray(75)


def test_bands_are_the_rows_of_the_whole_page() -> None:
    device = Transform(a=2, d=2)
    with opened(plot(busy())) as [sheet]:
        whole = sheet.render_band(device, (0, 0, 1584, 1224), antialias=False)
        bands = [
            sheet.render_band(device, (0, y, 1584, y + 408), antialias=False) for y in (0, 408, 816)
        ]
    assert np.array_equal(np.vstack(bands), whole)


def test_without_smoothing_there_is_only_ink_and_paper() -> None:
    with opened(plot({"brace": line(20, 20, 600, 300, 0.05)})) as [sheet]:
        band = sheet.render_band(Transform(a=2, d=2), (0, 0, 1584, 1224), antialias=False)
    assert set(np.unique(band).tolist()) == {0, 255}


def test_without_smoothing_a_hairline_keeps_its_width() -> None:
    with opened(plot({"hair": line(20, 50, 300, 50, 0.01)})) as [sheet]:
        band = sheet.render_band(Transform(a=2, d=2), (0, 80, 640, 120), antialias=False)
    thickness_px = (band[:, 100:500] == 0).sum(axis=0)
    assert thickness_px.min() >= int(MIN_LINE_WIDTH_PX)


def test_drawing_without_smoothing_leaves_the_next_page_smooth() -> None:
    with opened(plot({"brace": line(20, 20, 600, 300)})) as [sheet]:
        sheet.render_band(Transform(), (0, 0, 792, 612), antialias=False)
        assert len(np.unique(sheet.gray(150))) > 10


def test_a_page_in_colour_is_red_green_blue() -> None:
    with opened(plot({"red": fill((0, 0, 100, 100), (1, 0, 0))})) as [sheet]:
        pixels = sheet.render_rgb(Transform(a=0.5, d=0.5), (396, 306))
    assert pixels.shape == (306, 396, 3)
    assert pixels[20, 20].tolist() == [255, 0, 0]


def test_a_page_without_its_texts_keeps_its_lines() -> None:
    drawn = {"rule": line(20, 50, 300, 50), "note": text(40, 90, "NOTE", 24)}
    with opened(plot(drawn)) as [sheet]:
        box_px = (0, 0, 792, 612)
        bare = sheet.render_band(Transform(), box_px, antialias=False, has_texts=False)
        rgb = sheet.render_rgb(Transform(), (792, 612), has_texts=False)
        whole = sheet.render_band(Transform(), box_px, antialias=False)
    is_text = (whole != bare).any(axis=1)
    assert np.flatnonzero(is_text).min() > 60 > np.flatnonzero((bare == 0).any(axis=1)).max()
    assert (rgb[60:] == 255).all()


@pytest.mark.parametrize("rotate_deg", [0, 90, 180, 270])
def test_images_are_found_where_a_turned_page_shows_them(rotate_deg: int) -> None:
    picture = np.zeros((20, 40, 3), np.uint8)
    with pymupdf.open() as document:
        page = document.new_page(width=400, height=300)
        page.set_rotation(rotate_deg)
        shown_pt = (30.0, 40.0, 110.0, 80.0)
        pixmap = pymupdf.Pixmap(pymupdf.csRGB, 40, 20, picture.tobytes(), 0)
        place = pymupdf.Rect(shown_pt) * page.derotation_matrix
        page.insert_image(place, pixmap=pixmap, keep_proportion=False)
        pdf = bytes(document.tobytes())
    with opened(pdf) as [sheet]:
        [image] = sheet.pictures
        assert image.box_pt == pytest.approx(shown_pt, abs=0.01)
        assert sheet.image_share == pytest.approx(80 * 40 / (400 * 300))


@pytest.mark.parametrize("rotate_deg", [0, 90, 180, 270])
def test_a_turned_page_has_the_size_and_place_it_is_shown_with(rotate_deg: int) -> None:
    corner = plot({"corner": fill((0, 0, 80, 40), (0, 0, 0))}, rotate_deg=rotate_deg)
    with opened(corner) as [sheet]:
        assert (sheet.width_pt, sheet.height_pt) == LETTER
        rows, columns = np.nonzero(sheet.gray(75) < 128)
    assert (rows.max() + 1, columns.max() + 1) == pytest.approx((42, 83), abs=1)


def test_a_plot_is_no_scan() -> None:
    with opened(plot(busy())) as [sheet]:
        assert not sheet.is_scan
        assert sheet.image_share == 0


def test_a_page_that_is_one_image_is_a_scan() -> None:
    with opened(scan(plot(busy()))) as [sheet]:
        assert sheet.is_scan
        assert sheet.image_share == pytest.approx(1)


def test_a_plan_drawn_on_an_aerial_photograph_is_no_scan() -> None:
    photograph = scan(plot({}))
    with pymupdf.open(stream=photograph, filetype="pdf") as document:
        for n in range(200):
            circle(20 + 3 * n, 100 + n)(document[0])
        pdf = bytes(document.tobytes())
    with opened(pdf) as [sheet]:
        assert not sheet.is_scan


def test_the_same_page_out_of_two_sets_has_one_digest() -> None:
    other = plot({"x": text(50, 50, "COVER", 20, "cour")})
    sheet = plot(busy())
    first = taken_out([sheet, other], 0)
    second = taken_out([other, other, sheet], 2)
    assert first != second
    assert digest(first) == digest(second)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (lambda d: None, lambda d: d[0].add_rect_annot((50, 50, 90, 90))),
        (lambda d: d[0].add_rect_annot((50, 50, 90, 90)),
         lambda d: d[0].add_rect_annot((50, 50, 90, 95))),
        (lambda d: d[0].add_freetext_annot((50, 50, 90, 90), "RFI 1"),
         lambda d: d[0].add_freetext_annot((50, 50, 90, 90), "RFI 2")),
        (stamped(10), stamped(200)),
        (layered(on=True), layered(on=False)),
        (lambda d: None, lambda d: d[0].set_rotation(180)),
        (lambda d: None, lambda d: d[0].set_cropbox((0, 0, 700, 500))),
        (lambda d: None, lambda d: d.xref_set_key(d[0].xref, "UserUnit", "2")),
    ],
    ids="annotation place text image layer rotation crop unit".split(),
)  # fmt: skip
def test_pages_that_look_different_have_different_digests(one: Edit, other: Edit) -> None:
    assert digest(edited(one)) != digest(edited(other))


def test_another_font_of_the_same_name_is_another_digest() -> None:
    def renamed(document: pymupdf.Document) -> None:
        for xref in range(1, document.xref_length()):
            if document.xref_get_key(xref, "BaseFont")[1] == "/Helvetica":
                document.xref_set_key(xref, "BaseFont", "/Courier")

    assert digest(edited(lambda d: None)) != digest(edited(renamed))


@pytest.mark.timeout(20)
def test_forms_that_share_their_pages_resources_are_read_once_each() -> None:
    assert digest(sharing_resources(12)) == digest(sharing_resources(12))
    assert digest(sharing_resources(12)) != digest(sharing_resources(13))


def test_a_page_with_a_name_that_is_no_utf_8_has_a_digest() -> None:
    def renamed(name: str) -> Edit:
        return lambda d: d.xref_set_key(d[0].get_fonts()[0][0], "BaseFont", name)

    assert digest(edited(renamed("/Cal#B7ibri"))) == digest(edited(renamed("/Cal#B7ibri")))
    assert digest(edited(renamed("/Cal#B7ibri"))) != digest(edited(renamed("/Cal#B8ibri")))
