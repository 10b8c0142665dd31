"""What stands between a language model and who asks it: turns, money, answers kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from pydantic import SecretStr

from common.domain.errors import (
    BuildTraceError,
    ErrorCode,
    PermanentError,
    ThrottledError,
    TransientError,
)
from common.domain.ids import ProjectId, SessionId
from common.domain.language import ModelAnswer, ModelMessage, ModelRequest, Role
from common.embedded.blobs import FolderBlobStore
from common.embedded.documents import SqliteDocumentStore
from common.llm.metered import MeteredModel
from common.llm.openai_model import LateAnswerError, PerhapsPaidError
from common.llm.rate import CLOSED_S, FAILURES_TO_CLOSE, SharedRate
from common.llm.spending import Prices, Spending, load_spending
from common.settings import LanguageModelSettings
from tests.language_models import ScriptedModel, answering

PROJECT, SESSION = ProjectId("p"), SessionId("s")
# Of a dollar a million tokens in and four out, the answers of these tests cost 1,400 micros, and
# hold at most 1,000 tokens more than their words beforehand.
SETTINGS = LanguageModelSettings(
    llm_model="test-model",
    llm_api_key=SecretStr("k"),
    llm_input_usd_per_million=1.0,
    llm_output_usd_per_million=4.0,
    llm_session_budget_usd=1.0,
    llm_requests_per_minute=6,
    llm_max_wait_s=20.0,
)
BUSY = ThrottledError("Busy.", 30.0)
DOWN = TransientError(ErrorCode.UNAVAILABLE, "Down.")


@dataclass(slots=True)
class World:
    """A metered model over stores on disk, and a clock that its waiting moves."""

    documents: SqliteDocumentStore
    blobs: FolderBlobStore
    inner: ScriptedModel = field(default_factory=ScriptedModel)
    time: datetime = datetime(2026, 1, 1, tzinfo=UTC)

    def now(self) -> datetime:
        return self.time

    def wait(self, seconds: float) -> None:
        self.time += timedelta(seconds=seconds)

    def model(self, **changes: object) -> MeteredModel:
        settings = SETTINGS.model_copy(update=changes)
        return MeteredModel(
            model=self.inner,
            blobs=self.blobs,
            rate=SharedRate(self.documents, self, settings),
            spending=Spending(self.documents, self, settings),
            prices=Prices.of(settings),
            sleep=self.wait,
        )

    def spent(self) -> tuple[int, int]:
        """Return what is spent and what is held, in micro-dollars."""
        spending = load_spending(self.documents, SESSION)
        assert spending
        return spending.spent_usd_micros, spending.reserved_usd_micros


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    world = World(SqliteDocumentStore(tmp_path / "d.sqlite"), FolderBlobStore(tmp_path / "b"))
    yield world
    world.documents.close()


def question(key: str = "k", *, session: SessionId = SESSION) -> ModelRequest:
    return ModelRequest(
        key=key,
        project_id=PROJECT,
        session_id=session,
        prompt_version="p1",
        messages=(ModelMessage.of(Role.USER, "What?"),),
        max_output_tokens=500,
    )


def raising(error: BuildTraceError) -> Callable[[ModelRequest], ModelAnswer]:
    def reply(_request: ModelRequest) -> ModelAnswer:
        raise error

    return reply


def test_an_answer_is_counted_by_its_price(world: World) -> None:
    answer = world.model().answer(question())
    assert (answer.text, answer.cost_usd_micros) == ("fine", 1400)
    assert world.spent() == (1400, 0)


def test_the_same_question_is_paid_once(world: World) -> None:
    first = world.model().answer(question())
    assert world.model().answer(question()) == first
    assert (len(world.inner.asked), world.spent()) == (1, (1400, 0))


def test_another_session_of_the_project_has_the_answer_for_nothing(world: World) -> None:
    world.model().answer(question())
    world.model().answer(question(session=SessionId("t")))
    assert (len(world.inner.asked), world.spent()) == (1, (1400, 0))
    assert load_spending(world.documents, SessionId("t")) is None


def test_another_project_has_nothing_of_it(world: World) -> None:
    world.model().answer(question())
    world.model().answer(replace(question(session=SessionId("t")), project_id=ProjectId("q")))
    assert len(world.inner.asked) == 2


def test_another_prompt_is_another_question(world: World) -> None:
    world.model().answer(question())
    world.model().answer(replace(question(), prompt_version="p2"))
    assert len(world.inner.asked) == 2


def test_who_died_between_storing_and_counting_has_not_lost_the_answer(world: World) -> None:
    model = world.model()
    # A process that dies counts nothing more.
    died = replace(model, spending=_NeverSettles(world.documents, world, SETTINGS))
    died.answer(question())
    model.answer(question())
    assert (len(world.inner.asked), world.spent()) == (1, (1400, 0))


class _NeverSettles(Spending):
    def settle(self, session_id: SessionId, call_id: str, answer: ModelAnswer) -> None:
        """Die."""

    def give_back(self, session_id: SessionId, call_id: str, *, may_be_paid: bool) -> None:
        """Be dead."""


def test_two_workers_do_not_ask_the_same_at_once(world: World) -> None:
    world.inner.reply = lambda request: world.model().answer(request)  # while the first one asks
    with pytest.raises(ThrottledError, match="at this moment"):
        world.model().answer(question())
    assert len(world.inner.asked) == 1


def test_a_question_whose_process_died_is_asked_again_and_the_lost_one_is_taken_for_paid(
    world: World,
) -> None:
    model = world.model()
    model.spending.hold(question(), model._call_id(question()))
    held = world.spent()[1]
    world.wait(200)
    model.answer(question())
    assert world.spent() == (held + 1400, 0)


def test_beyond_the_budget_nothing_is_asked(world: World) -> None:
    with pytest.raises(PermanentError) as raised:
        world.model(llm_session_budget_usd=0.001).answer(question())
    assert (raised.value.code, world.inner.asked) == (ErrorCode.BUDGET_SPENT, [])


def test_workers_that_ask_at_once_do_not_overshoot_the_budget(world: World) -> None:
    model = world.model(llm_session_budget_usd=0.01, llm_requests_per_minute=6000)

    def ask(number: int) -> None:
        try:
            model.spending.hold(question(), str(number))
        except PermanentError:
            return

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(ask, range(24)))
    assert 0 < world.spent()[1] <= 10_000


def test_sessions_have_budgets_of_their_own(world: World) -> None:
    model = world.model(llm_session_budget_usd=0.004)
    model.answer(question())
    with pytest.raises(PermanentError):
        model.answer(question("another"))
    model.answer(question("another", session=SessionId("t")))


@pytest.mark.parametrize("error", [BUSY, DOWN, PermanentError(ErrorCode.MODEL_REFUSES, "No.")])
def test_what_was_not_answered_is_not_paid(world: World, error: BuildTraceError) -> None:
    world.inner.reply = raising(error)
    with pytest.raises(type(error)):
        world.model().answer(question())
    assert world.spent() == (0, 0)


@pytest.mark.parametrize(
    "error", [LateAnswerError(), PerhapsPaidError(ErrorCode.UNAVAILABLE, "What is this?")], ids=str
)
def test_what_came_too_late_or_cannot_be_read_may_be_paid_and_counts(
    world: World, error: BuildTraceError
) -> None:
    world.inner.reply = raising(error)
    with pytest.raises(type(error)):
        world.model().answer(question())
    spent, held = world.spent()
    assert spent > 1400
    assert held == 0


def test_an_answer_without_counts_costs_the_most_it_may_have(world: World) -> None:
    world.inner.reply = lambda _request: replace(answering("fine"), usage=None)
    assert world.model().answer(question()).cost_usd_micros > 1400


def test_a_stream_is_kept_like_an_answer(world: World) -> None:
    world.inner.reply = lambda _request: answering("one two")
    first = list(world.model().stream(question()))
    again = list(world.model().stream(question()))
    assert first[:-1] == ["one", "two"]
    assert again == ["one two", first[-1]]
    assert (len(world.inner.asked), world.spent()) == (1, (1400, 0))


def test_a_stream_that_nobody_reads_to_its_end_counts_as_a_whole_one(world: World) -> None:
    stream = world.model().stream(question())
    next(stream)
    stream.close()  # type: ignore[attr-defined]  # a generator, as the port need not say
    spent, held = world.spent()
    assert spent > 1400
    assert held == 0


def test_a_worker_waits_for_its_turn(world: World) -> None:
    began = world.time
    for number in range(3):
        world.model().answer(question(str(number)))
    # One of six a minute at a tenth less, after a burst of 6 s.
    assert 15 < (world.time - began).total_seconds() < 20


def test_who_would_wait_long_gives_the_event_back(world: World) -> None:
    world.model().answer(question("0"))
    with pytest.raises(ThrottledError) as raised:
        world.model(llm_max_wait_s=1.0).answer(question("1"))
    assert 1 < raised.value.retry_after_s < 12
    assert len(world.inner.asked) == 1


def test_a_busy_endpoint_is_left_alone_by_all_workers(world: World) -> None:
    world.inner.reply = raising(BUSY)
    for number in range(3):
        with pytest.raises(ThrottledError):
            world.model().answer(question(str(number)))
    assert len(world.inner.asked) == 1
    world.wait(40)
    world.inner.reply = lambda _request: answering("fine")
    assert world.model().answer(question()).text == "fine"


def test_a_busy_endpoint_that_does_not_say_how_long_is_asked_less_and_less(world: World) -> None:
    world.inner.reply = raising(ThrottledError("Busy.", 0.0))
    asked_at = []
    for number in range(5):
        with pytest.raises(ThrottledError):
            world.model(llm_max_wait_s=100.0).answer(question(str(number)))
        asked_at.append(world.time)
    waits = [(b - a).total_seconds() for a, b in pairwise(asked_at)]
    assert waits == sorted(waits)
    assert waits[-1] > 15


def test_an_endpoint_that_is_down_is_not_asked_by_everybody(world: World) -> None:
    world.inner.reply = raising(DOWN)
    for number in range(FAILURES_TO_CLOSE + 3):
        with pytest.raises(TransientError) as raised:
            world.model().answer(question(str(number)))
        assert raised.value.code is ErrorCode.UNAVAILABLE
    assert len(world.inner.asked) == FAILURES_TO_CLOSE


def test_an_endpoint_that_was_down_is_tried_again(world: World) -> None:
    world.inner.reply = raising(DOWN)
    for number in range(FAILURES_TO_CLOSE):
        with pytest.raises(TransientError):
            world.model().answer(question(str(number)))
    world.wait(CLOSED_S * 2)
    world.inner.reply = lambda _request: answering("fine")
    assert world.model().answer(question()).text == "fine"


def test_an_endpoint_that_was_down_and_is_busy_now_says_busy(world: World) -> None:
    world.inner.reply = raising(DOWN)
    for number in range(FAILURES_TO_CLOSE):
        with pytest.raises(TransientError):
            world.model().answer(question(str(number)))
    world.wait(CLOSED_S * 2)
    world.model().rate.take(1)
    world.model().rate.take(1)
    with pytest.raises(ThrottledError):
        world.model(llm_max_wait_s=1.0).answer(question())


class _FullStore(FolderBlobStore):
    def write(self, path: str, data: bytes) -> None:
        raise TransientError(ErrorCode.UNAVAILABLE, "The store does not answer.")


def test_an_answer_that_cannot_be_stored_is_taken_for_paid(world: World, tmp_path: Path) -> None:
    model = replace(world.model(), blobs=_FullStore(tmp_path / "full"))
    for number in range(FAILURES_TO_CLOSE + 1):
        with pytest.raises(TransientError, match="store"):
            model.answer(question(str(number)))
    spent, held = world.spent()
    assert spent > 1400 * FAILURES_TO_CLOSE
    assert held == 0
