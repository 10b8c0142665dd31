"""The log of a comparison may be sent to us: nothing that stands on a sheet is in it."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

from tests import bad_files
from tests.drawings import pdf_of, sheet
from tests.functional.command import compare

NUMBERS = ("QX-917", "QX-918")
TEXTS = (*NUMBERS, "ZEBRAFINCH", "WALRUS PLAN", "ROOM 103", "SHEET NO.")


def test_nothing_of_a_sheet_is_in_the_log(tmp_path: Path) -> None:
    old, new = tmp_path / "old.pdf", tmp_path / "new"
    old.write_bytes(pdf_of(*(sheet(number, "WALRUS PLAN") for number in NUMBERS)))
    new.mkdir()
    marked = pdf_of(sheet(NUMBERS[0], "WALRUS PLAN", note="ZEBRAFINCH HOUSE"))
    (new / "a.pdf").write_bytes(marked)
    (new / "b.pdf").write_bytes(bad_files.with_broken_page(1, *NUMBERS))
    assert compare(old, new, tmp_path / "out").returncode == 0
    (path,) = (tmp_path / "out").rglob("log.jsonl")
    log = path.read_text(encoding="utf-8")
    assert [text for text in TEXTS if text in log] == []
    lines = [json.loads(line) for line in log.splitlines()]
    outcomes = Counter(
        (line["stage"], line["outcome"]) for line in lines if line["event"] == "stage_outcome"
    )
    assert outcomes["page", "failed"] == 1
    assert outcomes["page", "completed"] == 4
    assert outcomes["upload", "completed"] == 2
    assert outcomes["session_ready", "completed"] >= 1
    (ended,) = (line for line in lines if line["event"] == "session_ended")
    assert ended["status"] == "completed_with_failures"
