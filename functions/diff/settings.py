"""Settings of the comparing functions."""

from __future__ import annotations

from typing import Final

from pydantic import Field

from common.settings import CloudSettings, Settings

# Tolerances and the least of a region are pixels, measured at 300 dpi: at 150 twice as much passes
# unseen on paper.
MIN_OVERLAY_DPI: Final = 200


class DiffSettings(Settings):
    """How sheets are compared."""

    overlay_dpi: int = Field(default=300, ge=MIN_OVERLAY_DPI)


class DiffFunctionSettings(CloudSettings, DiffSettings):
    """Everything the deployed function is told."""
