"""A language model within its limits: asked in turn, within the budget, and never twice.

The answer is stored before it is counted, and counted before it is used: whoever dies in between
leaves an answer that the next delivery finds and does not pay again.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from common import paths
from common.domain.errors import BuildTraceError, PermanentError, ThrottledError
from common.domain.ids import derived_id
from common.domain.language import ModelAnswer, ModelRequest, TokenUsage
from common.llm.openai_model import OpenAiModel, PerhapsPaidError
from common.llm.rate import SharedRate, Turn
from common.llm.spending import Prices, Spending
from common.logs import log_event
from common.model_records import MODEL_ANSWER
from common.ports import BlobStore, Clock, DocumentStore, LanguageModel
from common.settings import LanguageModelSettings


@dataclass(slots=True)
class _Call:
    """One question; what fails once it is answered is ours, and the answer has been paid for."""

    is_answered: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MeteredModel:
    """A LanguageModel around one without limits.

    Attributes:
        sleep: waits for a turn, in s.
    """

    model: LanguageModel
    blobs: BlobStore
    rate: SharedRate
    spending: Spending
    prices: Prices
    sleep: Callable[[float], None] = time.sleep

    @property
    def name(self) -> str:
        """The model that is asked."""
        return self.model.name

    def answer(self, request: ModelRequest) -> ModelAnswer:
        """Return the answer, a stored one when there is one; see the port."""
        call_id = self._call_id(request)
        stored = self._stored(request, call_id)
        if stored is not None:
            return stored
        with self._in_turn(request, call_id) as call:
            answer = self.model.answer(request)
            call.is_answered = True
            return self._kept(request, call_id, answer)

    def stream(self, request: ModelRequest) -> Iterator[str | ModelAnswer]:
        """Yield the text in pieces, then the whole answer; see the port.

        Who stops in the middle has paid for all of it: nobody says what was counted.
        """
        call_id = self._call_id(request)
        stored = self._stored(request, call_id)
        if stored is not None:
            yield stored.text
            yield stored
            return
        with self._in_turn(request, call_id) as call:
            for piece in self.model.stream(request):
                if isinstance(piece, ModelAnswer):
                    call.is_answered = True
                    yield self._kept(request, call_id, piece)
                else:
                    yield piece

    @contextmanager
    def _in_turn(self, request: ModelRequest, call_id: str) -> Iterator[_Call]:
        """Wait for the turn and hold the money; whatever ends the call lets go of both."""
        self.spending.check(request)
        turn = self.rate.take(self.prices.likely_tokens(request))
        self.sleep(turn.wait_s)
        self.spending.hold(request, call_id)
        call, may_be_paid = _Call(), True
        try:
            yield call
            self.rate.succeeded(turn)
        except BuildTraceError as error:
            may_be_paid = call.is_answered or isinstance(error, PerhapsPaidError)
            if not call.is_answered:
                self._tell(turn, error)
            raise
        finally:
            # Changes nothing once the answer is counted.
            self.spending.give_back(request.session_id, call_id, may_be_paid=may_be_paid)

    def _tell(self, turn: Turn, error: BuildTraceError) -> None:
        if isinstance(error, ThrottledError):
            self.rate.throttled(error.retry_after_s)
        elif not isinstance(error, PermanentError):
            self.rate.failed(turn)

    def _call_id(self, request: ModelRequest) -> str:
        return derived_id(request.key, request.prompt_version, self.name)

    def _stored(self, request: ModelRequest, call_id: str) -> ModelAnswer | None:
        path = paths.model_answer_blob(request.project_id, call_id)
        if not self.blobs.exists(path):
            return None
        answer = MODEL_ANSWER.validate_json(self.blobs.read(path))
        self.spending.settle(request.session_id, call_id, answer)
        return answer

    def _kept(self, request: ModelRequest, call_id: str, answer: ModelAnswer) -> ModelAnswer:
        priced = self.spending.priced(request, answer)
        path = paths.model_answer_blob(request.project_id, call_id)
        self.blobs.write(path, MODEL_ANSWER.dump_json(priced))
        self.spending.settle(request.session_id, call_id, priced)
        usage = priced.usage or TokenUsage()
        log_event(
            "model_call",
            model=priced.model,
            project_id=request.project_id,
            session_id=request.session_id,
            input_tokens=usage.input_tokens,
            output_tokens=usage.output_tokens,
            cost_usd=priced.cost_usd_micros / 1e6,
        )
        return priced


def metered_model(
    settings: LanguageModelSettings, documents: DocumentStore, blobs: BlobStore, clock: Clock
) -> MeteredModel:
    """Return the model of the settings within the limits of the settings."""
    return MeteredModel(
        model=OpenAiModel(settings),
        blobs=blobs,
        rate=SharedRate(documents, clock, settings),
        spending=Spending(documents, clock, settings),
        prices=Prices.of(settings),
    )
