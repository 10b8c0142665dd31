"""Processes of the stack: started with a free port, waited for, ended together."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

from common.domain.errors import ErrorCode, PermanentError

START_LIMIT_S = 60.0
STOP_LIMIT_S = 5.0
POLL_S = 0.02
HOST = "127.0.0.1"


def free_port() -> int:
    """Return a port nobody listens on at the moment."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """A program that listens on a port.

    Attributes:
        name: what a person calls it; also of its log file.
        command: with its arguments.
        port: where it will listen.
        environment: what is added to ours.
        folder: where it runs; without it, where we do.
    """

    name: str
    command: Sequence[str]
    port: int
    environment: Mapping[str, str] = field(default_factory=dict)
    folder: Path | None = None


class Processes:
    """The running services; the context's end stops them all."""

    def __init__(self, log_folder: Path) -> None:
        self._log_folder = log_folder
        self._running: dict[str, subprocess.Popen[bytes]] = {}

    def __enter__(self) -> Self:
        """Begin with none."""
        return self

    def __exit__(
        self,
        error_type: type[BaseException] | None,
        error: BaseException | None,
        stack: TracebackType | None,
    ) -> None:
        """Stop them all."""
        self.stop()

    def start(self, services: Sequence[Service]) -> None:
        """Start services side by side and wait until each listens.

        Raises:
            PermanentError: one of them ends or does not listen in time (code INTERNAL).
        """
        for service in services:
            self._running[service.name] = self._spawn(service)
        give_up_s = time.monotonic() + START_LIMIT_S
        for service in services:
            self._wait_for(service, give_up_s)

    def pid(self, name: str) -> int:
        """Return the process id of a service; its workers are in its process group."""
        return self._running[name].pid

    def ended(self) -> list[str]:
        """Return the names of services that ended by themselves."""
        return [name for name, process in self._running.items() if process.poll() is not None]

    def kill(self, name: str) -> None:
        """End a service and what it started without a word, as a machine that fails does."""
        process = self._running.pop(name)
        _signal_group(process, signal.SIGKILL)
        process.wait()

    def stop(self) -> None:
        """End every service and what it started; one that does not listen is killed.

        So is every one that is left when this is interrupted: Ctrl-C twice.
        """
        processes = list(self._running.values())
        try:
            for process in processes:
                _signal_group(process, signal.SIGTERM)
            give_up_s = time.monotonic() + STOP_LIMIT_S
            for process in processes:
                with contextlib.suppress(subprocess.TimeoutExpired):
                    process.wait(timeout=max(0.0, give_up_s - time.monotonic()))
        finally:
            for process in processes:
                _signal_group(process, signal.SIGKILL)
            for process in processes:
                process.wait()
            self._running.clear()

    def log_path(self, name: str) -> Path:
        """Return where a service's output goes."""
        return self._log_folder / f"{name}.log"

    def _spawn(self, service: Service) -> subprocess.Popen[bytes]:
        self._log_folder.mkdir(parents=True, exist_ok=True)
        variables = [f"{name}={value}" for name, value in service.environment.items()]
        with self.log_path(service.name).open("ab") as log:
            return subprocess.Popen(  # noqa: S603 - our own commands
                [*_ended_with_us(), "env", *variables, *service.command],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                cwd=service.folder,
                start_new_session=True,  # Ctrl-C is for us, who then end them in order
            )

    def _wait_for(self, service: Service, give_up_s: float) -> None:
        # Not by a request: a GET runs a function.
        while not _listens(service.port):
            if self._running[service.name].poll() is not None or time.monotonic() > give_up_s:
                raise PermanentError(
                    ErrorCode.INTERNAL,
                    f"{service.name} did not start. Its log says why: "
                    f"{self.log_path(service.name)}",
                )
            time.sleep(POLL_S)


def _ended_with_us() -> list[str]:
    """Return the prefix that ends a command when this process is killed, where there is one."""
    return ["setpriv", "--pdeathsig", "TERM"] if shutil.which("setpriv") else []


def _listens(port: int) -> bool:
    try:
        socket.create_connection((HOST, port), timeout=1.0).close()
    except OSError:
        return False
    return True


def _signal_group(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, number)
