"""Settings of the summary function."""

from __future__ import annotations

from common.settings import CloudSettings


class SummaryFunctionSettings(CloudSettings):
    """Everything the deployed function is told."""
