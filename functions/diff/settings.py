"""Settings of the comparing functions."""

from __future__ import annotations

from common.settings import Settings


class DiffSettings(Settings):
    """How sheets are compared."""

    overlay_dpi: int = 300
