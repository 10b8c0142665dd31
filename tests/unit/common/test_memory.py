"""The memory a run says it took."""

from __future__ import annotations

import subprocess
import sys

import numpy as np

from common.embedded.memory import peak_memory_bytes

MEGABYTE = 1024**2
ASK_A_CHILD = "from common.embedded.memory import peak_memory_bytes as p; print(p())"


def test_the_peak_counts_what_was_held_and_let_go() -> None:
    before_bytes = peak_memory_bytes()
    held = np.ones(200 * MEGABYTE, np.uint8)
    del held
    assert peak_memory_bytes() >= min(before_bytes + 100 * MEGABYTE, 200 * MEGABYTE)


def test_a_child_is_not_charged_with_its_parent() -> None:
    held = np.ones(300 * MEGABYTE, np.uint8)
    said = subprocess.run(
        [sys.executable, "-c", ASK_A_CHILD], capture_output=True, text=True, check=True
    )
    assert int(said.stdout) < 200 * MEGABYTE < held.nbytes
