"""A page in bands across it, each with some rows around that its pixels depend on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """Some rows of a page.

    Attributes:
        rows: which, with the halo.
        inner: which of those are without.
    """

    rows: slice
    inner: slice


def bands(height_px: int, band_px: int, halo_px: int) -> Iterator[Band]:
    """Yield bands of so many rows from top to bottom; the last one may have fewer."""
    for top in range(0, height_px, band_px):
        bottom = min(height_px, top + band_px)
        begin = max(0, top - halo_px)
        yield Band(
            rows=slice(begin, min(height_px, top + band_px + halo_px)),
            inner=slice(top - begin, bottom - begin),
        )
