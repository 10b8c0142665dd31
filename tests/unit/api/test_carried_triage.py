"""What people decided goes along with a result that is taken over, however long its history is."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from common import paths
from common.chain.steps import load_comparison
from common.chain.triaging import carry_triage, load_triage, load_triage_steps
from common.domain.ids import ComparisonId, UserId
from common.domain.triage import (
    MAX_COMMENTS_LENGTH,
    MAX_DECISIONS,
    TriageDecision,
    TriageStatus,
)
from common.embedded.documents import SqliteDocumentStore
from common.ports import Ports
from common.records import Comparison, Document
from common.review_records import TRIAGE, TRIAGE_STEP, Triage, TriageStep
from tests.session_records import MATCHED, change, finished_session

COMMIT_BYTES = 10 * 1024 * 1024  # Firestore's limit
STEPS = 16  # of whole lists: more than one commit takes


def test_a_history_of_whole_lists_is_carried_in_commits_that_firestore_takes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = finished_session(tmp_path, change(old_text="A", new_text="B"))
    known = _decided_again_and_again(world.ports)
    sizes_bytes: list[int] = []
    create_missing = SqliteDocumentStore.create_missing

    def measured(store: SqliteDocumentStore, documents: Mapping[str, Document]) -> None:
        text = json.dumps(documents, default=str, ensure_ascii=False)
        sizes_bytes.append(len(text.encode()))
        create_missing(store, documents)

    monkeypatch.setattr(SqliteDocumentStore, "create_missing", measured)
    following = replace(known, id=ComparisonId("following"))
    carry_triage(world.ports, known, following)
    assert sum(sizes_bytes) > COMMIT_BYTES > max(sizes_bytes)
    carried = load_triage_steps(world.ports, following)
    assert [step.revision for step in carried] == list(range(1, STEPS + 1))
    assert load_triage(world.ports, replace(following, triage_revision=STEPS)).revision == STEPS
    world.close()


def _decided_again_and_again(ports: Ports) -> Comparison:
    """Return a sheet of which somebody has decided as much as fits, STEPS times."""
    known = replace(load_comparison(ports, MATCHED), triage_revision=STEPS)
    decisions = tuple(
        TriageDecision(
            change_id=f"c{number}",
            status=TriageStatus.NEEDS_RFI,
            comment="\U0001f3d7" * (MAX_COMMENTS_LENGTH // MAX_DECISIONS),
            revision=STEPS,
            decided_by=UserId("u" * 36),
            decided_at=known.updated_at,
        )
        for number in range(1, MAX_DECISIONS + 1)
    )
    standing = Triage(
        comparison_id=known.id,
        session_id=known.session_id,
        project_id=known.project_id,
        revision=STEPS,
        updated_at=known.updated_at,
        decisions=decisions,
    )
    ports.documents.create_missing({paths.triage_path(known.id): TRIAGE.encode(standing)})
    for revision in range(1, STEPS + 1):
        step = TriageStep(
            comparison_id=known.id,
            session_id=known.session_id,
            project_id=known.project_id,
            revision=revision,
            decisions=decisions,
        )
        path = paths.triage_step_path(known.id, revision)
        ports.documents.create_missing({path: TRIAGE_STEP.encode(step)})
    return known
