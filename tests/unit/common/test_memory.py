"""The memory a run says it took."""

from __future__ import annotations

import subprocess
import sys

import numpy as np

MEGABYTE = 1024**2
HOLD_AND_LET_GO = f"held = b'x' * {200 * MEGABYTE}; del held"


def _said_by_a_child(before: str = "") -> int:
    asked = "from common.embedded.memory import peak_memory_bytes; print(peak_memory_bytes())"
    lines = f"{before}\n{asked}"
    said = subprocess.run([sys.executable, "-c", lines], capture_output=True, text=True, check=True)
    return int(said.stdout)


def test_the_peak_counts_what_was_held_and_let_go() -> None:
    assert _said_by_a_child(HOLD_AND_LET_GO) > 200 * MEGABYTE


def test_a_child_is_not_charged_with_its_parent() -> None:
    held = np.ones(300 * MEGABYTE, np.uint8)
    assert _said_by_a_child() < 200 * MEGABYTE < held.nbytes
