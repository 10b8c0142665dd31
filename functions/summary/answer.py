"""The form in which a language model must answer."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

Severity = Literal["high", "medium", "low", "unclear"]
Category = Literal[
    "dimension", "text", "schedule", "wall", "door", "window", "structure", "equipment", "fixture",
    "finish", "detail", "site", "linework", "fill", "other", "unclear",
]  # fmt: skip
Trade = Literal[
    "general", "architectural", "structural", "civil", "landscape", "interiors", "mechanical",
    "plumbing", "electrical", "fire protection", "fire alarm", "telecommunications",
    "doors and windows", "equipment", "unclear",
]  # fmt: skip


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Statement(_Strict):
    """A sentence and the changes it rests on."""

    change_ids: list[str]
    text: str


class Found(_Strict):
    """Changes that are one thing to a builder."""

    change_ids: list[str]
    description: str
    location: str
    category: Category
    trade: Trade
    severity: Severity


class SheetAnswer(_Strict):
    """What a model says of one sheet."""

    summary_text: list[Statement]
    changes_found: list[Found]
    critical_change: Statement | None
    recommendations: list[Statement]
