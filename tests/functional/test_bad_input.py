"""Bad input as the user meets it: a clear message, the other pages delivered, no traceback."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest

from common.chain.reading import PAGES_PER_TRANSACTION
from common.domain.errors import ErrorCode
from tests import bad_files
from tests.drawings import COARSE
from tests.functional.command import buildtrace, refused
from tests.functional.command import compare as run_compare

TINY_MEMORY_BYTES = 600 * 1024**2
LONG = PAGES_PER_TRANSACTION + 20  # sheets


@dataclass(frozen=True, slots=True)
class Unusable:
    """A file that cannot be compared, and what is said of it."""

    name: str
    content: bytes
    code: ErrorCode
    says: str


# Two in each run: that of the old set and that of the new.
UNUSABLE = [
    (
        Unusable("empty.pdf", b"", ErrorCode.EMPTY_FILE, "Export or download it again"),
        Unusable("text.pdf", b"hello", ErrorCode.NOT_A_DRAWING, "Export the drawings as PDF"),
    ),
    (
        Unusable("cut.pdf", bad_files.good("A-1")[:200], ErrorCode.DAMAGED_FILE, "again"),
        Unusable(
            "locked.pdf", bad_files.encrypted(user="u"), ErrorCode.PASSWORD_PROTECTED, "without the"
        ),
    ),
    (
        Unusable("also empty.pdf", b"", ErrorCode.EMPTY_FILE, "also empty.pdf is empty"),
        Unusable("none.pdf", bad_files.without_pages(), ErrorCode.NO_PAGES, "no pages"),
    ),
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """What a call of the command came to."""

    exit_code: int
    out: str
    err: str
    folder: Path

    @property
    def session(self) -> dict[str, Any]:
        document: dict[str, Any] = json.loads((self.folder / "session.json").read_text())
        return document


def compare(old: Path, new: Path, folder: Path, *options: str) -> Ran:
    done = run_compare(old, new, folder, *options)
    assert "Traceback" not in done.stdout + done.stderr
    assert "MuPDF" not in done.stdout + done.stderr
    return Ran(exit_code=done.returncode, out=done.stdout, err=done.stderr, folder=folder)


@pytest.fixture
def old(tmp_path: Path) -> Path:
    path = tmp_path / "old.pdf"
    path.write_bytes(bad_files.good("A-1", "A-2", "A-3"))
    return path


def _written(path: Path, content: bytes) -> Path:
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content)
    return path


def _failed(ran: Ran) -> list[tuple[int, str]]:
    return [(page["page"], page["code"]) for page in ran.session["failed_pages"]]


@pytest.mark.parametrize("sets", UNUSABLE, ids=lambda sets: " ".join(each.name for each in sets))
def test_sets_that_cannot_be_used_end_with_their_names_and_what_to_do(
    tmp_path: Path, sets: tuple[Unusable, Unusable]
) -> None:
    old, new = (_written(tmp_path / each.name, each.content) for each in sets)
    ran = compare(old, new, tmp_path / "out", "--json")
    assert ran.exit_code == 1
    session = json.loads(ran.out)["session"]
    for which, each in zip(("old", "new"), sets, strict=True):
        assert f"{which} set: {each.name}" in ran.err
        assert each.says in ran.err
        assert session[which]["error"]["code"] == each.code


def test_a_set_that_cannot_be_used_is_named_beside_one_that_can(old: Path, tmp_path: Path) -> None:
    ran = compare(old, _written(tmp_path / "second.pdf", b"hello"), tmp_path / "out")
    assert ran.exit_code == 1
    assert "second.pdf is not a PDF" in ran.err


def test_a_broken_page_among_good_ones_fails_alone(old: Path, tmp_path: Path) -> None:
    content = bad_files.with_broken_page(1, "A-1", "A-2", "A-3")
    ran = compare(old, _written(tmp_path / "new.pdf", content), tmp_path / "out")
    assert ran.exit_code == 0
    assert "new set, page 2 of new.pdf: Page 2 is damaged" in ran.out
    assert "replace it in the set" in ran.out
    assert _failed(ran) == [(2, ErrorCode.DAMAGED_PAGE)]
    assert ran.session["session"]["matched"] == 2


@pytest.mark.long
def test_a_page_that_takes_too_long_fails_alone(
    old: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # What takes a moment keeps within it on a busy machine too; the endless page is tried twice.
    for name, value in {**COARSE, "BUILDTRACE_STAGE_TIME_LIMIT_S": "6"}.items():
        monkeypatch.setenv(name, value)
    endless = (b"10 10 m 600 380 l S\n" * 20_000, 1000)
    content = bad_files.with_replaced_contents(1, [endless], "A-1", "A-2", "A-3")
    new = _written(tmp_path / "new.pdf", content)
    ran = compare(old, new, tmp_path / "out")
    assert ran.exit_code == 0
    assert _failed(ran) == [(2, ErrorCode.TIME_LIMIT)]
    assert "BUILDTRACE_STAGE_TIME_LIMIT_S" in ran.out
    assert ran.session["session"]["matched"] == 2


@pytest.mark.long
def test_a_page_that_needs_too_much_memory_fails_alone(
    old: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BUILDTRACE_WORKER_MEMORY_LIMIT_BYTES", str(TINY_MEMORY_BYTES))
    content = bad_files.with_replaced_contents(
        1, bad_files.inline_image_operators(26_000), "A-1", "A-2", "A-3"
    )
    new = _written(tmp_path / "new.pdf", content)
    ran = compare(old, new, tmp_path / "out")
    assert ran.exit_code == 0
    assert _failed(ran) == [(2, ErrorCode.OUT_OF_MEMORY)]
    assert "BUILDTRACE_WORKER_MEMORY_LIMIT_BYTES" in ran.out
    assert ran.session["session"]["matched"] == 2


def test_an_owner_password_alone_keeps_nobody_out(tmp_path: Path) -> None:
    old = _written(tmp_path / "old.pdf", bad_files.good("A-1"))
    new = _written(tmp_path / "new.pdf", bad_files.encrypted(user=""))
    ran = compare(old, new, tmp_path / "out")
    assert ran.exit_code == 0
    assert ran.session["session"]["matched"] == 1


def test_the_good_files_of_a_mixed_folder_are_compared(old: Path, tmp_path: Path) -> None:
    folder = tmp_path / "new set"
    _written(folder / "A-1.pdf", bad_files.good("A-1"))
    _written(folder / "A-2.pdf", b"not a drawing")
    _written(folder / "A-3 \n\u00fc\udcff.pdf", bad_files.with_broken_page(1, "A-2", "A-3"))
    _written(folder / "._A-1.pdf", b"the system's, not the user's")
    (folder / "A-4.pdf").symlink_to(folder / "gone.pdf")
    ran = compare(old, folder, tmp_path / "out")
    assert ran.exit_code == 0
    assert ran.session["session"]["new"]["unread_file_count"] == 2
    assert "A-2.pdf is not a PDF" in ran.out
    assert "It is page 2 of A-3 �ü�.pdf" in ran.out
    assert ran.session["session"]["matched"] == 2


def test_results_may_lie_inside_the_folder_that_is_compared(tmp_path: Path) -> None:
    folder = tmp_path / "set"
    _written(folder / "A-1.pdf", bad_files.good("A-1"))
    for _ in range(2):
        ran = compare(folder, folder, folder)
        assert ran.exit_code == 0
        assert ran.session["session"]["matched"] == 1
    assert "Both sets have the same content" in ran.out


def _pipe(folder: Path) -> Path:
    os.mkfifo(folder / "pipe.pdf")
    return folder / "pipe.pdf"


def _loop(folder: Path) -> Path:
    (folder / "loop.pdf").symlink_to("loop.pdf")
    return folder / "loop.pdf"


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (_pipe, "not a file"),
        (lambda _folder: Path("/dev/zero"), "not a file"),
        (_loop, "Check the name"),
        (lambda folder: folder / ("x" * 300 + ".pdf"), "Check its name"),
        (lambda folder: folder / "none.pdf", "Check the name"),
    ],
    ids=["pipe", "device", "link loop", "endless name", "missing"],
)
def test_a_path_that_is_no_file_is_wrong_use(
    old: Path, tmp_path: Path, make: Callable[[Path], Path], says: str
) -> None:
    told = refused("compare", old, make(tmp_path), "--out", tmp_path / "out", "--json")
    assert (told.exit_code, told.stdout) == (2, "")
    assert says in told.stderr


@pytest.mark.parametrize("out", ["old.pdf", "old.pdf/results", "/proc/results"])
def test_results_that_cannot_be_written_are_wrong_use(old: Path, tmp_path: Path, out: str) -> None:
    told = refused("compare", old, old, "--out", tmp_path / out, "--json")
    assert (told.exit_code, told.stdout) == (2, "")
    assert "Choose another --out" in told.stderr


@pytest.mark.long
def test_a_long_set_with_layers_is_compared_sheet_by_sheet(tmp_path: Path) -> None:
    old = _written(tmp_path / "old.pdf", bad_files.long_layered_set(range(LONG)))
    kept = [index for index in range(LONG) if index not in {7, LONG - 10}]
    new = _written(tmp_path / "new.pdf", bad_files.long_layered_set(kept))
    ran = compare(old, new, tmp_path / "out")
    session = ran.session["session"]
    assert ran.exit_code == 0
    assert (session["matched"], session["removed"], session["added"]) == (LONG - 2, 2, 0)


def test_the_version_is_told() -> None:
    told = buildtrace("--version")
    assert (told.returncode, told.stdout) == (0, f"buildtrace {version('buildtrace')}\n")


def test_settings_that_cannot_be_used_are_told_in_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BUILDTRACE_LLM_MODEL", "m")
    refused = buildtrace("demo", "--out", str(tmp_path / "out"))
    assert refused.returncode == 2
    assert "BUILDTRACE_LLM_INPUT_USD_PER_MILLION" in refused.stderr
    assert "Traceback" not in refused.stderr
