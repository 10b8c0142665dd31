"""The `buildtrace` command as a user calls it, and a look into the state it leaves."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

from typer.testing import CliRunner, Result

from common import paths
from common.records import Document
from common.wiring import embedded_world
from local.cli import app

BUILDTRACE = Path(sys.executable).with_name("buildtrace")
GIVE_UP_S = 240.0


def buildtrace(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command to its end."""
    return subprocess.run(
        [str(BUILDTRACE), *arguments],
        capture_output=True,
        text=True,
        timeout=GIVE_UP_S,
        check=False,
    )


def refused(*arguments: str | Path) -> Result:
    """Run, in this process, a command that ends before it has begun: no other is started for it."""
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def compare(old: Path, new: Path, out: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """Run `buildtrace compare` to its end."""
    return buildtrace(*_compare_arguments(old, new, out, options))


@contextmanager
def running(*arguments: str) -> Iterator[subprocess.Popen[str]]:
    """Give the running command, in a process group like a terminal's; killed at the end."""
    with subprocess.Popen(
        [str(BUILDTRACE), *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def comparing(
    old: Path, new: Path, out: Path, *options: str
) -> AbstractContextManager[subprocess.Popen[str]]:
    """Give the running `buildtrace compare`."""
    return running(*_compare_arguments(old, new, out, options))


def _compare_arguments(old: Path, new: Path, out: Path, options: Sequence[str]) -> list[str]:
    return ["compare", str(old), str(new), "--out", str(out), *options]


def done(out: Path) -> dict[str, Document]:
    """Return the finished pages and pairs of the run in `out` by their place."""
    state = out / ".buildtrace"
    if not (state / "documents.sqlite").exists():
        return {}
    world = embedded_world(state)
    try:
        documents = world.documents
        units = {
            f"{version['id']} {page['page_index']}": page
            for version in documents.query(paths.VERSIONS)
            for page in documents.query(paths.pages_collection(version["id"]))
        }
        units |= {pair["id"]: pair for pair in documents.query(paths.COMPARISONS)}
    finally:
        world.close()
    return {name: unit for name, unit in units.items() if unit["status"] != "pending"}


def work(units: dict[str, Document]) -> dict[str, Any]:
    """Return what would differ if a unit had been done again."""
    return {name: (unit["attempts"], unit["duration_s"]) for name, unit in units.items()}


def sheets(out: Path) -> dict[str, str]:
    """Return what session.json says of each sheet."""
    document = json.loads((out / "session.json").read_text(encoding="utf-8"))
    return {c["drawing_name"]: f"{c['kind']} {c['status']}" for c in document["comparisons"]}
