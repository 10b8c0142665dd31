"""A summary that failed is written again by *Retry*, and no language model is paid twice for it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pydantic import SecretStr

from common.chain.retrying import retry_session
from common.chain.sessions import start_session
from common.chain.steps import load_comparisons, load_session
from common.domain.errors import ErrorCode
from common.domain.events import TOPIC_OF, Event, OverlayReady
from common.domain.ids import SessionId
from common.domain.jobs import Failure, SessionStatus
from common.llm.metered import metered_model
from common.llm.spending import load_spending
from common.ports import Ports
from common.records import Session
from common.settings import LanguageModelSettings
from common.wiring import EmbeddedWorld, embedded_world
from functions.diff.settings import MIN_OVERLAY_DPI, DiffSettings
from functions.diff.stages import diff_stages
from functions.ocr.settings import OcrSettings
from functions.ocr.stages import ocr_stages
from functions.summary.settings import AnalystSettings
from functions.summary.stages import summary_stages
from local.engine import LOCAL_PROJECT, upload, version_id_of
from local.inputs import drawing_set
from tests.drawings import pdf_of, sheet
from tests.llm_server import LlmServer, completion, running_llm_server
from tests.unit.summary.answers import sheet_answer

FIRST, SECOND = SessionId("first"), SessionId("second")
CRASHED = Failure(code=ErrorCode.WORKER_DIED, message="The worker died.")
STAGES = {
    **ocr_stages(OcrSettings(view_dpi=100.0)),
    **diff_stages(DiffSettings(overlay_dpi=MIN_OVERLAY_DPI)),
    **summary_stages(AnalystSettings()),
}


@pytest.fixture
def server() -> Iterator[LlmServer]:
    with running_llm_server() as running:
        running.answer = lambda body: completion(_answer(str(body["messages"][0])))
        yield running


def _answer(instructions: str) -> str:
    return json.dumps({"statements": []}) if '"statements"' in instructions else sheet_answer()


@pytest.fixture
def world(tmp_path: Path, server: LlmServer) -> Iterator[EmbeddedWorld]:
    """A session of two sheets of which both have changed."""
    world = embedded_world(tmp_path / "chain")
    settings = LanguageModelSettings(
        llm_model="test-model", llm_base_url=server.base_url, llm_api_key=SecretStr("k"),
        llm_requests_per_minute=6000, llm_input_usd_per_million=1.0, llm_output_usd_per_million=4.0,
    )  # fmt: skip
    ports = world.ports
    model = metered_model(settings, ports.documents, ports.blobs, ports.clock)
    world = replace(world, ports=replace(ports, language_model=model))
    sets = []
    for number, name in enumerate(("OLD", "NEW"), start=1):
        path = tmp_path / f"{name}.pdf"
        path.write_bytes(pdf_of(*(sheet(f"A-10{k}", note=f"{name} NOTE {k}") for k in (1, 2))))
        sets.append(drawing_set(path))
        upload(world, sets[-1], version_number=number)
    now = ports.clock.now()
    old, new = (version_id_of(drawings) for drawings in sets)
    start_session(
        ports,
        Session(
            id=FIRST, project_id=LOCAL_PROJECT, old_version_id=old, new_version_id=new,
            status=SessionStatus.WAITING_FOR_PAGES, created_at=now, updated_at=now,
        ),
    )  # fmt: skip
    yield world
    world.close()


def _run(world: EmbeddedWorld, *, crashes_on: str = "", times: int = 1) -> None:
    """Handle every event that waits, and that follows; one sheet's summary kills its workers."""
    for message in iter(world.queue.lease, None):
        for _ in range(times):
            _handle(message.event, world.ports, crashes_on)
        world.queue.acknowledge(message)


def _handle(event: Event, ports: Ports, crashes_on: str) -> None:
    stage = STAGES[TOPIC_OF[type(event)]]
    if isinstance(event, OverlayReady) and _sheet_of(event, ports) == crashes_on:
        stage.fail(event, ports, CRASHED)
    else:
        stage.handle(event, ports)


def _sheet_of(event: OverlayReady, ports: Ports) -> str:
    session_ids = (session["id"] for session in ports.documents.query("sessions"))
    pairs = [pair for known in session_ids for pair in load_comparisons(ports, SessionId(known))]
    return next(pair.drawing_name for pair in pairs if pair.id == event.comparison_id)


def test_a_summary_that_failed_is_written_again_and_each_answer_is_paid_once(
    world: EmbeddedWorld, server: LlmServer
) -> None:
    ports = world.ports
    _run(world, crashes_on="A-102")
    first = load_session(ports, FIRST)
    assert first.status is SessionStatus.COMPLETED_WITH_FAILURES
    whole, broken = load_comparisons(ports, FIRST)
    assert (whole.summary_error, broken.summary_error) == (None, CRASHED)

    for _ in range(2):  # the request came again, and each event of what follows comes twice
        retry_session(ports, load_session(ports, FIRST), SECOND)
    _run(world, times=2)
    assert load_session(ports, SECOND).status is SessionStatus.COMPLETED
    again = load_comparisons(ports, SECOND)
    assert [(pair.summary_error, bool(pair.summary_text)) for pair in again] == [(None, True)] * 2
    assert [pair.changes_path for pair in again] == [whole.changes_path, broken.changes_path]
    asked = Counter(json.dumps(body["messages"], sort_keys=True) for body in server.asked)
    assert set(asked.values()) == {1}
    assert len(asked) == 4  # a question for each sheet, and for each state of the set
    spent = [load_spending(ports.documents, session_id) for session_id in (FIRST, SECOND)]
    assert [each.answer_count if each else 0 for each in spent] == [2, 2]
