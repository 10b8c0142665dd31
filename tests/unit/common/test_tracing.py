"""Traces go on over the hops; spans are recorded where somebody asked for them, and only there."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import pytest
from google.auth.credentials import AnonymousCredentials
from google.auth.transport.requests import AuthorizedSession
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from common import otel, trace_context, tracing
from common.domain.errors import ErrorCode, PermanentError, TransientError
from common.domain.events import PairQueued, Topic
from common.domain.ids import ComparisonId
from common.entry import DeliverAgainError, Entry
from common.gcp.pubsub import PubSubBus
from common.otel import OtelRecorder, recorder_of
from common.ports import Ports
from common.settings import TracingSettings
from common.stage import RetryLimits, Stage
from common.trace_context import parsed
from common.tracing import SpanKind, record_by, span
from tests.logged import logged
from tests.simulation.world import Interrupts, MemoryBlobs, MemoryDocuments, SteppingClock

RECORDED = Path(__file__).parents[2] / "emulated" / "recorded" / "stale_pair.json"
TRACE, SPAN = "744b14f8c9324d07bd7b77d2d59e6e04", "a1b2c3d4e5f60718"
Published = list[dict[str, str]]


class Publisher:
    """Pub/Sub's publisher, which keeps what it is given."""

    def __init__(self) -> None:
        self.published: Published = []

    def topic_path(self, project: str, topic: str) -> str:
        return f"projects/{project}/topics/{topic}"

    def publish(self, _topic: str, _body: bytes, **attributes: str) -> Future[str]:
        self.published.append(attributes)
        done: Future[str] = Future()
        done.set_result("1")
        return done


@pytest.fixture
def publisher() -> Publisher:
    return Publisher()


@pytest.fixture
def spans() -> Iterator[Callable[[], Sequence[ReadableSpan]]]:
    """Record spans and give those that have ended."""
    exporter = InMemorySpanExporter()
    recorder = OtelRecorder(exporter, "diff")
    record_by(recorder)

    def ended() -> Sequence[ReadableSpan]:
        recorder.flush()
        return exporter.get_finished_spans()

    yield ended
    record_by(None)


def _push() -> dict[str, Any]:
    push: dict[str, Any] = json.loads(RECORDED.read_text(encoding="utf-8"))["body"]
    return push


def _entry(publisher: Any, work: Callable[[Ports], None], traceparent: str | None = None) -> Entry:
    calm = Interrupts.none()
    stage: Stage[Any] = Stage(
        name="pair",
        handle=lambda _event, ports: work(ports),
        fail=lambda _event, _ports, _failure: None,
    )
    return Entry(
        ports=Ports(
            documents=MemoryDocuments(calm),
            blobs=MemoryBlobs(calm),
            bus=PubSubBus(publisher, "p"),
            clock=SteppingClock(),
        ),
        limits=RetryLimits(max_attempts=4, max_age_s=1e12),
        stages={Topic.DIFF_PAIRS: stage},
        traceparent_of_push=lambda: traceparent,
    )


def _publish_more(ports: Ports) -> None:
    ports.bus.publish([PairQueued(comparison_id=ComparisonId(c)) for c in "ab"])


def _refuse(_ports: Ports) -> None:
    raise TransientError(ErrorCode.UNAVAILABLE, "Later.")


def test_the_trace_of_a_push_goes_on_with_what_it_publishes(publisher: Publisher) -> None:
    _entry(publisher, _publish_more).receive(Topic.DIFF_PAIRS, _push())
    told = [parsed(attributes["traceparent"]) for attributes in publisher.published]
    assert [step.trace_id for step in told if step] == [TRACE, TRACE]
    assert SPAN not in {step.span_id for step in told if step}


def test_a_push_without_a_trace_goes_on_with_that_of_its_request(publisher: Publisher) -> None:
    push, asked = _push(), f"00-{'ab' * 16}-{'cd' * 8}-01"
    push["message"]["attributes"] = {"event_topic": "diff-pairs"}
    _entry(publisher, _publish_more, asked).receive(Topic.DIFF_PAIRS, push)
    assert {p["traceparent"][3:35] for p in publisher.published} == {"ab" * 16}


def test_a_push_with_a_broken_trace_begins_one(publisher: Publisher) -> None:
    push = _push()
    push["message"]["attributes"]["traceparent"] = "<script>"
    _entry(publisher, _publish_more).receive(Topic.DIFF_PAIRS, push)
    (trace_id,) = {p["traceparent"][3:35] for p in publisher.published}
    assert int(trace_id, 16)


def test_the_log_lines_of_a_delivery_are_of_its_trace(publisher: Publisher, tmp_path: Path) -> None:
    with logged(tmp_path, "p") as log:
        _entry(publisher, _publish_more).receive(Topic.DIFF_PAIRS, _push())
    (line,) = log.events("stage_outcome")
    assert line["logging.googleapis.com/trace"] == f"projects/p/traces/{TRACE}"
    assert trace_context.current() is None


