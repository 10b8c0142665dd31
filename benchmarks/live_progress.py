"""How soon a listening client is told: `python -m benchmarks.live_progress [--web-sdk FOLDER]`.

Pairs of one session are completed on the Firestore emulator, ten a second at most, while another
process listens to the comparisons of that session; a thousand of another session lie in the same
collection. Measured is the time from the stamp that a record gets right before its commit to the
listener's call-back, so the commit is in it.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import IO

from benchmarks.completion import emulator, ports_of
from benchmarks.drawings import p95, print_table
from benchmarks.synthetic import comparing_session, complete_pair
from common.ports import Ports

PAIR_COUNTS = (20, 200, 1000)
OTHER_PAIRS = 1000
COMPLETED, PAUSE_S = 100, 0.1  # about as fast as a hundred functions finish pairs
PATIENCE_S = 30.0


def python_listener(host: str, project_id: str, session_id: str) -> list[str]:
    """Return the command of Google's Python listener."""
    found = f"FIRESTORE_EMULATOR_HOST={host}"
    return ["env", found, sys.executable, "-m", "benchmarks.live_listener", project_id, session_id]


def web_listener(host: str, project_id: str, session_id: str) -> list[str]:
    """Return the command of the web client's listener in Node."""
    source = Path(__file__).with_name("live_listener.mjs").read_text(encoding="utf-8")
    name, _, port = host.rpartition(":")
    return ["node", "--input-type=module", "-e", source, name, port, project_id, session_id]


@contextmanager
def listening(command: Sequence[str], folder: Path) -> Iterator[dict[str, float]]:
    """Give what a listener is told, growing: how late, in ms, by comparison."""
    told: dict[str, float] = {}
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, text=True) as process:
        if process.stdout is None or not process.stdout.readline().startswith("listening"):
            sys.exit("The listener did not start; its error is above.")
        reader = Thread(target=_read, args=(process.stdout, told))
        reader.start()
        try:
            yield told
        finally:
            process.terminate()
            reader.join()


def _read(output: IO[str], told: dict[str, float]) -> None:
    for line in output:
        key, late_ms = line.split()
        told.setdefault(key, float(late_ms))


def delays_ms(
    ports: Ports, name: str, pair_count: int, command: list[str], cwd: Path
) -> list[float]:
    """Return how late each of the completed pairs of a session was told."""
    pairs = comparing_session(ports, name, pair_count)
    with listening(command, cwd) as told:
        done = pairs[:COMPLETED]
        for pair in done:
            complete_pair(ports, pair)
            time.sleep(PAUSE_S)
        give_up_s = time.monotonic() + PATIENCE_S
        while len(told) < len(done) and time.monotonic() < give_up_s:
            time.sleep(0.1)
        missing = len(done) - len(told)
        if missing:
            sys.exit(f"{missing} pairs were never told.")
        return list(told.values())


def main() -> None:
    """Measure each listener on sessions of each size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--web-sdk", type=Path, help="folder in which `npm install firebase@12.19.0` was run"
    )
    web_sdk: Path | None = parser.parse_args().web_sdk
    here = Path(__file__).resolve().parents[1]
    ways = [("Python", python_listener, here)]
    ways += [("web client in Node", web_listener, web_sdk)] if web_sdk else []
    rows = []
    with tempfile.TemporaryDirectory() as folder, emulator(Path(folder)) as host:
        ports, _ = ports_of("live", Path(folder))
        comparing_session(ports, "other", OTHER_PAIRS)
        for way, command, cwd in ways:
            for pair_count in PAIR_COUNTS:
                name = f"{way.partition(' ')[0]}-{pair_count}"
                delays = delays_ms(ports, name, pair_count, command(host, "live", name), cwd)
                rows.append(
                    [way, str(pair_count), f"{statistics.median(delays):.0f}", f"{p95(delays):.0f}"]
                )
    print_table(["listener", "pairs of the session", "median, ms", "p95, ms"], rows)


if __name__ == "__main__":
    main()
