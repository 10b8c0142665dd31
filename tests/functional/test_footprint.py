"""What the cost model takes as measured is what the stages still do.

CPU seconds are another matter; calls and files of a unit are the same on every machine, so a stage
that reads or writes more than `local/cost/measured.json` says fails here.
"""

from __future__ import annotations

import pytest

from benchmarks.footprint import COMMAND
from benchmarks.measured_session import MeasuredSession, measured_session
from benchmarks.stage_workers import stage_workers
from local.cost.measured import MeasuredStage, Per, SheetKind, load_measured
from local.cost.usage import FIELDS, Usage
from tests.drawings import pdf_of, sheet

SHEETS = 4
COUNTED = tuple(name for name in FIELDS if name.endswith(("_calls", "_reads", "_writes")))
# A unit more or less, and what ends a set or closes a shard: fewer units share it here than where
# it was measured.
UNIT_SLACK, SET_SLACK = 1.0, 14.0


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> MeasuredSession:
    folder = tmp_path_factory.mktemp("footprint")
    paths = []
    for name in ("old", "new"):
        pages = [sheet(f"A-10{number}", note=f"{name} note") for number in range(SHEETS)]
        paths.append(folder / f"{name}.pdf")
        paths[-1].write_bytes(pdf_of(*pages))
    with stage_workers() as workers:
        return measured_session(workers, folder / "chain", *paths)


@pytest.mark.parametrize(
    "stage",
    [stage for stage in load_measured().of_kind(SheetKind.VECTOR) if stage.entry != "start"],
    ids=lambda stage: stage.entry,
)
def test_a_stage_calls_as_often_as_was_measured(
    session: MeasuredSession, stage: MeasuredStage
) -> None:
    pages = stage.per is Per.PAGE
    units = session.page_count if pages else session.sheet_count
    expected = stage.per_set.times(stage.sets) + stage.per_unit.times(units)
    found = session.usage(stage.entry)
    off = {name: (getattr(found, name), getattr(expected, name)) for name in COUNTED}
    far = {name: pair for name, pair in off.items() if _is_far(*pair, runs=stage.sets or units)}
    assert not far, f"{stage.entry} has changed: run `{COMMAND}` again ({far})"


def _is_far(found: float, expected: float, *, runs: float) -> bool:
    return abs(found - expected) > UNIT_SLACK * runs + SET_SLACK


def test_every_stage_of_a_comparison_is_priced(session: MeasuredSession) -> None:
    priced = {stage.entry for stage in load_measured().stages}
    assert {handled.entry for handled in session.handled} <= priced
    assert session.usage("diff-pair") != Usage()
