"""Real pairs through the emulators: `python -m benchmarks.emulated_pairs`.

Both sets are dropped into the bucket of a stack as `buildtrace up` runs it; what comes out must be
what `buildtrace compare` finds in the same files, field by field.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from benchmarks.drawings import data_folder, print_table
from common import paths
from common.chain.steps import load_session
from common.domain.ids import SessionId
from common.domain.jobs import VersionStatus
from common.ports import Ports
from common.wiring import cloud_ports
from functions.api.exports.load import load_export
from functions.api.exports.session_json import session_document
from local.stack.stack import Stack, running_stack

PAIRS = (
    ("pairs/oakfire-kitchen/rev1_V3.pdf", "pairs/oakfire-kitchen/rev2_V4_2019-05-07.pdf"),
    (
        "pairs/kegonsa-set-history/20150129_full_MERGED.pdf",
        "pairs/kegonsa-set-history/20150910_set.pdf",
    ),
)
GIVE_UP_S = 1800.0
WORKERS = 2
# What depends on the run and not on the drawings; the set's warnings are compared by the sheets'.
OF_THE_RUN = frozenset({"id", "timings_s"})
Json = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What one way gave, and what it took."""

    comparisons: list[Json]
    elapsed_s: float
    cpu_s: float


@contextmanager
def stack_of(folder: Path) -> Iterator[tuple[Stack, Ports]]:
    """Give a running stack, and the ports of a client of it."""
    with running_stack(folder, workers=WORKERS) as stack:
        os.environ.update(stack.backends.environment())  # noqa: TID251 - only written
        yield stack, cloud_ports(stack.settings)


def dropped(ports: Ports, drawing: str, old: Path, new: Path) -> SessionId:
    """Drop one set after the other; return their session when it has ended."""
    for label, path in (("old", old), ("new", new)):
        ports.blobs.write_file(f"drops/{drawing}/set/{label}.pdf", path)
    give_up_s = time.monotonic() + GIVE_UP_S
    while not (ended := _ended(ports, drawing)):
        if time.monotonic() > give_up_s:
            sys.exit(f"{drawing} has not ended after {GIVE_UP_S:.0f} s: {_state(ports, drawing)}")
        time.sleep(0.1)
    return ended


def _ended(ports: Ports, drawing: str) -> SessionId | None:
    found = ports.documents.query(paths.SESSIONS, {"project_id": drawing})
    ids = [SessionId(session["id"]) for session in found]
    return next((i for i in ids if load_session(ports, i).status.is_terminal), None)


def _state(ports: Ports, drawing: str) -> list[str]:
    versions = ports.documents.query(paths.VERSIONS, {"project_id": drawing})
    return [str(VersionStatus(version["status"])) for version in versions]


def by_drops(stack: Stack, ports: Ports, drawing: str, old: Path, new: Path) -> Outcome:
    """Return what dropping both sets gives."""
    cpu_s, started_s = _cpu_s(stack), time.perf_counter()
    session_id = dropped(ports, drawing, old, new)
    elapsed_s, cpu_s = time.perf_counter() - started_s, _cpu_s(stack) - cpu_s
    found = session_comparisons(session_id, ports)
    return Outcome(comparisons=found, elapsed_s=elapsed_s, cpu_s=cpu_s)


def session_comparisons(session_id: SessionId, ports: Ports) -> list[Json]:
    """Return the comparisons of a session that has ended, as session.json has them."""
    found: list[Json] = session_document(load_export(ports, session_id))["comparisons"]
    return found


def by_command(old: Path, new: Path, out: Path) -> Outcome:
    """Return what `buildtrace compare` gives."""
    started_s, before = time.perf_counter(), os.times()
    command = [str(Path(sys.executable).with_name("buildtrace")), "compare", str(old), str(new)]
    subprocess.run([*command, "--out", str(out)], check=True, capture_output=True)
    after = os.times()
    document = json.loads((out / "session.json").read_text(encoding="utf-8"))
    return Outcome(
        comparisons=document["comparisons"],
        elapsed_s=time.perf_counter() - started_s,
        cpu_s=after.children_user + after.children_system - before[2] - before[3],
    )


def differences(cloud: list[Json], command: list[Json]) -> list[str]:
    """Return the fields in which two lists of comparisons differ, as sheet and field."""
    if len(cloud) != len(command):
        return [f"{len(cloud)} sheets, {len(command)} by the command"]
    return [
        f"{ours['drawing_name']} {field}"
        for ours, theirs in zip(_plain(cloud), _plain(command), strict=True)
        for field in ours.keys() - OF_THE_RUN
        if ours[field] != theirs[field]
    ]


def _plain(comparisons: list[Json]) -> list[Json]:
    """Return them as JSON has them: lists for tuples, text for enumerations."""
    plain: list[Json] = json.loads(json.dumps(comparisons))
    return plain


def _cpu_s(stack: Stack) -> float:
    """Return the CPU time of all functions so far; of the emulators none."""
    roots = [psutil.Process(stack.processes.pid(entry.name)) for entry in stack.ports]
    every = [process for root in roots for process in (root, *root.children(recursive=True))]
    times = [process.cpu_times() for process in every]
    return sum(t.user + t.system + t.children_user + t.children_system for t in times)


def main() -> None:
    """Compare each pair both ways and print what differs and what it took."""
    data = data_folder(__doc__)
    rows, unequal = [], list[str]()
    with tempfile.TemporaryDirectory() as folder, stack_of(Path(folder)) as (stack, ports):
        for number, (old, new) in enumerate(PAIRS):
            cloud = by_drops(stack, ports, f"pair{number}", data / old, data / new)
            command = by_command(data / old, data / new, Path(folder) / f"out{number}")
            found = differences(cloud.comparisons, command.comparisons)
            unequal += found
            rows.append(
                [
                    f"{Path(old).parent.name}: {Path(old).stem}, {Path(new).stem}",
                    str(len(cloud.comparisons)),
                    str(sum(len(c["changes"]) for c in cloud.comparisons)),
                    str(len(found)),
                    f"{cloud.elapsed_s:.0f} ({cloud.cpu_s:.0f})",
                    f"{command.elapsed_s:.0f} ({command.cpu_s:.0f})",
                ]
            )
    headings = ["pair", "sheets", "changes", "fields that differ"]
    print_table([*headings, "emulators, s (CPU s)", "command, s (CPU s)"], rows)
    for field in unequal:
        print(f"differs: {field}")


if __name__ == "__main__":
    main()
