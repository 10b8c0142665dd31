"""Where the `buildtrace` command begins: quick to import, so that Ctrl-C always ends it cleanly."""

from __future__ import annotations

import os
import signal
from types import FrameType

EXIT_INTERRUPTED = 130


def main() -> None:
    """Load the command and run it.

    Until it is loaded nothing has been written, and an interrupt ends the process at once: as an
    exception it could get lost in the loading of a library.
    """
    before = signal.signal(signal.SIGINT, _leave)
    from local.cli import main as run  # noqa: PLC0415 - takes a second, which Ctrl-C may fall into

    signal.signal(signal.SIGINT, before)
    run()


def _leave(_number: int, _frame: FrameType | None) -> None:
    os._exit(EXIT_INTERRUPTED)
