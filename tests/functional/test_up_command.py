"""`buildtrace up` runs, says where a file is dropped, and leaves nothing behind."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import IO
from urllib.parse import quote

import psutil
import pytest
import requests

from tests.drawings import pdf_of, sheet
from tests.emulators import emulators_or_skip
from tests.functional.command import BUILDTRACE, running
from tests.processes import still_running


def _said_until(start: str, output: IO[str] | None, with_text: str = "") -> str:
    assert output is not None
    said = ""
    for line in output:
        said += line
        if line.startswith(start) and with_text in line:
            return said
    raise AssertionError(f"it ended and had said: {said}")


def _drop(said: str, label: str) -> None:
    """Drop a sheet as the printed line says."""
    (place,) = re.findall(r'curl --data-binary @SET.pdf "(.*)"', said)
    url = place.replace("PROJECT/DRAWING/LABEL", f"clinic/plans/{quote(label)}")
    assert requests.post(url, data=pdf_of(sheet("A-1", note=label)), timeout=30).ok


def _ports(said: str) -> set[int]:
    """Return the ports that it says something listens on."""
    return {int(port) for port in re.findall(r"127\.0\.0\.1:(\d+)", said)}


def _is_taken(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


class TestWithEmulators:
    # One after the other: each starts some twenty processes.
    pytestmark = [pytest.mark.emulators, pytest.mark.xdist_group("up")]  # noqa: RUF012 - pytest's

    @pytest.fixture(autouse=True)
    def _needs_them(self) -> None:
        emulators_or_skip()

    def test_it_ends_with_everything_it_started(self, tmp_path: Path) -> None:
        with running("up", "--folder", str(tmp_path)) as process:
            assert "name=drops/PROJECT/DRAWING/LABEL.pdf" in _said_until("Ready", process.stdout)
            children = psutil.Process(process.pid).children(recursive=True)
            os.killpg(process.pid, signal.SIGINT)
            _stdout, stderr = process.communicate(timeout=60)
        assert (process.returncode, stderr) == (130, "Everything has ended.\n")
        assert len(children) > 13
        assert still_running(children) == []

    def test_what_is_dropped_is_compared_and_a_request_to_terminate_ends_all(
        self, tmp_path: Path
    ) -> None:
        with running("up", "--folder", str(tmp_path)) as process:
            said = _said_until("Ready", process.stdout)
            for label in ("Rev 1", "Rev 2"):
                _drop(said, label)
                _said_until(f"version plans {label}: uploaded", process.stdout)
            compared = _said_until("session ", process.stdout, "completed, 1 matched")
            children = psutil.Process(process.pid).children(recursive=True)
            process.send_signal(signal.SIGTERM)
            _stdout, stderr = process.communicate(timeout=60)
        assert "failed" not in compared.replace("0 failed", "")
        assert (process.returncode, stderr) == (130, "Everything has ended.\n")
        assert still_running(children) == []
        assert [port for port in _ports(said) if _is_taken(port)] == []

    def test_a_part_that_ends_by_itself_ends_all_and_is_named(self, tmp_path: Path) -> None:
        with running("up", "--folder", str(tmp_path)) as process:
            _said_until("Ready", process.stdout)
            children = psutil.Process(process.pid).children()
            firestore = next(c for c in children if "CloudFirestore" in " ".join(c.cmdline()))
            firestore.kill()
            _stdout, stderr = process.communicate(timeout=60)
        assert process.returncode == 1
        assert "firestore ended by itself" in stderr
        assert still_running(children) == []


def test_where_the_emulators_are_missing_it_says_how_to_get_them(tmp_path: Path) -> None:
    said = subprocess.run(
        [str(BUILDTRACE), "up"],
        env={"PATH": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert said.returncode == 2
    assert "gcloud components install" in said.stderr


WITHOUT_CLIENTS = """
import sys

class Refuse:
    def find_spec(self, name, path=None, target=None):
        if name.startswith("google"):
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

sys.meta_path.insert(0, Refuse())
from local.cli import app
app(["up"])
"""


def test_where_google_clients_are_missing_it_says_how_to_get_them() -> None:
    said = subprocess.run(
        [sys.executable, "-c", WITHOUT_CLIENTS],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert said.returncode == 2
    assert "Install buildtrace[local,cloud]" in said.stderr
    assert "Traceback" not in said.stderr
