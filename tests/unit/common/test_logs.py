"""The log has Cloud Logging's shape, and tells of errors without what they quote."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from google.api_core.exceptions import PermissionDenied
from pydantic import BaseModel

from common.domain.errors import ErrorCode, PermanentError
from common.domain.events import PageQueued
from common.domain.ids import VersionId
from common.logs import log_event
from common.trace_context import new_trace, within
from tests.logged import logged

QUOTED = "DOOR 118A RATED 90 MIN"


class Dimension(BaseModel):
    length: float


def _no_number() -> None:
    float(QUOTED)


def _no_value() -> None:
    Dimension.model_validate({"length": QUOTED})


def _ours() -> None:
    raise PermanentError(ErrorCode.DAMAGED_PAGE, f"{QUOTED} cannot be read.")


def _ours_because_of_another() -> None:
    try:
        _no_number()
    except ValueError as error:
        raise PermanentError(ErrorCode.DAMAGED_PAGE, f"{QUOTED} cannot be read.") from error


def _noted() -> None:
    error = KeyError("place")
    error.add_note(QUOTED)
    raise error


def _several() -> None:
    raise ExceptionGroup(QUOTED, [ValueError(QUOTED)])


def _raised(work: Callable[[], None]) -> Exception:
    try:
        work()
    except Exception as error:  # noqa: BLE001 - whatever it is
        return error
    raise AssertionError("nothing was raised")


def test_a_line_has_the_fields_that_cloud_logging_knows(tmp_path: Path) -> None:
    trace = new_trace()
    with logged(tmp_path, "clinic-prod") as log, within(trace):
        log_event("stage_outcome", stage="page", outcome="completed", attempt=1)
    (line,) = log.lines
    assert datetime.fromisoformat(line.pop("time")).tzinfo is not None
    assert line == {
        "severity": "INFO",
        "message": "stage_outcome page completed",
        "event": "stage_outcome",
        "stage": "page",
        "outcome": "completed",
        "attempt": 1,
        "logging.googleapis.com/trace": f"projects/clinic-prod/traces/{trace.trace_id}",
        "logging.googleapis.com/spanId": trace.span_id,
        "logging.googleapis.com/trace_sampled": False,
    }


def test_a_record_becomes_its_fields_and_what_is_not_known_is_left_out(tmp_path: Path) -> None:
    with logged(tmp_path) as log:
        event = PageQueued(version_id=VersionId("v1"), page_index=3)
        log_event("job_enqueued", event_record=event, user_id=None)
    (line,) = log.lines
    assert (line["version_id"], line["page_index"]) == ("v1", 3)
    assert {"user_id", "event_record", "logging.googleapis.com/trace"}.isdisjoint(line)


@pytest.mark.parametrize(
    "work", [_no_number, _no_value, _ours, _ours_because_of_another, _noted, _several]
)
def test_an_error_is_told_by_type_and_place_and_never_by_what_it_quotes(
    work: Callable[[], None], tmp_path: Path
) -> None:
    error = _raised(work)
    with logged(tmp_path) as log:
        log_event("stage_outcome", error=error)
    (line,) = log.lines
    assert "118A" not in log.text
    assert line["error_type"] == type(error).__name__
    assert f"in {work.__name__}" in line["stack_trace"]
    assert line["severity"] == "WARNING"


def test_the_cause_of_an_error_is_in_its_stack(tmp_path: Path) -> None:
    with logged(tmp_path) as log:
        log_event("stage_outcome", error=_raised(_ours_because_of_another))
    (line,) = log.lines
    assert line["error_code"] == "damaged_page"
    assert line["stack_trace"].index("ValueError") < line["stack_trace"].index("PermanentError")


def test_what_google_says_is_told_for_it_cannot_quote_a_sheet(tmp_path: Path) -> None:
    with logged(tmp_path) as log:
        log_event("sweep_failed", error=PermissionDenied("datastore.entities.get is missing"))
    assert "datastore.entities.get is missing" in log.lines[0]["error"]


def test_the_severity_is_said_where_it_matters(tmp_path: Path) -> None:
    with logged(tmp_path) as log:
        log_event("stage_outcome", severity=logging.ERROR)
    assert log.lines[0]["severity"] == "ERROR"
