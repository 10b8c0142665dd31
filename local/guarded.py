"""Exit codes of the commands, and what is said when one of them cannot go on."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

from rich.console import Console
from rich.markup import escape

from common.domain.errors import BuildTraceError, ErrorCode, PermanentError
from local.entry import EXIT_INTERRUPTED

EXIT_OK = 0  # something was compared; some sheets may have failed
EXIT_NOTHING_COMPARED = 1
EXIT_USAGE = 2

_USAGE_CODES = frozenset(
    {
        ErrorCode.FILE_NOT_FOUND,
        ErrorCode.FILE_UNREADABLE,
        ErrorCode.NOT_FOUND,
        ErrorCode.CONFLICT,
        ErrorCode.INVALID_INPUT,
    }
)


def missing_clients(why: str, error: ModuleNotFoundError) -> PermanentError:
    """Return what to say where Google's clients are missing, and why they are needed."""
    return PermanentError(
        ErrorCode.NOT_FOUND,
        f"{why}, and {error.name} is not installed. "
        "Install buildtrace[local,cloud] instead of buildtrace[local].",
    )


def guarded(
    work: Callable[[], int], errors: Console, *, if_unwritable: str, if_stopped: str
) -> int:
    """Return the exit code of some work; say what went wrong and what to do."""
    try:
        return work()
    except BuildTraceError as error:
        errors.print(f"[red]Error:[/] {escape(error.user_message)}", soft_wrap=True)
        return EXIT_USAGE if error.code in _USAGE_CODES else EXIT_NOTHING_COMPARED
    except (OSError, sqlite3.Error) as error:
        text = f"The results cannot be written ({error}). {if_unwritable}"
        errors.print(f"[red]Error:[/] {escape(text)}", soft_wrap=True)
        return EXIT_USAGE
    except KeyboardInterrupt:
        errors.print(if_stopped)
        return EXIT_INTERRUPTED
