"""Errors: a typed code for machines, a message that tells the user what to do."""

from __future__ import annotations

from enum import StrEnum


class ErrorCode(StrEnum):
    """What went wrong, stable across releases; clients may switch on it."""

    NOT_A_DRAWING = "not_a_drawing"  # the content is neither PDF nor PNG, JPEG or TIFF
    EMPTY_FILE = "empty_file"
    DAMAGED_FILE = "damaged_file"  # truncated or corrupt beyond repair
    PASSWORD_PROTECTED = "password_protected"  # noqa: S105
    NO_PAGES = "no_pages"
    FILE_NOT_FOUND = "file_not_found"
    FILE_UNREADABLE = "file_unreadable"  # the operating system refuses to read it
    TOO_MANY_PAGES = "too_many_pages"
    DAMAGED_PAGE = "damaged_page"
    OUT_OF_MEMORY = "out_of_memory"
    TIME_LIMIT = "time_limit"
    WORKER_DIED = "worker_died"  # the process was killed while it worked on the unit
    NOTHING_TO_COMPARE = "nothing_to_compare"  # no sheet of a version could be read
    NOT_FOUND = "not_found"
    CONFLICT = "conflict"  # a transaction lost against others too often
    UNAVAILABLE = "unavailable"  # a service of the cloud did not answer, or nobody was free
    MODEL_REFUSES = "model_refuses"  # the language model's endpoint: wrong key, model or request
    THROTTLED = "throttled"  # too many requests at once: later
    BUDGET_SPENT = "budget_spent"  # what a session may spend on a language model
    INVALID_EVENT = "invalid_event"
    INVALID_INPUT = "invalid_input"  # what a person gave cannot be used as it is
    INTERNAL = "internal"  # a defect of ours: the log has the details


class BuildTraceError(Exception):
    """An error with a code and a message for the user.

    Attributes:
        code: what went wrong.
        user_message: a sentence that says what happened and what the user can do.
    """

    def __init__(self, code: ErrorCode, user_message: str) -> None:
        super().__init__(f"{code}: {user_message}")
        self.code = code
        self.user_message = user_message

    def __reduce__(self) -> tuple[type[BuildTraceError], tuple[ErrorCode, str]]:
        """Pickle by the constructor's arguments, so that errors cross process borders."""
        return type(self), (self.code, self.user_message)


class PermanentError(BuildTraceError):
    """Trying again cannot help: the failure is the unit's result."""


class TransientError(BuildTraceError):
    """Trying again may help: the event is delivered again, with back-off."""


class ThrottledError(TransientError):
    """Too much at once: the same later will do, and no attempt was made.

    Attributes:
        retry_after_s: how long to wait, as far as is known.
    """

    def __init__(self, user_message: str, retry_after_s: float) -> None:
        super().__init__(ErrorCode.THROTTLED, user_message)
        self.retry_after_s = retry_after_s

    def __reduce__(self) -> tuple[type[ThrottledError], tuple[str, float]]:  # type: ignore[override]  # other arguments than the base class
        """Pickle by the constructor's arguments."""
        return type(self), (self.user_message, self.retry_after_s)
