"""The folder a run keeps its state in: one run at a time, cleared or resumed."""

from __future__ import annotations

import fcntl
import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from common.domain.errors import ErrorCode, PermanentError

STATE_FOLDER = ".buildtrace"
_LOCK = "lock"


@contextmanager
def state_folder(out: Path, inputs: dict[str, str], *, resume: bool) -> Iterator[Path]:
    """Give the state folder of `out`, empty or to be resumed; nobody else has it meanwhile.

    Args:
        out: the folder of the results.
        inputs: what names the comparison; a run can only be resumed with the same.
        resume: keep what an interrupted run left.

    Raises:
        PermanentError: another run works there, or there is nothing to resume.
    """
    state = out / STATE_FOLDER
    marker = state / "inputs.json"
    if resume and not marker.is_file():
        raise PermanentError(
            ErrorCode.NOT_FOUND, f"There is nothing to resume in {out}. Run without --resume."
        )
    state.mkdir(parents=True, exist_ok=True)
    with locked(state / _LOCK, out):
        if resume:
            _check(marker, inputs, out)
        else:
            _clear(state, marker)
            _write(marker, inputs)
        yield state


@contextmanager
def finished_state(out: Path) -> Iterator[Path]:
    """Give the state folder that a comparison left; nobody else has it meanwhile.

    Raises:
        PermanentError: another run works there, or there is none.
    """
    state = state_of(out)
    with locked(state / _LOCK, out):
        yield state


def state_of(out: Path) -> Path:
    """Return the state folder that a comparison left, for reading beside whoever works there.

    Raises:
        PermanentError: there is none.
    """
    state = out / STATE_FOLDER
    if not (state / "inputs.json").is_file():
        raise PermanentError(
            ErrorCode.NOT_FOUND, f"There is no comparison in {out}. Run buildtrace compare first."
        )
    return state


def _check(marker: Path, inputs: dict[str, str], out: Path) -> None:
    if json.loads(marker.read_text(encoding="utf-8")) != inputs:
        raise PermanentError(
            ErrorCode.CONFLICT,
            f"{out} holds the comparison of other files. Name those, or run without --resume.",
        )


def _clear(state: Path, marker: Path) -> None:
    """Remove an earlier run's state: the marker first, so that no half of it is ever resumed."""
    marker.unlink(missing_ok=True)
    for path in state.iterdir():
        if path.name == _LOCK:
            continue  # whoever waits for the lock has this very file open
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()


def _write(marker: Path, inputs: dict[str, str]) -> None:
    temporary = marker.with_suffix(".writing")
    temporary.write_text(json.dumps(inputs), encoding="utf-8")
    temporary.replace(marker)


@contextmanager
def locked(path: Path, out: Path) -> Iterator[None]:
    """Hold the lock of a folder; the system lets go of it when the process dies.

    Raises:
        PermanentError: another process holds it (code CONFLICT).
    """
    with path.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise PermanentError(
                ErrorCode.CONFLICT,
                f"Another buildtrace works in {out}. Wait for it, or choose another folder.",
            ) from error
        yield
