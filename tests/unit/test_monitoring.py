"""What is counted and alerted on is what the code writes: names held in step with the log's lines.

The code runs, each filter and each label of a metric is looked for in the lines that it wrote, and
each query of an alert or a tile is read as PromQL and may ask only for metrics that there are.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import promql_parser
import pytest

from common import paths
from common.chain.sessions import tell_session_end
from common.domain.errors import ErrorCode
from common.domain.events import PageQueued, Topic
from common.domain.jobs import Failure, UnitStatus, VersionStatus
from common.domain.language import AnswerEnd, ModelAnswer, ModelRequest
from common.entry import Entry
from common.llm.metered import metered_model
from common.outcomes import StageOutcome
from common.records import SESSION, VERSION
from common.settings import LanguageModelSettings
from common.stage import Delivery, RetryLimits, Stage, bury, run_stage
from common.sweep import sweep
from common.wiring import embedded_world
from functions.api.stream_places import StreamPlaces
from local.chain import stages
from tests.api import open_api
from tests.logged import Line, logged
from tests.session_records import NEW, SESSION_ID, finished_session

ROOT = Path(__file__).resolve().parents[2]
MODULE = ROOT / "terraform" / "modules" / "monitoring"
OURS = "logging_googleapis_com:user_buildtrace_"
# Google's own, as far as alerts and tiles ask for them.
GOOGLES = {
    "pubsub_googleapis_com:subscription_num_undelivered_messages",
    "pubsub_googleapis_com:subscription_oldest_unacked_message_age",
    "run_googleapis_com:container_instance_count",
    "run_googleapis_com:container_memory_utilizations_bucket",
    "run_googleapis_com:request_count",
}


def _read(name: str) -> Any:
    return json.loads((MODULE / f"{name}.json").read_text(encoding="utf-8"))


METRICS: dict[str, dict[str, Any]] = _read("metrics")
ALERTS: dict[str, dict[str, Any]] = _read("alerts")
TILES: list[dict[str, Any]] = _read("tiles")
QUERIES = {**{n: a["query"] for n, a in ALERTS.items()}, **{t["title"]: t["query"] for t in TILES}}


@pytest.fixture(scope="module")
def lines(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Line]]:
    """Give a line of every kind, each written by the code that writes it in a cloud."""
    folder = tmp_path_factory.mktemp("lines")
    finished_session(folder).close()
    with logged(folder) as log:
        _work(folder)
        _ask(folder)
        yield log.lines


def _work(folder: Path) -> None:
    world = embedded_world(folder)
    ports, event = world.ports, PageQueued(version_id=NEW, page_index=0)
    stage = stages()[Topic.OCR_PAGES]
    limits = RetryLimits(max_attempts=1, max_age_s=1.0)
    run_stage(stage, event, Delivery(attempt=1, age_s=0.5), ports, limits)
    silent: Stage[PageQueued] = Stage(
        name="page", handle=lambda _e, _p: None, fail=lambda _e, _p, _f: None
    )
    run_stage(silent, event, Delivery(attempt=1, age_s=0.5), ports, limits)
    died = Failure(code=ErrorCode.WORKER_DIED, message="It died.")
    bury(silent, event, Delivery(attempt=5, age_s=9.0), ports, died)
    ports.bus.publish([event])
    entry = Entry(ports=ports, limits=limits, stages={})
    entry.receive(Topic.OCR_PAGES, None)
    entry.bury(None)
    session = SESSION.decode(ports.documents.get(paths.session_path(SESSION_ID)) or {})
    tell_session_end(session)
    _leave_stuck(world.ports)
    sweep(ports, older_than_s=0.0)
    world.close()


def _leave_stuck(ports: Any) -> None:
    """Leave a version whose last event was lost: every page is read, nobody has settled them."""
    path = paths.version_path(NEW)
    version = VERSION.decode(ports.documents.get(path) or {})
    reading = VERSION.encode(replace(version, status=VersionStatus.READING))
    ports.documents.transact(lambda t: t.set(path, reading))
    for document in ports.documents.query(paths.pages_collection(NEW)):
        pending = {**document, "status": UnitStatus.PENDING}
        place = paths.page_path(NEW, document["page_index"])
        ports.documents.transact(lambda t, p=place, d=pending: t.set(p, d))


def _ask(folder: Path) -> None:
    api = open_api(folder)
    api.ask("olga", "GET", "/api/projects")
    streams = StreamPlaces(total=2, per_user=2)
    streams.take("olga")  # type: ignore[arg-type]
    streams.give_back("olga")  # type: ignore[arg-type]
    settings = LanguageModelSettings(
        llm_model="m", llm_input_usd_per_million=1, llm_output_usd_per_million=1
    )
    ports = api.ports
    model = replace(
        metered_model(settings, ports.documents, ports.blobs, ports.clock), model=_Answering()
    )
    asked = ModelRequest(
        key="k",
        project_id="local",  # type: ignore[arg-type]
        session_id=SESSION_ID,
        prompt_version="1",
        messages=(),
        max_output_tokens=10,
    )
    model.answer(asked)
    api.world.close()


class _Answering:
    """A language model that answers."""

    name = "m"

    def answer(self, _request: ModelRequest) -> ModelAnswer:
        return ModelAnswer(text="yes", end=AnswerEnd.COMPLETE, model="m")

    def stream(self, _request: ModelRequest) -> Iterator[str | ModelAnswer]:
        raise AssertionError("nobody streams here")


def _matches(text: str, line: Line) -> bool:
    """Tell whether a line is what a filter in Cloud Logging's language asks for."""
    return all(_holds(term, line) for term in text.split(" AND "))


