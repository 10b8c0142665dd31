"""The examples of docs/API.md, run by a shell against `buildtrace serve`."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import samples
from local.stack.processes import HOST, Processes, Service, free_port
from tests.machine import is_ci

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "API.md"


def _examples() -> str:
    blocks = re.findall(r"```sh example\n(.*?)```", DOCUMENT.read_text(encoding="utf-8"), re.S)
    assert len(blocks) > 8
    return "set -euo pipefail\n" + "\n".join(blocks)


def _needs(program: str) -> None:
    if shutil.which(program) is None and not is_ci():
        pytest.skip(f"the examples are for a shell with {program}, which is not installed")


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """Give a server of its own; it has ended cleanly when the test is over."""
    port = free_port()
    command = [str(Path(sys.executable).parent / "buildtrace"), "serve", "--port", str(port)]
    service = Service(
        name="serve", command=[*command, "--folder", str(tmp_path / "data")], port=port
    )
    with Processes(tmp_path / "logs") as processes:
        processes.start([service])
        yield f"http://{HOST}:{port}"


@pytest.mark.timeout(600)  # compares the whole sample set
def test_the_examples_of_the_documentation_run(address: str, tmp_path: Path) -> None:
    for program in ("bash", "curl", "jq"):
        _needs(program)
    old, new = samples.sample_paths()
    variables = {"API": address, "AUTH": "Authorization: Bearer nobody", "OLD": old, "NEW": new}
    assigned = [f"{name}={value}" for name, value in variables.items()]
    done = subprocess.run(
        ["env", *assigned, "bash", "-c", _examples()],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    assert (tmp_path / "overlay.png").read_bytes().startswith(b"\x89PNG")
