"""The comparing stages by the topic that starts them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from common.domain.events import Topic
from common.stage import Stage
from functions.diff.pair import pair_stage
from functions.diff.session_ready import session_stage
from functions.diff.settings import DiffSettings


def diff_stages(settings: DiffSettings) -> Mapping[Topic, Stage[Any]]:
    """Return the stages with their real work."""
    return {Topic.SESSIONS_READY: session_stage(), Topic.DIFF_PAIRS: pair_stage(settings)}
