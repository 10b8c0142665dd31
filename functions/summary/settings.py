"""Settings of the summary function."""

from __future__ import annotations

from common.settings import CloudSettings, RetrySettings


class AnalystSettings(RetrySettings):
    """How long a summary waits for a language model before the rules write it."""

    # From when the sheet was compared. More than an hour's work at the limits of rate is written
    # by the rules, and the record says so.
    llm_patience_s: float = 3600.0
    # How long a worker that is turned away waits, at the most, before it gives the event back: no
    # broker of ours delays what is published, and whoever took it at once would be turned away too.
    llm_pause_s: float = 20.0


class SummaryFunctionSettings(CloudSettings):
    """Everything the deployed function is told; the language model has settings of its own."""
