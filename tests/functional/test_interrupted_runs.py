"""Runs that are stopped, killed or robbed of a worker, and still end as if nothing had been."""

from __future__ import annotations

import os
import signal
import subprocess
from functools import partial
from pathlib import Path

import psutil
import pytest

from tests.drawings import pdf_of, sheet
from tests.functional.command import GIVE_UP_S, compare, comparing, done, sheets, work
from tests.processes import still_running
from tests.waiting import wait_until

SHEETS = [f"A-10{number}" for number in range(1, 5)]
EXPECTED = dict.fromkeys(SHEETS, "matched completed")
_wait = partial(wait_until, give_up_s=GIVE_UP_S)


@pytest.fixture
def sets(tmp_path: Path) -> tuple[Path, Path]:
    old, new = tmp_path / "old.pdf", tmp_path / "new.pdf"
    old.write_bytes(pdf_of(*(sheet(number) for number in SHEETS)))
    new.write_bytes(pdf_of(*(sheet(number, note="NEW NOTE") for number in SHEETS)))
    return old, new


def _workers(process: subprocess.Popen[str]) -> list[psutil.Process]:
    """Return the worker processes; multiprocessing's own helper is no worker."""
    children = psutil.Process(process.pid).children()
    return [child for child in children if "spawn_main" in " ".join(child.cmdline())]


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_a_stopped_run_says_how_to_go_on(
    sets: tuple[Path, Path], tmp_path: Path, stop: signal.Signals
) -> None:
    with comparing(*sets, tmp_path / "out") as process:
        _wait(lambda: done(tmp_path / "out"))
        workers = _workers(process)
        os.killpg(process.pid, stop)
        _stdout, stderr = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "--resume" in stderr
    assert "Traceback" not in stderr
    assert still_running(workers) == []


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGKILL])
def test_a_resumed_run_does_nothing_twice(
    sets: tuple[Path, Path], tmp_path: Path, stop: signal.Signals
) -> None:
    out = tmp_path / "out"
    with comparing(*sets, out) as process:
        _wait(lambda: len(done(out)) >= 3)
        process.send_signal(stop)
        process.communicate(timeout=60)
    before = work(done(out))
    assert compare(*sets, out, "--resume").returncode == 0
    after = work(done(out))
    assert sheets(out) == EXPECTED
    assert before.items() <= after.items()
    assert len(before) < len(after)


def test_a_run_of_which_a_worker_is_killed_ends_well(
    sets: tuple[Path, Path], tmp_path: Path
) -> None:
    out = tmp_path / "out"
    with comparing(*sets, out, "--workers", "2") as process:
        _wait(lambda: done(out))
        _workers(process)[0].kill()
        _stdout, stderr = process.communicate(timeout=GIVE_UP_S)
    assert process.returncode == 0, stderr
    assert sheets(out) == EXPECTED


def test_a_run_is_resumed_from_where_its_files_are_now(
    sets: tuple[Path, Path], tmp_path: Path
) -> None:
    out = tmp_path / "out"
    with comparing(*sets, out) as process:
        _wait(lambda: done(out))
        process.kill()
        process.communicate(timeout=60)
    old, new = (path.rename(path.with_name(f"moved-{path.name}")) for path in sets)
    assert compare(old, new, out, "--resume").returncode == 0
    assert sheets(out) == EXPECTED


def test_two_runs_in_one_folder_are_one_too_many(sets: tuple[Path, Path], tmp_path: Path) -> None:
    out = tmp_path / "out"
    with comparing(*sets, out) as first:
        _wait(lambda: done(out))
        first.send_signal(signal.SIGSTOP)  # however slowly the second starts, the first is there
        second = compare(*sets, out)
        first.send_signal(signal.SIGCONT)
        first.communicate(timeout=GIVE_UP_S)
    assert second.returncode == 2
    assert "Another buildtrace works in" in second.stderr
    assert first.returncode == 0
    assert sheets(out) == EXPECTED
