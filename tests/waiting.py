"""Waiting for what another process does."""

from __future__ import annotations

import time
from collections.abc import Callable

POLL_S = 0.03  # a look is often a query: more of them would keep the other from what it does


def wait_until(condition: Callable[[], object], *, give_up_s: float) -> None:
    """Return when the condition holds; fail when it does not come to that."""
    end_s = time.monotonic() + give_up_s
    while not condition():
        assert time.monotonic() < end_s, "it did not come to that"
        time.sleep(POLL_S)
