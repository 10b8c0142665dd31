"""Summaries that a language model should put into words and does not: of a set, and later ones."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from common.chain.correcting import regenerate
from common.chain.set_summaries import load_set_summary
from common.chain.steps import load_summary
from common.domain.errors import (
    BuildTraceError,
    ErrorCode,
    PermanentError,
    ThrottledError,
    TransientError,
)
from common.domain.events import OverlayReady, SetSummaryQueued
from common.domain.jobs import UnitStatus
from common.domain.language import ModelAnswer, ModelRequest
from common.paths import summary_path
from common.ports import Ports
from common.records import SUMMARY
from common.review_records import SetSummary
from functions.summary.overlay import summary_stage
from functions.summary.set_stage import set_summary_stage
from functions.summary.settings import AnalystSettings
from tests.language_models import ScriptedModel
from tests.session_records import MATCHED, SESSION_ID, change, finished_session

DUE = SetSummaryQueued(session_id=SESSION_ID, revision=1)
BUSY = ThrottledError("Busy.", 30.0)
DOWN = TransientError(ErrorCode.UNAVAILABLE, "Down.")


class Room:
    """A set whose summary is due, and a model that does not answer."""

    def __init__(self, ports: Ports, error: BuildTraceError) -> None:
        def reply(_request: ModelRequest) -> ModelAnswer:
            raise error

        self.ports = replace(ports, language_model=ScriptedModel(reply=reply))

    def deliver(self, *, patience_s: float = 3600.0, max_attempts: int = 4) -> SetSummary:
        settings = AnalystSettings(
            llm_patience_s=patience_s, llm_pause_s=0.0, max_attempts=max_attempts
        )
        set_summary_stage(settings).handle(DUE, self.ports)
        summary = load_set_summary(self.ports, SESSION_ID, DUE.revision)
        assert summary
        return summary


@pytest.fixture
def ports(tmp_path: Path) -> Iterator[Ports]:
    world = finished_session(tmp_path, change(old_text="3 BEDS", new_text="4 BEDS"))
    world.blobs.write("w", b"[]")
    regenerate(world.ports, MATCHED)
    event = OverlayReady(comparison_id=MATCHED, revision=1)
    summary_stage(AnalystSettings()).handle(event, world.ports)
    yield world.ports
    world.close()


def test_a_budget_that_is_spent_leaves_the_rules(ports: Ports) -> None:
    spent = PermanentError(ErrorCode.BUDGET_SPENT, "The budget is spent.")
    summary = Room(ports, spent).deliver()
    assert summary.points
    assert summary.model_use
    assert summary.model_use.fallback == "The budget is spent."


def test_a_busy_model_is_asked_again_later_and_that_is_no_attempt(ports: Ports) -> None:
    summary = Room(ports, BUSY).deliver()
    assert (summary.status, summary.attempts) == (UnitStatus.PENDING, 0)


def test_a_model_that_stays_busy_leaves_the_rules(ports: Ports) -> None:
    summary = Room(ports, BUSY).deliver(patience_s=0.0)
    assert summary.status is UnitStatus.COMPLETED
    assert summary.model_use
    assert summary.model_use.fallback == "Busy."


def test_a_model_that_is_down_is_tried_again_before_the_rules_speak(ports: Ports) -> None:
    room = Room(ports, DOWN)
    with pytest.raises(TransientError):
        room.deliver(max_attempts=3)
    summary = room.deliver(max_attempts=3)
    assert summary.status is UnitStatus.COMPLETED
    assert summary.model_use
    assert summary.model_use.fallback == "Down."


def test_a_later_summary_is_patient_since_it_was_asked_for_whoever_sweeps(ports: Ports) -> None:
    revised = regenerate(ports, MATCHED)  # touched just now, as by a sweep
    asked = replace(
        load_summary(ports, MATCHED, 2), created_at=revised.updated_at - timedelta(hours=2)
    )
    ports.documents.transact(
        lambda transaction: transaction.set(summary_path(MATCHED, 2), SUMMARY.encode(asked))
    )
    busy = Room(ports, BUSY).ports
    summary_stage(AnalystSettings(llm_pause_s=0.0)).handle(
        OverlayReady(comparison_id=MATCHED, revision=2), busy
    )
    assert load_summary(ports, MATCHED, 2).status is UnitStatus.COMPLETED
