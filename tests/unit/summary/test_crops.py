"""Pictures cut from the tiles of an overlay, and the places that are shown."""

from __future__ import annotations

import io
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image

from common.domain.geometry import PixelBox
from functions.diff.palette import COMMON, NEW_ONLY, OLD_ONLY, InkBand
from functions.diff.tiles import TileWriter
from functions.summary.crops import PICTURE_PX, OverlayTiles
from functions.summary.neighbourhoods import MAX_PLACES, PLACE_PX, places_to_show
from tests.unit.summary.sheets import change, dimension

SIZE_PX = (1300, 1100)


def tiles() -> OverlayTiles:
    """Return a sheet with a square of old ink at 200, one of new at 600 and common between."""
    levels = np.zeros((SIZE_PX[1], SIZE_PX[0]), np.uint8)
    levels[200:240, 200:240] = OLD_ONLY
    levels[200:240, 600:640] = NEW_ONLY
    levels[200:240, 400:440] = COMMON
    writer = TileWriter(*SIZE_PX, 300.0)
    writer.take(InkBand.of_levels(levels))
    return OverlayTiles(writer.finish())


def gray(png: bytes) -> npt.NDArray[np.uint8]:
    return np.asarray(Image.open(io.BytesIO(png)), np.uint8)


def test_each_picture_has_its_own_sheet_and_what_both_have() -> None:
    picture = tiles().picture((180, 180, 680, 260))
    old, new = gray(picture.old_png), gray(picture.new_png)
    assert old.shape == new.shape == (80, 500)
    # What is to be seen at the middles of the three squares.
    assert [old[40, x] for x in (40, 240, 440)] == [0, 0, 255]
    assert [new[40, x] for x in (40, 240, 440)] == [255, 0, 0]


@pytest.mark.parametrize("box", [(0, 0, 1300, 1100), (-50, -50, 5000, 5000), (0, 0, 1300, 300)])
def test_a_picture_is_never_larger_than_its_price(box: PixelBox) -> None:
    old = gray(tiles().picture(box).old_png)
    assert max(old.shape) == PICTURE_PX
    assert old.min() < 128


def test_a_place_without_ink_is_paper() -> None:
    assert gray(tiles().picture((700, 700, 900, 900)).old_png).min() == 255


def test_the_same_place_has_the_same_bytes() -> None:
    assert tiles().picture((0, 0, 900, 900)) == tiles().picture((0, 0, 900, 900))


def test_neighbours_share_a_place() -> None:
    near = change("A1", "A2", at_pt=(100, 100), number=1)
    beside = change("B1", "B2", at_pt=(300, 100), number=2)
    far = change("C1", "C2", at_pt=(9000, 100), number=3)
    places = places_to_show([near, beside, far])
    assert sorted(place.change_ids for place in places) == [("c1", "c2"), ("c3",)]


def test_the_most_urgent_places_are_kept() -> None:
    notes = [change("OLD", "NEW", at_pt=(5000.0 * n, 0), number=n) for n in range(1, 40)]
    width = replace(dimension("10'-0\"", "12'-0\"", number=99), box_px=(0, 9000, 40, 9010))
    places = places_to_show([*notes, width])
    assert len(places) == MAX_PLACES
    assert places[0].change_ids == ("c99",)


def test_a_place_stays_small_unless_one_change_is_larger() -> None:
    row = [change("A", "B", at_pt=(400.0 * n, 0), number=n) for n in range(12)]
    for place in places_to_show(row):
        assert place.box_px[2] - place.box_px[0] <= PLACE_PX
