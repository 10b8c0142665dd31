"""Settings of the reading functions."""

from __future__ import annotations

from common.settings import CloudSettings, Settings


class OcrSettings(Settings):
    """How pages are read."""

    view_dpi: float = 300.0
    thumbnail_dpi: float = 50.0


class OcrFunctionSettings(CloudSettings, OcrSettings):
    """Everything the deployed function is told."""
