"""What a session spends on a language model, never more than its budget.

The most that a question may cost is held before it is asked, so that workers that ask at once
cannot spend more than the budget together.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from common import paths
from common.domain.errors import ErrorCode, PermanentError, ThrottledError
from common.domain.ids import SessionId
from common.domain.language import (
    ImagePart,
    ModelAnswer,
    ModelCallStatus,
    ModelRequest,
    TextPart,
    TokenUsage,
)
from common.model_records import MODEL_CALL, MODEL_SPENDING, ModelCall, ModelSpending
from common.ports import Clock, DocumentStore, Transaction
from common.settings import LanguageModelSettings

USD_MICROS: Final = 1_000_000
# What an endpoint adds to our words: roles, the schema in its own form.
OVERHEAD_TOKENS: Final = 1000
# A question is taken for lost when its answer is so much later than the longest it may take.
LOST_AFTER_S: Final = 30.0
BYTES_PER_TOKEN: Final = 4  # of English; no token is shorter than one


@dataclass(frozen=True, slots=True, kw_only=True)
class Prices:
    """What tokens cost, and how many a picture counts at most."""

    input_usd_per_million: float
    output_usd_per_million: float
    tokens_per_image: int

    @classmethod
    def of(cls, settings: LanguageModelSettings) -> Prices:
        """Take the prices from the settings."""
        return cls(
            input_usd_per_million=settings.llm_input_usd_per_million or 0.0,
            output_usd_per_million=settings.llm_output_usd_per_million or 0.0,
            tokens_per_image=settings.llm_tokens_per_image,
        )

    def cost_usd_micros(self, usage: TokenUsage) -> int:
        """Return what an answer cost, rounded up: a dollar a million is a micro-dollar each."""
        cost = (
            usage.input_tokens * self.input_usd_per_million
            + usage.output_tokens * self.output_usd_per_million
        )
        return -int(-cost // 1)

    def most_tokens(self, request: ModelRequest) -> TokenUsage:
        """Return what no answer can exceed: a token is a byte of text at least."""
        return TokenUsage(
            input_tokens=_text_bytes(request)
            + self.tokens_per_image * _image_count(request)
            + OVERHEAD_TOKENS,
            output_tokens=request.max_output_tokens,
        )

    def likely_tokens(self, request: ModelRequest) -> int:
        """Return how many tokens an endpoint will count against its limit a minute."""
        return (
            _text_bytes(request) // BYTES_PER_TOKEN
            + self.tokens_per_image * _image_count(request)
            + request.max_output_tokens
        )


class Spending:
    """The calls and the money of all sessions."""

    def __init__(
        self, documents: DocumentStore, clock: Clock, settings: LanguageModelSettings
    ) -> None:
        self._documents, self._clock = documents, clock
        self._prices = Prices.of(settings)
        self._budget_usd_micros = round(settings.llm_session_budget_usd * USD_MICROS)
        self._lost_after_s = settings.llm_time_limit_s + LOST_AFTER_S

    def check(self, request: ModelRequest) -> None:
        """Refuse early, without a transaction.

        Raises:
            PermanentError: the budget is spent (code BUDGET_SPENT).
        """
        document = self._documents.get(paths.model_spending_path(request.session_id))
        spending = MODEL_SPENDING.decode(document) if document else ModelSpending()
        self._refuse_beyond_budget(spending, self._most(request))

    def hold(self, request: ModelRequest, call_id: str) -> None:
        """Hold what the call may cost at most.

        What a process held that died over the same call counts as spent: nobody knows.

        Raises:
            PermanentError: the budget does not hold it (code BUDGET_SPENT).
            ThrottledError: the same is being asked at this moment, or has just been answered.
        """
        most = self._most(request)

        def body(transaction: Transaction) -> None:
            call, spending = _read(transaction, request.session_id, call_id)
            if call and call.status is ModelCallStatus.ANSWERED:
                raise ThrottledError("The same has just been answered.", 0.0)
            if call and call.status is ModelCallStatus.ASKED:
                self._refuse_if_under_way(call)
                spending = _spent(spending, call.reserved_usd_micros, call.reserved_usd_micros)
            self._refuse_beyond_budget(spending, most)
            asked = ModelCall(
                status=ModelCallStatus.ASKED,
                prompt_version=request.prompt_version,
                asked_at=self._clock.now(),
                reserved_usd_micros=most,
            )
            held = replace(spending, reserved_usd_micros=spending.reserved_usd_micros + most)
            _write(transaction, request.session_id, call_id, asked, held)

        self._documents.transact(body)

    def give_back(self, session_id: SessionId, call_id: str, *, may_be_paid: bool) -> None:
        """End a call without an answer; what may have been counted all the same is spent."""

        def body(transaction: Transaction) -> None:
            call, spending = _read(transaction, session_id, call_id)
            if call is None or call.status is not ModelCallStatus.ASKED:
                return
            held = call.reserved_usd_micros
            cost = held if may_be_paid else 0
            ended = replace(call, status=ModelCallStatus.GIVEN_BACK, cost_usd_micros=cost)
            _write(transaction, session_id, call_id, ended, _spent(spending, held, cost))

        self._documents.transact(body)

    def settle(self, session_id: SessionId, call_id: str, answer: ModelAnswer) -> None:
        """Count an answer in the place of what was held for it; a repeat changes nothing."""
        usage = answer.usage or TokenUsage()

        def body(transaction: Transaction) -> None:
            call, spending = _read(transaction, session_id, call_id)
            if call is None or call.status is not ModelCallStatus.ASKED:
                return
            ended = replace(
                call,
                status=ModelCallStatus.ANSWERED,
                model=answer.model,
                input_tokens=usage.input_tokens,
                output_tokens=usage.output_tokens,
                cost_usd_micros=answer.cost_usd_micros,
            )
            counted = replace(
                _spent(spending, call.reserved_usd_micros, answer.cost_usd_micros),
                answer_count=spending.answer_count + 1,
                input_tokens=spending.input_tokens + usage.input_tokens,
                output_tokens=spending.output_tokens + usage.output_tokens,
            )
            _write(transaction, session_id, call_id, ended, counted)

        self._documents.transact(body)

    def priced(self, request: ModelRequest, answer: ModelAnswer) -> ModelAnswer:
        """Return the answer with its cost; of one without usage the most that it may have been."""
        usage = answer.usage or self._prices.most_tokens(request)
        return replace(answer, cost_usd_micros=self._prices.cost_usd_micros(usage))

    def _most(self, request: ModelRequest) -> int:
        return self._prices.cost_usd_micros(self._prices.most_tokens(request))

    def _refuse_if_under_way(self, call: ModelCall) -> None:
        lost_at = call.asked_at + timedelta(seconds=self._lost_after_s)
        left_s = (lost_at - self._clock.now()).total_seconds()
        if left_s > 0:
            raise ThrottledError("The same is being asked at this moment.", left_s)

    def _refuse_beyond_budget(self, spending: ModelSpending, most_usd_micros: int) -> None:
        if spending.committed_usd_micros + most_usd_micros > self._budget_usd_micros:
            raise PermanentError(
                ErrorCode.BUDGET_SPENT,
                "What this session may spend on the language model is spent. Raise "
                "BUILDTRACE_LLM_SESSION_BUDGET_USD to let it say more.",
            )


def load_spending(documents: DocumentStore, session_id: SessionId) -> ModelSpending | None:
    """Return what a session has spent, `None` when it has asked nothing."""
    document = documents.get(paths.model_spending_path(session_id))
    return MODEL_SPENDING.decode(document) if document else None


def _read(
    transaction: Transaction, session_id: SessionId, call_id: str
) -> tuple[ModelCall | None, ModelSpending]:
    call = transaction.get(paths.model_call_path(session_id, call_id))
    spending = transaction.get(paths.model_spending_path(session_id))
    return (
        MODEL_CALL.decode(call) if call else None,
        MODEL_SPENDING.decode(spending) if spending else ModelSpending(),
    )


def _write(
    transaction: Transaction,
    session_id: SessionId,
    call_id: str,
    call: ModelCall,
    spending: ModelSpending,
) -> None:
    transaction.set(paths.model_call_path(session_id, call_id), MODEL_CALL.encode(call))
    transaction.set(paths.model_spending_path(session_id), MODEL_SPENDING.encode(spending))


def _spent(spending: ModelSpending, held: int, cost: int) -> ModelSpending:
    return replace(
        spending,
        reserved_usd_micros=spending.reserved_usd_micros - held,
        spent_usd_micros=spending.spent_usd_micros + cost,
    )


def _text_bytes(request: ModelRequest) -> int:
    parts = [part for message in request.messages for part in message.parts]
    return sum(len(part.text.encode()) for part in parts if isinstance(part, TextPart)) + (
        len(str(request.answer_type.model_json_schema())) if request.answer_type else 0
    )


def _image_count(request: ModelRequest) -> int:
    return sum(
        isinstance(part, ImagePart) for message in request.messages for part in message.parts
    )
