"""A virtual environment of its own, outside the checkout, with what the wheel asks for and no more.

In CI everything comes from the registry as the lock has it, hashes checked. Elsewhere the installed
distributions are linked in, which takes seconds: what the wheel does not ask for is missing either
way.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Collection
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.machine import is_ci

ROOT = Path(__file__).resolve().parents[1]
_OF_ONE_LOCKED = re.compile(r"^([A-Za-z0-9._-]+)==", re.M)


def build_wheel(folder: Path) -> Path:
    """Build the wheel of the checkout into a folder."""
    _run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder))
    (wheel,) = folder.glob("*.whl")
    return wheel


def environment_with(wheel: Path, extra: str, folder: Path) -> Path:
    """Make the environment; returns its folder of programs."""
    _run(sys.executable, "-m", "venv", "--without-pip", str(folder))
    python = folder / "bin" / "python"
    needed = _closure("buildtrace", {extra})
    if is_ci():
        locked = folder / "requirements.txt"
        locked.write_text(_locked(needed), encoding="utf-8")
        install_locked(python, locked)
    else:
        _link(needed, next(folder.glob("lib/python*/site-packages")))
    _pip(python, "--no-deps", "--no-index", str(wheel))
    return python.parent


def install_locked(python: Path, requirements: Path) -> None:
    """Install what a list pins, hashes checked; uv unpacks what several lists have once for all."""
    uv = str(Path(sys.executable).with_name("uv"))
    only = ("--no-deps", "--require-hashes")
    _run(uv, "pip", "install", "-q", "--python", str(python), *only, "-r", str(requirements))


def _closure(name: str, extras: Collection[str]) -> set[str]:
    """Return what a distribution needs on this machine, and what that needs; itself not."""
    found, waiting = set[tuple[str, str]](), [(name, extra) for extra in ("", *extras)]
    while waiting:
        of, extra = waiting.pop()
        if (of, extra) in found:
            continue
        found.add((of, extra))
        for text in metadata.requires(of) or ():
            wanted = Requirement(text)
            if wanted.marker is None or wanted.marker.evaluate({"extra": extra}):
                other = canonicalize_name(wanted.name)
                waiting += [(other, each) for each in ("", *wanted.extras)]
    return {of for of, _ in found} - {canonicalize_name(name)}


def _locked(names: Collection[str]) -> str:
    """Return the lines of the lock that are about these distributions."""
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    starts = list(_OF_ONE_LOCKED.finditer(text))
    ends = [start.start() for start in starts[1:]] + [len(text)]
    blocks = [
        text[start.start() : end]
        for start, end in zip(starts, ends, strict=True)
        if canonicalize_name(start[1]) in names
    ]
    return "".join(blocks)


def _link(names: Collection[str], site_packages: Path) -> None:
    for name in names:
        distribution = metadata.distribution(name)
        for file in distribution.files or ():
            if ".." in file.parts or "__pycache__" in file.parts:
                continue  # programs, and byte code of another place
            target = site_packages / file
            target.parent.mkdir(parents=True, exist_ok=True)
            _link_file(Path(str(distribution.locate_file(file))), target)


def _link_file(source: Path, target: Path) -> None:
    try:
        os.link(source, target)
    except OSError:  # another file system
        shutil.copy2(source, target)


def _pip(python: Path, *arguments: str) -> None:
    _run(sys.executable, "-m", "pip", "--python", str(python), "install", "-q", "--no-compile",
         *arguments)  # fmt: skip


def _run(*command: str) -> None:
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
