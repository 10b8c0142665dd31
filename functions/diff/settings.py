"""Settings of the comparing functions."""

from __future__ import annotations

from common.settings import CloudSettings, Settings


class DiffSettings(Settings):
    """How sheets are compared."""

    overlay_dpi: int = 300


class DiffFunctionSettings(CloudSettings, DiffSettings):
    """Everything the deployed function is told."""
