"""Bills of materials in CycloneDX: `python -m tools.sbom FOLDER`.

One of everything we develop with, one of what each function is deployed with, one of the web
client. All come from the locks alone: nothing is asked or installed, and equal locks give equal
bills (npm's has the time and a number of its own).
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from tools.bundle import FUNCTIONS, ROOT


def write_bills(target: Path, root: Path = ROOT, *, are_validated: bool = True) -> list[Path]:
    """Write the bills and return their paths; that of the web client where npm is.

    Args:
        target: the folder of the bills.
        root: where the locks are.
        are_validated: each of Python is held to CycloneDX's schema, which takes seconds.
    """
    target.mkdir(parents=True, exist_ok=True)
    locks = {"buildtrace": root / "requirements.lock"} | {
        f"function-{name}": root / "functions" / name / "requirements.txt" for name in FUNCTIONS
    }
    written = []
    for name, lock in locks.items():
        bill = target / f"{name}.cdx.json"
        program = str(Path(sys.executable).with_name("cyclonedx-py"))
        how = ["--output-reproducible", "--validate" if are_validated else "--no-validate"]
        _run([program, "requirements", str(lock), *how, "-o", str(bill)], root)
        written.append(bill)
    npm = shutil.which("npm")
    if npm is not None:
        bill = target / "web.cdx.json"
        asked = [npm, "sbom", "--sbom-format", "cyclonedx", "--package-lock-only"]
        bill.write_text(_run(asked, root / "web"), encoding="utf-8")
        written.append(bill)
    return written


def _run(command: list[str], folder: Path) -> str:
    return subprocess.run(  # noqa: S603 - our own commands
        command, cwd=folder, check=True, capture_output=True, text=True
    ).stdout


if __name__ == "__main__":
    sys.stdout.writelines(f"{path}\n" for path in write_bills(Path(sys.argv[1])))