def _holds(term: str, line: Line) -> bool:
    found = re.fullmatch(r"jsonPayload\.(\w+)(=|!=|>)(.+)", term)
    assert found, f"the test does not know {term}"
    field, operator, wanted = found.groups()
    assert field in line, f"no {field} in {line['event']}"
    if operator == ">":
        return float(line[field]) > float(wanted)
    values = re.findall(r'"([^"]*)"', wanted)
    return (line[field] in values) is (operator == "=")


@pytest.mark.parametrize("name", METRICS)
def test_a_metric_counts_lines_that_the_code_writes(name: str, lines: list[Line]) -> None:
    metric = METRICS[name]
    counted = [line for line in lines if _matches(metric["filter"], line)]
    assert counted, f"nothing writes what {name} counts"
    optional = {"error_code"}  # of what ended well there is none
    for label in metric["labels"]:
        missing = [line for line in counted if label not in line]
        assert not missing or label in optional
        assert len(missing) < len(counted)
    if "value" in metric:
        assert all(isinstance(line[metric["value"]], int | float) for line in counted)


def test_what_went_well_is_not_counted_as_dead(lines: list[Line]) -> None:
    dead = [line for line in lines if _matches(METRICS["dead_letters"]["filter"], line)]
    assert [line["outcome"] for line in dead] == ["dead_letter"]


@pytest.mark.parametrize("name", QUERIES)
def test_a_query_is_promql_over_metrics_that_there_are(name: str) -> None:
    query = QUERIES[name].replace("LIMIT", "1").replace("${__interval}", "5m")
    promql_parser.parse(query)
    asked = set(re.findall(r"[a-z_]+:[a-z0-9_]+", query))
    assert asked
    for metric in asked - GOOGLES:
        assert metric.startswith(OURS)
        own = metric.removeprefix(OURS)
        plain = re.sub(r"_(bucket|sum|count)$", "", own)
        assert METRICS[plain].get("value") if own != plain else "value" not in METRICS[own]


@pytest.mark.parametrize("name", QUERIES)
def test_a_query_asks_for_labels_that_its_metrics_have(name: str) -> None:
    for metric, selectors in re.findall(rf"{OURS}(\w+){{([^}}]*)}}", QUERIES[name]):
        plain = re.sub(r"_(bucket|sum|count)$", "", metric)
        asked = set(re.findall(r"(\w+)(?:=~|!~|!=|=)", selectors)) - {"monitored_resource"}
        assert asked <= set(METRICS[plain]["labels"])


def test_outcomes_and_codes_in_queries_are_the_codes() -> None:
    text = " ".join(QUERIES.values())
    outcomes = {
        word for group in re.findall(r'outcome=~?"([^"]*)"', text) for word in group.split("|")
    }
    codes = {
        word for group in re.findall(r'error_code=~?"([^"]*)"', text) for word in group.split("|")
    }
    assert outcomes <= {outcome.value for outcome in StageOutcome}
    assert codes <= {code.value for code in ErrorCode}


def test_every_alert_says_what_to_do() -> None:
    handbook = (ROOT / "docs" / "OPERATIONS.md").read_text(encoding="utf-8")
    headings = {
        line.removeprefix("### ") for line in handbook.splitlines() if line.startswith("### ")
    }
    assert set(ALERTS) <= headings


def test_a_filter_that_nothing_writes_is_noticed(lines: list[Line]) -> None:
    assert not [line for line in lines if _matches('jsonPayload.event="stage_done"', line)]


def test_a_broken_query_is_noticed() -> None:
    with pytest.raises(ValueError, match="unclosed"):
        promql_parser.parse("sum(increase(x[5m])")
