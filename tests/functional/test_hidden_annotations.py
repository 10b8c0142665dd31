"""Markups in the PDFs are left out where that was asked for."""

from __future__ import annotations

import json
from pathlib import Path

import pymupdf

from tests.drawings import pdf_of, sheet
from tests.functional.command import compare


def test_a_set_that_was_only_marked_up_has_no_changes(tmp_path: Path) -> None:
    old, new, out = tmp_path / "old.pdf", tmp_path / "new.pdf", tmp_path / "out"
    old.write_bytes(pdf_of(sheet("A-101")))
    with pymupdf.open(old) as document:
        document[0].add_freetext_annot(pymupdf.Rect(200, 200, 320, 230), "CHECK THIS")
        document.save(new)
    done = compare(old, new, out, "--hide-annotations")
    assert done.returncode == 0, done.stderr
    told = json.loads((out / "session.json").read_text(encoding="utf-8"))
    [comparison] = told["comparisons"]
    assert told["session"]["hides_annotations"]
    assert comparison["changes"] == []
    assert "annotations" in {ink["reason"] for ink in comparison["ledger"]["muted"]}
