"""Processes that should have ended with whatever started them."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Sequence

import psutil

END_LIMIT_S = 5.0
POLL_S = 0.02


def still_running(processes: Sequence[psutil.Process]) -> list[psutil.Process]:
    """Return those that have not ended within some seconds.

    The end of a process whose parent is gone is read by the machine's first process, and when is
    that one's affair: until then it is a zombie, which runs no more and holds nothing.
    """
    give_up_s = time.monotonic() + END_LIMIT_S
    while (left := [process for process in processes if _runs(process)]) and (
        time.monotonic() < give_up_s
    ):
        time.sleep(POLL_S)
    return left


def _runs(process: psutil.Process) -> bool:
    with contextlib.suppress(psutil.NoSuchProcess):
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    return False
