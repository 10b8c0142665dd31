"""Predicted against measured: `python -m benchmarks.scaling.one_machine`, on this machine.

`buildtrace compare` with one and two workers on sets of two sizes, and the same simulated: one
function with as many instances as workers, no broker, calls that cost nothing but their CPU time.
The machine must be idle for the times to mean anything; its load stands in the table.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import simpy

from benchmarks.drawings import print_table
from benchmarks.scaling.chain import Load, World
from benchmarks.scaling.instances import Function
from benchmarks.scaling.parameters import Cloud, Push, Scaling
from benchmarks.sized_sets import write_drawn
from local.cost.measured import Measured, SheetKind, load_measured
from local.cost.model import Waits
from local.cost.tiers import Deployed, Tier

AT_ONCE = Push(latency_s=0.0, window=10**6, max_window=10**6, doubled_share=0.0)
PATIENT = Scaling(container_s=0.0, new_per_s=1e9, pending_s=1e9, limit_s=1e9)
NO_WAITS = Waits(document_call_s=0.0, blob_call_s=0.0, bytes_per_s=1e30)
ONE_MACHINE = replace(Cloud(), push=AT_ONCE, scaling=PATIENT, waits=NO_WAITS, document_write_s=0.0)


def predicted_s(measured: Measured, sheets: int, workers: int, start_s: float) -> float:
    """Return when the command's chain should have ended."""

    def functions(env: simpy.Environment) -> Mapping[str, Function]:
        deployed = Deployed(tier=Tier(memory_mib=0, vcpu=1), concurrency=1, max_instances=workers)
        shared = Function(env, deployed, PATIENT, start_s)
        return dict.fromkeys(ONE_MACHINE.functions, shared)

    world = World(ONE_MACHINE, measured, SheetKind.VECTOR, functions=functions)
    return world.run(Load(sheets=sheets, sheets_per_set=sheets)).completed_s


def measured_s(old: Path, new: Path, out: Path, workers: int) -> tuple[float, float]:
    """Return how long the command's chain took, and the CPU seconds of all its processes."""
    program = str(Path(sys.executable).with_name("buildtrace"))
    before = os.times()
    command = [program, "compare", str(old), str(new), "--out", str(out)]
    subprocess.run([*command, "--workers", str(workers)], check=True, capture_output=True)
    after = os.times()
    document = json.loads((out / "session.json").read_text(encoding="utf-8"))
    cpu_s = after.children_user + after.children_system - before[2] - before[3]
    return float(document["run"]["elapsed_s"]), cpu_s


def main() -> None:
    """Run, simulate and print both."""
    measured, rows = load_measured(), list[list[str]]()
    # The command's workers load every stage.
    start_s = sum(measured.starts[name].cpu_s for name in ("ocr", "diff"))
    with tempfile.TemporaryDirectory() as name:
        for copies in (1, 4):
            folder = Path(name) / str(copies)
            old, new = write_drawn(folder, copies)
            for workers in (1, 2):
                took_s, cpu_s = measured_s(old, new, folder / f"out{workers}", workers)
                sheets = 8 * copies
                told_s = predicted_s(measured, sheets, workers, start_s)
                rows.append(
                    [
                        str(sheets),
                        str(workers),
                        f"{took_s:.1f}",
                        f"{cpu_s:.1f}",
                        f"{told_s:.1f}",
                        f"{told_s / took_s:.2f}",
                        f"{os.getloadavg()[0]:.1f}",
                    ]
                )
    headings = ["sheets", "workers", "measured, s", "its CPU s", "predicted, s", "ratio", "load"]
    print_table(headings, rows)


if __name__ == "__main__":
    main()
