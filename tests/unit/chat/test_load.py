"""What may be said of a sheet as a whole: "0 changes" only where it was compared."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from common.chain.steps import load_comparison
from common.domain.changes import AlignmentGrade
from common.domain.jobs import UnitStatus
from common.paths import comparison_path
from common.ports import Ports
from common.records import COMPARISON, Comparison
from functions.api.chat.load import load_knowledge
from tests.session_records import MATCHED, SESSION_ID, finished_session


@pytest.fixture
def ports(tmp_path: Path) -> Iterator[Ports]:
    world = finished_session(tmp_path)
    yield world.ports
    world.close()


def _said(ports: Ports, comparison: Comparison) -> str:
    document = COMPARISON.encode(comparison)
    ports.documents.transact(
        lambda transaction: transaction.set(comparison_path(MATCHED), document)
    )
    passages = load_knowledge(ports, SESSION_ID).passages
    return next(p.text for p in passages if p.citation.comparison_id == MATCHED)


def test_a_compared_sheet_says_how_many_changes_it_has(ports: Ports) -> None:
    assert _said(ports, load_comparison(ports, MATCHED)).startswith("0 changes.")


def test_a_sheet_under_way_does_not_say_that_nothing_changed(ports: Ports) -> None:
    pending = replace(
        load_comparison(ports, MATCHED), status=UnitStatus.PENDING, alignment=None, images=None
    )
    assert _said(ports, pending).startswith("Not compared yet.")


def test_a_pair_that_is_not_comparable_does_not_say_that_nothing_changed(ports: Ports) -> None:
    found = load_comparison(ports, MATCHED)
    assert found.alignment
    apart = replace(found.alignment, grade=AlignmentGrade.NOT_COMPARABLE)
    assert _said(ports, replace(found, alignment=apart)).startswith("Not comparable")
