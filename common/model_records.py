"""Records about the use of a language model: calls, money, rate."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from pydantic import TypeAdapter

from common.domain.language import ModelAnswer, ModelCallStatus
from common.records import Codec


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelCall:
    """One question to a language model, recorded before it is asked.

    Attributes:
        asked_at: the last time.
        reserved_usd_micros: what it may cost at most.
    """

    status: ModelCallStatus
    prompt_version: str
    asked_at: datetime
    reserved_usd_micros: int
    model: str = ""
    input_tokens: int = 0
    output_tokens: int = 0
    cost_usd_micros: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelSpending:
    """What a session has spent on a language model, and what is held for calls under way."""

    answer_count: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    spent_usd_micros: int = 0
    reserved_usd_micros: int = 0

    @property
    def committed_usd_micros(self) -> int:
        """What may be gone by the end of the calls under way."""
        return self.spent_usd_micros + self.reserved_usd_micros


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelRate:
    """One share of what may be asked of an endpoint: a leaky bucket of requests, one of tokens.

    Attributes:
        requests_drained_at: when the bucket of requests will be empty.
        tokens_drained_at: likewise.
        closed_until: the endpoint said so, or does not answer.
        throttled_count: in a row.
        failed_count: in a row.
    """

    requests_drained_at: datetime
    tokens_drained_at: datetime
    closed_until: datetime
    throttled_count: int = 0
    failed_count: int = 0


MODEL_CALL = Codec(ModelCall)
MODEL_SPENDING = Codec(ModelSpending)
MODEL_RATE = Codec(ModelRate)
MODEL_ANSWER: TypeAdapter[ModelAnswer] = TypeAdapter(ModelAnswer)
