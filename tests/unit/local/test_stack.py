"""The stack's processes and what it says where something is missing."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from pathlib import Path

import psutil
import pytest

from common.domain.errors import ErrorCode, PermanentError
from common.domain.events import Topic
from local.chain import stages
from local.stack.emulators import installed_emulators
from local.stack.firebase import installed_firebase_tools
from local.stack.messaging import topics
from local.stack.processes import Processes, Service, free_port
from local.stack.topology import ENTRY_POINTS
from tests.processes import still_running

LISTEN = """
import socket, subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
server = socket.create_server(("127.0.0.1", int(sys.argv[1])))
time.sleep(600)
"""
IGNORE_TERM = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN)"


def _listening(program: str = LISTEN, name: str = "listening") -> Service:
    port = free_port()
    return Service(name=name, command=[sys.executable, "-c", program, str(port)], port=port)


@pytest.mark.parametrize("program", [LISTEN, IGNORE_TERM + LISTEN], ids=["willing", "deaf"])
def test_a_service_ends_with_all_that_it_started(
    tmp_path: Path, program: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("local.stack.processes.STOP_LIMIT_S", 0.5)
    with Processes(tmp_path) as processes:
        processes.start([_listening(program)])
        family = [psutil.Process(processes.pid("listening"))]
        family += family[0].children(recursive=True)
        assert len(family) == 2
    assert still_running(family) == []


def test_whoever_interrupts_the_end_kills_what_is_left(tmp_path: Path) -> None:
    before = signal.signal(signal.SIGUSR1, signal.default_int_handler)
    interrupt = threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGUSR1))
    processes, deaf = Processes(tmp_path), ["deaf-1", "deaf-2"]
    processes.start([_listening(IGNORE_TERM + LISTEN, name) for name in deaf])
    left = [psutil.Process(processes.pid(name)) for name in deaf]
    interrupt.start()
    with pytest.raises(KeyboardInterrupt):
        processes.stop()
    interrupt.join()
    signal.signal(signal.SIGUSR1, before)
    assert still_running(left) == []


def test_a_service_that_ends_at_once_is_reported_with_its_log(tmp_path: Path) -> None:
    service = Service(name="broken", command=[sys.executable, "-c", "exit('no')"], port=free_port())
    with Processes(tmp_path) as processes, pytest.raises(PermanentError, match=r"broken\.log"):
        processes.start([service])
    assert (tmp_path / "broken.log").read_text(encoding="utf-8") == "no\n"


def test_a_service_that_was_killed_is_noticed(tmp_path: Path) -> None:
    with Processes(tmp_path) as processes:
        processes.start([_listening()])
        assert processes.ended() == []
        os.kill(processes.pid("listening"), signal.SIGKILL)
        give_up_s = time.monotonic() + 5
        while not processes.ended() and time.monotonic() < give_up_s:
            time.sleep(0.01)
        assert processes.ended() == ["listening"]


@pytest.mark.parametrize("installed", ["nothing", "the SDK without Java", "the SDK without them"])
def test_where_the_emulators_are_missing_it_says_how_to_get_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, installed: str
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    if installed != "nothing":
        (tmp_path / "platform").mkdir()
        monkeypatch.setenv("CLOUDSDK_ROOT_DIR", str(tmp_path))
    if installed == "the SDK without them":
        (tmp_path / "java").touch(mode=0o755)
    with pytest.raises(PermanentError, match="gcloud components install") as raised:
        installed_emulators()
    assert raised.value.code is ErrorCode.NOT_FOUND


def test_where_firebases_tools_are_missing_it_says_how_to_get_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(PermanentError, match="npm install -g firebase-tools") as raised:
        installed_firebase_tools()
    assert raised.value.code is ErrorCode.NOT_FOUND
    (tmp_path / "firebase").touch(mode=0o755)
    assert installed_firebase_tools().program == tmp_path / "firebase"


def test_every_stage_has_an_entry_and_a_dead_letter() -> None:
    entries = {entry.topic: entry for entry in ENTRY_POINTS}
    assert stages().keys() <= entries.keys()
    for topic in Topic:
        dead_topic = entries[topic].dead_topic
        assert dead_topic is not None
        assert entries[dead_topic].function == entries[topic].function
        assert {topic, dead_topic} <= set(topics(ENTRY_POINTS))
