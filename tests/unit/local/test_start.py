"""The command is there at once: what only its workers need is not loaded by it."""

from __future__ import annotations

import subprocess
import sys

HEAVY = {"cv2", "scipy", "onnxruntime", "rapidocr", "openai", "flask"}


def test_the_command_loads_nothing_that_only_its_workers_need() -> None:
    said = subprocess.run(
        [sys.executable, "-c", "import sys, local.cli; print(*sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    loaded = set(said.split())
    assert "local.engine" in loaded
    assert loaded & HEAVY == set()
