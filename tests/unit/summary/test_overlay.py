"""What the summary stage shows its analyst."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from common.domain.changes import Match, MatchKind, Summary
from common.domain.errors import ErrorCode, PermanentError
from common.domain.events import OverlayReady
from common.domain.ids import ComparisonId, ProjectId, SessionId, VersionId
from common.domain.jobs import Failure, UnitStatus
from common.domain.sheets import Word
from common.paths import (
    comparison_path,
    page_path,
    summary_path,
)
from common.ports import Ports, Transaction
from common.records import (
    CHANGES,
    COMPARISON,
    PAGE,
    SUMMARY,
    WORDS,
    ChangeSummary,
    Comparison,
    Page,
    PageImages,
)
from common.wiring import embedded_world
from functions.summary.evidence import SheetEvidence
from functions.summary.overlay import SummaryStage
from functions.summary.settings import AnalystSettings
from functions.summary.writing import SummaryWriter
from tests.unit.summary.sheets import change

AT = datetime(2026, 1, 2, tzinfo=UTC)
ID, SESSION, PROJECT = ComparisonId("c"), SessionId("s"), ProjectId("p")
OLD, NEW = VersionId("old"), VersionId("new")
COMMON: Mapping[str, Any] = {"created_at": AT, "updated_at": AT}
PAIR = Comparison(
    id=ID,
    session_id=SESSION,
    project_id=PROJECT,
    unit_index=0,
    drawing_name="A-101",
    title="ROOF PLAN",
    kind=MatchKind.MATCHED,
    match=Match(
        kind=MatchKind.MATCHED, old_page_index=0, new_page_index=0, method="number", confidence=1.0
    ),
    old_version_id=OLD,
    new_version_id=NEW,
    status=UnitStatus.COMPLETED,
    changes_path="changes.json",
    **COMMON,
)
REMOVED = replace(
    PAIR,
    kind=MatchKind.REMOVED,
    match=replace(PAIR.match, kind=MatchKind.REMOVED, new_page_index=None),
    changes_path=None,
)


class ShownError(Exception):
    """Raised by the analyst: what it was shown is all that these tests want to know."""


@pytest.fixture
def ports(tmp_path: Path) -> Iterator[Ports]:
    world = embedded_world(tmp_path)
    yield world.ports
    world.close()


def store_page(ports: Ports, version_id: VersionId, number: str, *words: tuple[str, float]) -> None:
    images = PageImages(
        width_pt=612.0, height_pt=396.0, rotation_deg=0, view_dpi=300.0,
        page_path="", words_path=f"{number}.json", view_path="", thumbnail_path="",
    )  # fmt: skip
    page = Page(
        project_id=PROJECT,
        version_id=version_id,
        page_index=0,
        status=UnitStatus.COMPLETED,
        drawing_name=number,
        images=images,
        **COMMON,
    )
    listed = tuple(
        Word(box_pt=(0, 0, 1, 1), text=text, size_pt=size_pt, line=line)
        for line, (text, size_pt) in enumerate(words)
    )
    ports.blobs.write(images.words_path, WORDS.dump_json(listed))
    store(ports, page_path(version_id, 0), PAGE.encode(page))


def store(ports: Ports, path: str, document: Any) -> None:
    def body(transaction: Transaction) -> None:
        transaction.set(path, document)

    ports.documents.transact(body)


def stage_with(rules: Callable[[SheetEvidence], Summary]) -> SummaryStage:
    return SummaryStage(SummaryWriter(settings=AnalystSettings(), rules=rules))


def shown(ports: Ports, comparison: Comparison) -> SheetEvidence:
    """Return what the analyst is shown of a stored comparison."""
    seen: list[SheetEvidence] = []

    def analyse(evidence: SheetEvidence) -> Summary:
        seen.append(evidence)
        raise ShownError

    summary = ChangeSummary(
        comparison_id=ID, session_id=SESSION, unit_index=0, status=UnitStatus.PENDING, **COMMON
    )
    store(ports, comparison_path(ID), COMPARISON.encode(comparison))
    store(ports, summary_path(ID), SUMMARY.encode(summary))
    with pytest.raises(ShownError):
        stage_with(analyse).handle(OverlayReady(comparison_id=ID), ports)
    return seen[0]


def test_the_analyst_sees_the_new_sheet_and_the_change_list(ports: Ports) -> None:
    store_page(ports, OLD, "A-100")
    store_page(ports, NEW, "A-101")
    ports.blobs.write("changes.json", CHANGES.dump_json((change(None, "SKYLIGHT"),)))
    evidence = shown(ports, PAIR)
    assert evidence.name == "A-101 ROOF PLAN"
    assert [entry.new_text for entry in evidence.changes] == ["SKYLIGHT"]
    assert evidence.size.label == "8.5 × 5.5 in"


def test_of_a_removed_sheet_the_analyst_sees_the_old_one(ports: Ports) -> None:
    store_page(ports, OLD, "S-101", ("FOOTING", 12.0))
    evidence = shown(ports, REMOVED)
    assert (evidence.number, evidence.changes) == ("S-101", ())


def test_the_biggest_texts_of_the_sheet_come_first_and_once(ports: Ports) -> None:
    words = (("NOTE", 6.0), ("FIREPLACE", 20.0), ("UP", 30.0), ("NOTE", 8.0))
    store_page(ports, OLD, "A-400", *words)
    assert shown(ports, REMOVED).word_sample == ("FIREPLACE", "NOTE")


def test_the_summary_of_a_failed_comparison_fails_with_its_reason(ports: Ports) -> None:
    failed = replace(PAIR, error=Failure(code=ErrorCode.TIME_LIMIT, message="It took too long."))
    store(ports, comparison_path(ID), COMPARISON.encode(failed))
    summary = ChangeSummary(
        comparison_id=ID, session_id=SESSION, unit_index=0, status=UnitStatus.PENDING, **COMMON
    )
    store(ports, summary_path(ID), SUMMARY.encode(summary))
    stage = stage_with(lambda evidence: pytest.fail("analysed"))
    with pytest.raises(PermanentError, match="It took too long") as raised:
        stage.handle(OverlayReady(comparison_id=ID), ports)
    assert raised.value.code is ErrorCode.TIME_LIMIT
