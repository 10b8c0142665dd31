"""The examples of docs/API.md, run by a shell on one machine and on the parts of the cloud."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

import samples
from local.stack.processes import HOST, Processes, Service, free_port
from tests.drawings import COARSE
from tests.emulated.cloud import Cloud
from tests.functional.command import BUILDTRACE
from tests.machine import is_ci

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "API.md"


def _examples() -> str:
    blocks = re.findall(r"```sh example\n(.*?)```", DOCUMENT.read_text(encoding="utf-8"), re.S)
    assert len(blocks) > 8
    return "set -euo pipefail\n" + "\n".join(blocks)


def _needs(program: str) -> None:
    if shutil.which(program) is None and not is_ci():
        pytest.skip(f"the examples are for a shell with {program}, which is not installed")


def _run(folder: Path, address: str, token: str) -> None:
    """Run every example in order, in one shell."""
    for program in ("bash", "curl", "jq"):
        _needs(program)
    old, new = samples.sample_paths()
    auth = f"Authorization: Bearer {token}"
    variables = {"API": address, "AUTH": auth, "OLD": str(old), "NEW": str(new)}
    assigned = [f"{name}={value}" for name, value in variables.items()]
    done = subprocess.run(
        ["env", *assigned, "bash", "-c", _examples()],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    assert (folder / "overlay.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.long
@pytest.mark.timeout(600)  # compares the whole sample set
def test_the_examples_run_on_one_machine(tmp_path: Path) -> None:
    port = free_port()
    command = [str(BUILDTRACE), "serve", "--port", str(port), "--folder", str(tmp_path / "data")]
    with Processes(tmp_path / "logs") as processes:
        processes.start([Service(name="serve", command=command, port=port, environment=COARSE)])
        _run(tmp_path, f"http://{HOST}:{port}", "anybody")


@pytest.mark.timeout(600)
@pytest.mark.emulators
@pytest.mark.xdist_group("cloud")
def test_the_examples_run_on_the_parts_of_the_cloud(tmp_path: Path, cloud: Cloud) -> None:
    _run(tmp_path, cloud.stack.api_url, cloud.stack.sign_in.token("you"))
