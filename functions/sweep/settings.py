"""Settings of the sweep."""

from __future__ import annotations

from common.settings import CloudSettings


class SweepFunctionSettings(CloudSettings):
    """Everything the deployed function is told."""

    # Longer than a stage may take with its tries, so that what is under way is left alone.
    sweep_older_than_s: float = 1800.0
