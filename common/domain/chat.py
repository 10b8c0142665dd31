"""Questions about a comparison, and answers that say what they rest on."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class ChatRole(StrEnum):
    """Who says a message."""

    USER = "user"
    ASSISTANT = "assistant"


class AnswerMode(StrEnum):
    """How an answer was made."""

    SEARCH = "search"  # the records that fit, listed; no language model wrote it
    MODEL = "model"  # by a language model, every statement held against the records


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """What a statement rests on.

    Attributes:
        sheet: its number as shown.
        change_id: the entry of its change list; `None` for the sheet as a whole.
    """

    sheet: str
    comparison_id: str
    change_id: str | None = None

    @property
    def label(self) -> str:
        """The citation as it stands in a text: "A-101 c3"."""
        return f"{self.sheet} {self.change_id}" if self.change_id else self.sheet
