"""The whole chain over the sample set, against its truth and against the last reviewed result."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

import samples
from common.domain.geometry import centre, overlap_area
from functions.api.exports.load import load_export
from functions.api.exports.session_json import RunFacts, session_document
from local.inputs import drawing_set
from local.run import local_run
from samples.edits import EDITS
from samples.generate import SHEETS

Json = dict[str, Any]

GOLDEN = Path(__file__).with_name("sample_set.json")
MATCHED = [sheet.number for sheet in SHEETS if len(sheet.revisions) == 2]

pytestmark = pytest.mark.xdist_group("sample_run")


@pytest.fixture(scope="module")
def truth() -> Json:
    path = samples.sample_paths()[0].with_name(samples.TRUTH_NAME)
    return dict(json.loads(path.read_text(encoding="utf-8")))


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> Json:
    """session.json of one run over the sample set."""
    old, new = (drawing_set(path) for path in samples.sample_paths())
    with local_run(old, new, tmp_path_factory.mktemp("out"), resume=False) as run:
        cost = run.run(lambda _: None, workers=2)
        facts = RunFacts(
            elapsed_s=cost.elapsed_s,
            peak_memory_bytes=cost.peak_memory_bytes,
            worker_count=cost.worker_count,
        )
        return json_of(session_document(load_export(run.world.ports, run.session_id), facts))


def json_of(value: object) -> Json:
    return dict(json.loads(json.dumps(value)))


def changes_on(document: Json, number: str) -> list[Json]:
    return next(list(c["changes"]) for c in document["comparisons"] if c["drawing_name"] == number)


def entries_on(truth: Json, number: str, *groups: str) -> list[Json]:
    return [e for group in groups for e in truth[group] if e["sheet"] == number]


def touches(change: Json, entry: Json) -> bool:
    places = (entry["box_pt"], entry["old_box_pt"])
    return any(place and overlap_area(change["box_pt"], place) > 0 for place in places)


def words(changes: list[Json], which: str, place: list[float] | None) -> Counter[str]:
    """Count the words that changes, or their parts, in the middle of a place quote."""
    found: Counter[str] = Counter()
    for each in (part for change in changes for part in change["parts"] or [change]):
        x, y = centre(tuple(each["box_pt"]))
        if place and place[0] <= x < place[2] and place[1] <= y < place[3]:
            found.update((each[which] or "").split())
    return found


def quotes(changes: list[Json], entry: Json) -> bool:
    """One change quotes both texts; those of a table row may do so together."""
    texts = (entry["old_text"], entry["new_text"])
    if not entry["is_row"]:
        parts = (part for c in changes for part in (c, *c["parts"]))
        return any((p["old_text"], p["new_text"]) == texts and touches(p, entry) for p in parts)
    old, new = (Counter((text or "").split()) for text in texts)
    place = entry["old_box_pt"]
    return (
        words(changes, "old_text", place) == old
        and words(changes, "new_text", entry["box_pt"]) == new
    )


def part(value: Json | None, *keys: str) -> Json | None:
    return value and {key: value[key] for key in keys}


def stable(document: Json) -> Json:
    """Return what the same program must say again, boxes to a point."""
    return {
        "session": part(document["session"], "status", "matched", "added", "removed"),
        "comparisons": [stable_comparison(c) for c in document["comparisons"]],
    }


def stable_comparison(comparison: Json) -> Json:
    return {
        **(part(comparison, "drawing_name", "title", "kind", "old_page", "new_page") or {}),
        "match": part(comparison["match"], "method", "review"),
        "alignment": part(comparison["alignment"], "method", "grade"),
        "changes": [stable_change(change) for change in comparison["changes"]],
        "revision_clouds": [
            part(cloud, "id", "origin", "mark", "revision", "change_ids")
            for cloud in comparison["revision_clouds"]
        ],
        "summary": part(comparison["summary"], "summary_text", "critical_change"),
    }


def stable_change(change: Json) -> Json:
    keys = ("id", "kind", "category", "old_text", "new_text", "is_clouded", "row", "column")
    moved = change["moved_pt"]
    return {
        **(part(change, *keys) or {}),
        "box_pt": rounded(change["box_pt"]),
        "moved_pt": moved and rounded(moved),
        "parts": [{**place, "box_pt": rounded(place["box_pt"])} for place in change["parts"]],
    }


def rounded(values: list[float]) -> list[int]:
    return [round(value) for value in values]


def test_every_sheet_is_matched_added_or_removed_as_drawn(document: Json, truth: Json) -> None:
    keys = ("kind", "old_page", "new_page", "title")
    found = {c["drawing_name"]: [c[key] for key in keys] for c in document["comparisons"]}
    assert found == {s["number"]: [s[key] for key in keys] for s in truth["sheets"]}


@pytest.mark.parametrize("edit_id", EDITS)
def test_an_edit_is_found(edit_id: str, document: Json, truth: Json) -> None:
    entry = next(e for e in truth["edits"] if e["id"] == edit_id)
    assert any(touches(change, entry) for change in changes_on(document, entry["sheet"]))


@pytest.mark.parametrize("edit_id", [e.id for e in EDITS.values() if e.old_text or e.new_text])
def test_an_edit_is_quoted_as_printed(edit_id: str, document: Json, truth: Json) -> None:
    entry = next(e for e in truth["edits"] if e["id"] == edit_id)
    near = [c for c in changes_on(document, entry["sheet"]) if touches(c, entry)]
    assert quotes(near, entry), near


@pytest.mark.parametrize("number", MATCHED)
def test_nothing_is_reported_that_was_not_edited(number: str, document: Json, truth: Json) -> None:
    edits = entries_on(truth, number, "edits")
    reported = [c for c in changes_on(document, number) if c["category"] != "title_block"]
    places = [place for change in reported for place in change["parts"] or [change]]
    assert [p for p in places if not any(touches(p, e) for e in edits)] == []


@pytest.mark.parametrize("number", MATCHED)
def test_dates_revision_rows_and_stamps_are_filed_under_the_title_block(
    number: str, document: Json, truth: Json
) -> None:
    filed = [c for c in changes_on(document, number) if c["category"] == "title_block"]
    noise = entries_on(truth, number, "noise")
    assert [n["id"] for n in noise if not any(touches(c, n) for c in filed)] == []
    assert [c for c in filed if not any(touches(c, n) for n in noise)] == []


def test_the_result_is_the_one_that_was_reviewed(
    document: Json, pytestconfig: pytest.Config
) -> None:
    result = stable(document)
    if pytestconfig.getoption("--update-golden"):
        text = json.dumps(result, indent=1, ensure_ascii=False)
        GOLDEN.write_text(text + "\n", encoding="utf-8")
    assert result == json.loads(GOLDEN.read_text(encoding="utf-8"))