def test_a_stage_is_a_span_below_the_one_that_published_its_event(
    publisher: Publisher, spans: Callable[[], Sequence[ReadableSpan]]
) -> None:
    _entry(publisher, _publish_more).receive(Topic.DIFF_PAIRS, _push())
    published, stage = spans()
    assert (published.name, stage.name) == ("publish", "pair")
    assert stage.parent is not None
    assert f"{stage.parent.span_id:016x}" == SPAN
    assert [f"{link.context.span_id:016x}" for link in stage.links] == [SPAN]
    assert {f"{s.context.trace_id:032x}" for s in spans() if s.context} == {TRACE}
    assert published.parent is not None
    assert stage.context is not None
    assert published.parent.span_id == stage.context.span_id
    carried = {p["traceparent"][36:52] for p in publisher.published}
    assert published.context is not None
    assert carried == {f"{published.context.span_id:016x}"}
    assert stage.attributes is not None
    assert (stage.attributes["stage"], stage.attributes["outcome"]) == ("pair", "completed")


def test_a_delivery_that_comes_again_is_another_span_of_the_same_parent(
    publisher: Publisher, spans: Callable[[], Sequence[ReadableSpan]]
) -> None:
    entry = _entry(publisher, _refuse)
    for _ in range(2):
        with pytest.raises(DeliverAgainError):
            entry.receive(Topic.DIFF_PAIRS, _push())
    first, second = spans()
    assert first.parent is not None
    assert second.parent is not None
    assert f"{first.parent.span_id:016x}" == f"{second.parent.span_id:016x}" == SPAN
    assert first.context is not None
    assert second.context is not None
    assert first.context.span_id != second.context.span_id
    assert [(s.attributes or {})["outcome"] for s in (first, second)] == ["retried"] * 2


def test_a_span_tells_of_an_error_without_what_it_quotes(
    spans: Callable[[], Sequence[ReadableSpan]],
) -> None:
    with pytest.raises(PermanentError), span("GET", SpanKind.SERVER, None):
        raise PermanentError(ErrorCode.CONFLICT, "DOOR 118A is taken.")
    (ended,) = spans()
    assert "118A" not in ended.to_json()
    assert (ended.attributes or {})["error_code"] == "conflict"
    assert ended.status.is_ok is False


def test_without_a_recorder_nothing_of_opentelemetry_is_imported() -> None:
    """The package comes with Google's client of Pub/Sub: what runs without that client counts."""
    program = """
import sys
from common import entry, stage, tracing, wiring
from common.tracing import SpanKind, span, note_on_span, flush_spans
with span("page", SpanKind.CONSUMER, None):
    note_on_span({"stage": "page"})
flush_spans()
assert not [name for name in sys.modules if name.startswith("opentelemetry")]
"""
    subprocess.run([sys.executable, "-c", program], check=True, cwd=Path(__file__).parents[3])


@pytest.mark.parametrize("exporter", ["console", "otlp"])
def test_the_standard_variables_turn_spans_on(
    exporter: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OTEL_TRACES_EXPORTER", exporter)
    monkeypatch.setenv("OTEL_SERVICE_NAME", "ours")
    recorder = recorder_of(TracingSettings(), "diff", "p")
    assert recorder.resource["service.name"] == "ours"
    assert recorder.resource["gcp.project_id"] == "p"


def test_spans_are_off_by_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OTEL_TRACES_EXPORTER", raising=False)
    assert TracingSettings().traces_exporter == "none"


@pytest.mark.parametrize(
    ("endpoint", "is_authorized"),
    [
        ("https://telemetry.googleapis.com", True),
        ("https://telemetry.googleapis.com.example.com", False),
        ("", False),
    ],
)
def test_googles_endpoint_alone_is_shown_googles_credentials(
    endpoint: str, is_authorized: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    sessions: list[object] = []
    monkeypatch.setattr("google.auth.default", lambda **_: (AnonymousCredentials(), "p"))
    monkeypatch.setattr(
        "opentelemetry.exporter.otlp.proto.http.trace_exporter.OTLPSpanExporter",
        lambda session=None: sessions.append(session),
    )
    monkeypatch.setenv("OTEL_TRACES_EXPORTER", "otlp")
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint)
    otel.exporter_of(TracingSettings())
    assert [isinstance(session, AuthorizedSession) for session in sessions] == [is_authorized]


def test_a_recorder_that_is_taken_away_records_no_more(
    spans: Callable[[], Sequence[ReadableSpan]],
) -> None:
    tracing.record_by(None)
    with span("page", SpanKind.CONSUMER, None):
        pass
    assert spans() == ()
