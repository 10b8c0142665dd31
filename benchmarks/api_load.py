"""Requests a second and latency of the API while a comparison runs on the same machine.

`python -m benchmarks.api_load [--clients 8] [--seconds 20]`: starts `buildtrace serve`, uploads the
sample set in two revisions, compares it, and has clients poll the session, with and without its
ETag, while the pages are read and the sheets compared.
"""

from __future__ import annotations

import argparse
import http.client
import json
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from dataclasses import dataclass, field
from pathlib import Path

import samples
from benchmarks.drawings import p95
from local.stack.processes import HOST, Processes, Service, free_port


@dataclass
class Client:
    """One client that polls over one connection."""

    port: int
    path: str
    uses_etag: bool
    seconds: list[float] = field(default_factory=list)
    statuses: dict[int, int] = field(default_factory=dict)

    def run(self, until_s: float) -> None:
        """Poll until then."""
        connection, etag = http.client.HTTPConnection(HOST, self.port), ""
        while time.monotonic() < until_s:
            begun_s = time.perf_counter()
            headers = {"If-None-Match": etag} if self.uses_etag and etag else {}
            connection.request("GET", self.path, headers=headers)
            answer = connection.getresponse()
            answer.read()
            self.seconds.append(time.perf_counter() - begun_s)
            self.statuses[answer.status] = self.statuses.get(answer.status, 0) + 1
            etag = answer.headers["ETag"] or ""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--seconds", type=float, default=20.0)
    asked = parser.parse_args()
    port = free_port()
    with tempfile.TemporaryDirectory() as folder, Processes(Path(folder) / "logs") as processes:
        program = str(Path(sys.executable).with_name("buildtrace"))
        command = [program, "serve", "--port", str(port), "--folder", f"{folder}/data"]
        limits = {"BUILDTRACE_RATE_LIMIT": "100000000 per minute"}
        processes.start([Service(name="serve", command=command, port=port, environment=limits)])
        path = _start_session(port)
        for phase in ("while the job runs", "when it has ended"):
            for uses_etag in (False, True):
                _measure(phase, port, path, asked, uses_etag=uses_etag)
            _wait(port, path)


def _measure(
    phase: str, port: int, path: str, asked: argparse.Namespace, *, uses_etag: bool
) -> None:
    before = _asked(port, path)["status"]
    clients = [Client(port, path, uses_etag) for _ in range(asked.clients)]
    until_s = time.monotonic() + asked.seconds
    threads = [threading.Thread(target=client.run, args=(until_s,)) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    taken = sorted(s for client in clients for s in client.seconds)
    codes = {code for client in clients for code in client.statuses}
    counts = {code: sum(client.statuses.get(code, 0) for client in clients) for code in codes}
    print(
        f"{phase}, {'with' if uses_etag else 'without'} ETag ({before} → "
        f"{_asked(port, path)['status']}): {len(taken) / asked.seconds:.0f} requests/s, "
        f"median {statistics.median(taken) * 1e3:.1f} ms, "
        f"p95 {p95(taken) * 1e3:.1f} ms, {counts}"
    )


def _start_session(port: int) -> str:
    project = _posted(port, "/api/projects", {"name": "Load"})["project_id"]
    versions = []
    for label, file in zip(("1", "2"), samples.sample_paths(), strict=True):
        form = ["-F", "drawing_name=Set", "-F", f"version_label={label}", "-F", f"file=@{file}"]
        url = f"http://{HOST}:{port}/api/projects/{project}/drawings"
        made = subprocess.run(["curl", "-sf", *form, url], capture_output=True, check=True)
        versions.append(json.loads(made.stdout)["drawing_version_id"])
    said = {"old_version_id": versions[0], "new_version_id": versions[1]}
    return f"/api/sessions/{_posted(port, '/api/comparisons', said)['session_id']}"


def _wait(port: int, path: str) -> None:
    while not _asked(port, path)["status"].startswith("completed"):
        time.sleep(0.5)


def _asked(port: int, path: str) -> dict[str, str]:
    connection = http.client.HTTPConnection(HOST, port)
    connection.request("GET", path)
    found: dict[str, str] = json.load(connection.getresponse())
    return found


def _posted(port: int, path: str, body: dict[str, str]) -> dict[str, str]:
    connection = http.client.HTTPConnection(HOST, port)
    headers = {"Content-Type": "application/json", "Idempotency-Key": uuid.uuid4().hex}
    connection.request("POST", path, json.dumps(body), headers)
    made: dict[str, str] = json.load(connection.getresponse())
    return made


if __name__ == "__main__":
    main()
