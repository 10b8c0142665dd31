"""A page cut to bands that together are the page."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from functions.diff.bands import bands


@given(st.integers(1, 300), st.integers(1, 80), st.integers(0, 20))
def test_the_inner_rows_of_all_bands_are_the_page_and_the_halo_lies_on_it(
    height_px: int, band_px: int, halo_px: int
) -> None:
    page = list(range(height_px))
    cut = list(bands(height_px, band_px, halo_px))
    assert [row for band in cut for row in page[band.rows][band.inner]] == page
    for band in cut:
        assert band.rows.start == max(0, band.rows.start + band.inner.start - halo_px)
        last = band.rows.start + band.inner.stop
        assert band.rows.stop == height_px or band.rows.stop - last == halo_px
