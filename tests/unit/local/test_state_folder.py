"""The state folder has one user at a time, and is resumed only by the same comparison."""

from __future__ import annotations

from pathlib import Path

import pytest

from common.domain.errors import ErrorCode, PermanentError
from local.state_folder import state_folder

INPUTS = {"old_sha256": "1", "new_sha256": "2"}


def _used(out: Path) -> None:
    with state_folder(out, INPUTS, resume=False) as state:
        (state / "blobs").mkdir()
        (state / "blobs" / "a").write_text("left by a run")


def test_a_new_run_finds_nothing_of_the_one_before(tmp_path: Path) -> None:
    _used(tmp_path)
    with state_folder(tmp_path, INPUTS, resume=False) as state:
        assert {path.name for path in state.iterdir()} == {"inputs.json", "lock"}


def test_a_resumed_run_finds_everything(tmp_path: Path) -> None:
    _used(tmp_path)
    with state_folder(tmp_path, INPUTS, resume=True) as state:
        assert (state / "blobs" / "a").exists()


@pytest.mark.parametrize("resume", [False, True])
def test_two_cannot_have_it_and_the_second_touches_nothing(tmp_path: Path, resume: bool) -> None:
    _used(tmp_path)
    with (
        state_folder(tmp_path, INPUTS, resume=True) as state,
        pytest.raises(PermanentError, match="Another buildtrace") as raised,
        state_folder(tmp_path, INPUTS, resume=resume),
    ):
        pass
    assert raised.value.code is ErrorCode.CONFLICT
    assert (state / "blobs" / "a").exists()


def test_another_comparison_is_not_resumed(tmp_path: Path) -> None:
    _used(tmp_path)
    with (
        pytest.raises(PermanentError, match="other files"),
        state_folder(tmp_path, {**INPUTS, "old_sha256": "3"}, resume=True),
    ):
        pass


def test_where_nothing_ran_nothing_is_resumed_or_made(tmp_path: Path) -> None:
    out = tmp_path / "out"
    with (
        pytest.raises(PermanentError, match="nothing to resume"),
        state_folder(out, INPUTS, resume=True),
    ):
        pass
    assert not out.exists()
