"""What a function's process takes until its first event: interpreter, imports, clients."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from statistics import median

from local.cost.measured import MeasuredStart

FUNCTIONS = ("ocr", "diff", "summary", "api", "sweep")
TURNS = 3
# functions-framework loads the source; the first request makes the world behind it.
_PROGRAM = """
import json, sys, time
import functions_framework
from importlib import import_module
main = import_module(f"functions.{sys.argv[1]}.main")
for name in ("_entry", "_world", "_app"):
    made = getattr(main, name, None)
    if made is not None:
        made()
from common.embedded.memory import peak_memory_bytes
print(json.dumps([time.process_time(), peak_memory_bytes()]), file=sys.__stdout__)
"""
_ENVIRONMENT = {
    "BUILDTRACE_PROJECT_ID": "measured",
    "BUILDTRACE_BUCKET": "measured",
    "BUILDTRACE_LINK_SECRET": "0" * 32,
    "BUILDTRACE_AUTH_FIREBASE_PROJECT": "measured",
    # Clients connect with their first call: nobody has to listen.
    "FIRESTORE_EMULATOR_HOST": "127.0.0.1:1",
    "PUBSUB_EMULATOR_HOST": "127.0.0.1:1",
    "STORAGE_EMULATOR_HOST": "http://127.0.0.1:1",
    "OMP_NUM_THREADS": "1",
}


def measured_starts() -> dict[str, MeasuredStart]:
    """Return the median of a few starts of each function, files cached."""
    return {function: _median([_start(function) for _ in range(TURNS)]) for function in FUNCTIONS}


def _start(function: str) -> MeasuredStart:
    environment = {**os.environ, **_ENVIRONMENT}  # noqa: TID251 - handed on
    command = [sys.executable, "-c", _PROGRAM, function]
    done = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
    cpu_s, peak_bytes = json.loads(done.stdout.splitlines()[-1])
    return MeasuredStart(cpu_s=round(cpu_s, 2), peak_bytes=peak_bytes)


def _median(starts: list[MeasuredStart]) -> MeasuredStart:
    return MeasuredStart(
        cpu_s=median(start.cpu_s for start in starts),
        peak_bytes=max(start.peak_bytes for start in starts),
    )
