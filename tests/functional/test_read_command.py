"""`buildtrace read` from the command line to what it prints."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.drawings import pdf_of, sheet
from tests.functional.command import buildtrace, refused

pytestmark = pytest.mark.xdist_group("read_command")


def _read(*arguments: str) -> subprocess.CompletedProcess[str]:
    return buildtrace("read", *arguments)


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> Any:
    path = tmp_path_factory.mktemp("read") / "set.pdf"
    path.write_bytes(pdf_of(sheet("A-101"), sheet("A-102", "ROOF PLAN")))
    done = _read(str(path), "--json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_every_page_is_told(document: Any) -> None:
    pages = [(p["page"], p["number"], p["title"]) for p in document["pages"]]
    assert pages == [(1, "A-101", "FLOOR PLAN"), (2, "A-102", "ROOF PLAN")]


def test_a_page_tells_how_sure_it_is(document: Any) -> None:
    page = document["pages"][0]
    assert page["accepted"] is (page["confidence"] > 0.88)
    assert page["method"] == "text"


def test_what_is_no_drawing_is_an_error_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "notes.pdf"
    path.write_bytes(b"only words")
    done = _read(str(path))
    assert done.returncode == 1
    assert "not a PDF" in done.stderr


def test_a_name_that_is_wrong_is_wrong_use(tmp_path: Path) -> None:
    told = refused("read", tmp_path / "nothing.pdf")
    assert (told.exit_code, told.stdout) == (2, "")
