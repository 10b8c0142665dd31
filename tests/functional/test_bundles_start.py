"""Each function's archive starts alone, with nothing installed but its own requirements."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from local.stack.processes import Processes, Service, free_port
from local.stack.topology import ENTRY_POINTS
from tests.clean_environment import install_locked
from tests.machine import is_ci
from tools.bundle import FUNCTIONS, write_bundle

IMPORT_ALL = """
import functions, main, pkgutil, importlib, sys
for found in pkgutil.walk_packages(functions.__path__, "functions."):
    importlib.import_module(found.name)
assert {targets!r} <= set(dir(main)), dir(main)
"""


def _bundle(function: str, folder: Path) -> Path:
    write_bundle(function, folder / "bundle.zip")
    with zipfile.ZipFile(folder / "bundle.zip") as archive:
        archive.extractall(folder / "bundle")
    return folder / "bundle"


def test_equal_sources_give_equal_bytes(tmp_path: Path) -> None:
    for name in ("a.zip", "b.zip"):
        write_bundle("sweep", tmp_path / name)
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()


def test_every_user_may_read_what_is_unpacked(tmp_path: Path) -> None:
    write_bundle("sweep", tmp_path / "bundle.zip")
    with zipfile.ZipFile(tmp_path / "bundle.zip") as archive:
        assert {entry.external_attr >> 16 for entry in archive.infolist()} == {0o100644}


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_bundle_has_its_own_function_and_no_other(function: str, tmp_path: Path) -> None:
    bundle = _bundle(function, tmp_path)
    assert {path.parent.name for path in bundle.glob("functions/*/main.py")} == {function}
    assert {path.name for path in bundle.iterdir()} == {
        *("common", "functions", "main.py", "requirements.txt")
    }


@pytest.mark.long
@pytest.mark.timeout(600)  # downloads
@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_bundle_starts_alone(function: str, tmp_path: Path) -> None:
    if function != "sweep" and not is_ci():
        pytest.skip("takes minutes: CI starts every bundle, here only the smallest is started")
    bundle, environment = _bundle(function, tmp_path), tmp_path / "venv"
    _run(tmp_path, sys.executable, "-m", "venv", "--without-pip", str(environment))
    python = str(environment / "bin" / "python")
    if function == "sweep":  # the smallest as Google's builder does it; the lists have one form
        # It is whole and pinned: nothing to resolve; only this start would use the byte code.
        pip = (sys.executable, "-m", "pip", "--python", python, "install", "-q", "--no-compile")
        _run(bundle, *pip, "--no-deps", "--require-hashes", "-r", "requirements.txt")
    else:
        install_locked(Path(python), bundle / "requirements.txt")
    targets = {entry.target for entry in ENTRY_POINTS if entry.function == function}
    _run(bundle, python, "-c", IMPORT_ALL.format(targets=targets))
    port = free_port()
    command = [
        str(environment / "bin" / "functions-framework"),
        "--source",
        str(bundle / "main.py"),
    ]
    command += ["--target", sorted(targets)[0], "--port", str(port), "--host", "127.0.0.1"]
    with Processes(tmp_path / "logs") as processes:
        processes.start([Service(name=function, command=command, port=port)])
        assert processes.ended() == []


def _run(folder: Path, *command: str) -> None:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
