"""Who wrote a summary, and what it cost, where people read of it; the JSON has every field."""

from __future__ import annotations

from common.domain.language import ModelUse
from common.model_records import ModelSpending

_USD_MICROS = 1_000_000


def authorship(use: ModelUse | None) -> str:
    """Return who wrote a summary when a language model was asked for it; "" when none was."""
    if use is None:
        return ""
    cost = f" Asking {use.model} cost {_usd(use.cost_usd_micros)}." if use.cost_usd_micros else ""
    if use.fallback:
        return f"Written by the rules. {use.fallback}{cost}"
    return f"Written with {use.model}.{_held_back(use.dropped_count)}{cost}"


def _held_back(count: int) -> str:
    verb = "was" if count == 1 else "were"
    return f" {count} of its statements {verb} held back." if count else ""


def spending_words(spending: ModelSpending | None) -> str:
    """Return what a session spent on a language model; "" when none was asked."""
    if spending is None:
        return ""
    told = (
        f"{spending.answer_count} answers, {spending.input_tokens:,} tokens in and "
        f"{spending.output_tokens:,} out, {_usd(spending.spent_usd_micros)}"
    )
    held = spending.reserved_usd_micros
    return f"{told}; {_usd(held)} more is held for questions without an answer" if held else told


def _usd(micros: int) -> str:
    return f"{micros / _USD_MICROS:.4f} USD"
