"""Predicted against measured: `python -m benchmarks.scaling.one_machine`, on this machine.

`buildtrace compare` with one to three workers, and the same simulated: one function with as many
instances as workers, no broker. The simulation is given how long each stage took in that very run,
by its log; so what is held against the run is the simulation's order and queueing, and other work
on the machine, which makes stages longer, is on both sides.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from statistics import fmean
from typing import Any

import simpy

from benchmarks.drawings import print_table
from benchmarks.scaling.chain import Load, World
from benchmarks.scaling.instances import Function
from benchmarks.scaling.parameters import Cloud, Push, Scaling
from benchmarks.sized_sets import write_drawn
from local.cost.measured import Measured, MeasuredStage, SheetKind, load_measured
from local.cost.model import Waits
from local.cost.tiers import Deployed, Tier
from local.cost.usage import Usage

COPIES = (1, 4)
WORKERS = (1, 2, 3)
ENTRY_OF_STAGE = {
    "upload": "ocr-upload",
    "page": "ocr-page",
    "version": "ocr-version",
    "session_ready": "diff-session-ready",
    "pair": "diff-pair",
    "summary": "summary-overlay",
    "set_summary": "summary-set-summary",
}
AT_ONCE = Push(latency_s=0.0, window=10**6, max_window=10**6, doubled_share=0.0)
PATIENT = Scaling(container_s=0.0, new_per_s=1e9, pending_s=1e9, limit_s=1e9)
NO_WAITS = Waits(document_call_s=0.0, blob_call_s=0.0, bytes_per_s=1e30)
ONE_MACHINE = replace(Cloud(), push=AT_ONCE, scaling=PATIENT, waits=NO_WAITS, document_write_s=0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What the log of a run tells: how long each stage took, and all of them together."""

    durations_s: Mapping[str, Sequence[float]]
    elapsed_s: float


def logged_run(log: Path) -> Run:
    """Read a run's log, from the first event's beginning to the last summary of a sheet."""
    lines: list[dict[str, Any]] = [json.loads(line) for line in log.read_text().splitlines()]
    ended = [line for line in lines if line.get("event") == "stage_outcome"]
    durations_s = defaultdict[str, list[float]](list)
    for line in ended:
        durations_s[ENTRY_OF_STAGE[line["stage"]]].append(line["duration_s"])
    begun = min(_at(line) - timedelta(seconds=line["duration_s"]) for line in ended)
    last = max(_at(line) for line in ended if line["stage"] == "summary")
    return Run(durations_s=durations_s, elapsed_s=(last - begun).total_seconds())


def _at(line: Mapping[str, Any]) -> datetime:
    return datetime.fromisoformat(line["time"])


def timed(measured: Measured, run: Run) -> Measured:
    """Return what was measured with the stage times of a run."""
    stages = [_timed(s, run.durations_s.get(s.entry, ())) for s in measured.stages]
    return replace(measured, stages=tuple(stages))


def _timed(stage: MeasuredStage, durations_s: Sequence[float]) -> MeasuredStage:
    if not durations_s:
        return stage
    if stage.sets:
        once = Usage(cpu_s=fmean(durations_s))
        return replace(stage, per_set=once, per_unit=Usage(), first_cpu_s=0.0)
    return replace(stage, cpu_samples_s=tuple(sorted(durations_s)), first_cpu_s=0.0)


def predicted_s(measured: Measured, sheets: int, workers: int) -> float:
    """Return when the sheets are summarised with so many workers that share all stages."""

    def functions(env: simpy.Environment) -> Mapping[str, Function]:
        deployed = Deployed(tier=Tier(memory_mib=0, vcpu=1), concurrency=1, max_instances=workers)
        return dict.fromkeys(ONE_MACHINE.functions, Function(env, deployed, PATIENT, 0.0))

    world = World(ONE_MACHINE, measured, SheetKind.VECTOR, functions=functions)
    return world.run(Load(sheets=sheets, sheets_per_set=sheets)).completed_s


def compared(old: Path, new: Path, out: Path, workers: int) -> Run:
    """Run the command and return what its log tells."""
    program = str(Path(sys.executable).with_name("buildtrace"))
    command = [program, "compare", str(old), str(new), "--out", str(out)]
    subprocess.run([*command, "--workers", str(workers)], check=True, capture_output=True)
    return logged_run(out / ".buildtrace" / "log.jsonl")


def main() -> None:
    """Run, simulate and print both."""
    measured, rows = load_measured(), list[list[str]]()
    with tempfile.TemporaryDirectory() as name:
        for copies in COPIES:
            folder, sheets = Path(name) / str(copies), 8 * copies
            old, new = write_drawn(folder, copies)
            for workers in WORKERS:
                run = compared(old, new, folder / f"out{workers}", workers)
                told_s = predicted_s(timed(measured, run), sheets, workers)
                rows.append(
                    [
                        *(str(sheets), str(workers), f"{run.elapsed_s:.1f}", f"{told_s:.1f}"),
                        f"{told_s / run.elapsed_s:.2f}",
                        f"{os.getloadavg()[0]:.0f}",
                    ]
                )
    print_table(["sheets", "workers", "measured, s", "predicted, s", "ratio", "load"], rows)


if __name__ == "__main__":
    main()
