"""The summarising stages by the topic that starts them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from common.domain.events import Topic
from common.stage import Stage
from functions.summary.overlay import summary_stage
from functions.summary.set_stage import set_summary_stage
from functions.summary.settings import AnalystSettings


def summary_stages(settings: AnalystSettings) -> Mapping[Topic, Stage[Any]]:
    """Return the stages with their real work."""
    return {
        Topic.SUMMARY_OVERLAYS: summary_stage(settings),
        Topic.SUMMARY_SETS: set_summary_stage(settings),
    }
