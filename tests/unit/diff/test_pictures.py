"""A picture in other pixels is no change; what was drawn over it, or in its place, is."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt
import pymupdf
import pytest

from common.domain.changes import ChangeCategory
from common.domain.geometry import Transform
from common.domain.ink_ledger import MuteReason
from functions.diff.change_cells import ChangeCells
from functions.diff.compare import compare_sheets
from functions.diff.frame import Frame
from functions.diff.ink import NoSink, compare_ink
from functions.diff.pictures import resampled_pictures
from tests.unit.diff.sheets import PX_PER_PT, Draw, Drawing, busy, line, opened, plot, source, text

FRAME = Frame(width_px=3300, height_px=2550, dpi=300)
PLACE = (520, 20, 646, 58)
SMALL = (91, 28)


def logo(name: str = "CIVITAS") -> npt.NDArray[np.uint8]:
    image = np.full((140, 457), 255, np.uint8)
    cv2.circle(image, (60, 70), 50, 0, -1)
    cv2.line(image, (20, 100), (100, 40), 255, 7)
    cv2.putText(image, name, (120, 95), cv2.FONT_HERSHEY_DUPLEX, 2.4, 0, 12)
    return image


def shown(image: npt.NDArray[np.uint8], place: tuple[float, float, float, float] = PLACE) -> Draw:
    png = cv2.imencode(".png", image)[1].tobytes()
    return lambda page: page.insert_image(pymupdf.Rect(*place), stream=png, keep_proportion=False)


def coarse(image: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """Return it as a driver makes it smaller: every fifth pixel, and some specks of its own."""
    small = np.array(cv2.resize(image, SMALL, interpolation=cv2.INTER_NEAREST), np.uint8)
    for x, y in ((3, 2), (24, 25), (60, 3), (80, 26)):
        small[y, x] = 120
    return small


def found(old: Drawing, new: Drawing) -> list[tuple[float, float, float, float]]:
    with opened(plot(old), plot(new)) as (before, after):
        ink = compare_ink(before, after, Transform(), FRAME, tolerance_px=1, sink=NoSink())
        cells = ChangeCells(ink, PX_PER_PT)
        return resampled_pictures(before, after, Transform(), FRAME, cells.ink_in)


OLD: Drawing = {"logo": shown(coarse(logo()))}
NEW: Drawing = {"logo": shown(logo())}


def test_a_logo_in_other_pixels_is_found_either_way() -> None:
    for old, new in ((OLD, NEW), (NEW, OLD)):
        [(x0, y0, x1, y1)] = found(old, new)
        assert (max(x0, PLACE[0]), max(y0, PLACE[1])) == PLACE[:2]
        assert (min(x1, PLACE[2]), min(y1, PLACE[3])) == PLACE[2:]


@pytest.mark.parametrize(
    "new",
    [
        NEW | {"line": line(515, 57, 650, 22, 0.3)},
        NEW | {"frame": line(519, 55, 647, 55, 0.3)},
        NEW | {"word": text(560, 27, "VOID", 6)},
        {"logo": shown(logo("CIVITAN"))},
        {"logo": shown(logo(""))},
        {"logo": shown(logo(), (524, 20, 650, 58))},
        {},
    ],
    ids=["crossed out", "underlined", "word", "other letter", "no name", "moved", "removed"],
)
def test_what_a_person_changed_at_a_logo_is_not_the_drivers(new: Drawing) -> None:
    assert found(OLD, new) == []


def test_a_picture_of_the_same_pixels_was_not_resampled() -> None:
    assert found(OLD, {"logo": shown(np.ascontiguousarray(coarse(logo())[::-1]))}) == []
    assert found(OLD, OLD) == []


def test_a_picture_too_coarse_to_tell_is_listed() -> None:
    tiny = cv2.resize(logo(), (40, 12), interpolation=cv2.INTER_NEAREST)
    assert found({"logo": shown(np.asarray(tiny, np.uint8))}, NEW) == []


def test_a_sheet_with_its_logo_in_other_pixels_has_no_entry_and_says_why() -> None:
    compared = compare_sheets(source(plot(busy() | OLD)), source(plot(busy() | NEW)))
    assert [c for c in compared.changes if c.category is not ChangeCategory.TITLE_BLOCK] == []
    assert compared.ledger is not None
    assert MuteReason.PICTURE in {ink.reason for ink in compared.ledger.muted}
