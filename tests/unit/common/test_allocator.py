"""The memory that a process keeps for its next picture."""

from __future__ import annotations

import ctypes
import subprocess
import sys

import pytest

PIECE_BYTES = 40 << 20
ASKED = f"""
import resource
from common.allocator import keep_freed_memory
{{kept}}
held = b"x" * {PIECE_BYTES}
del held
before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
held = b"x" * {PIECE_BYTES}
print(resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before)
"""
SPARED = """
import gc
from common.allocator import spare_what_is_loaded
print(gc.get_freeze_count())
spare_what_is_loaded()
print(gc.get_freeze_count())
"""


def _faults(kept: str) -> int:
    """Count the pages that the system hands to a process for memory that it had before."""
    said = subprocess.run(
        [sys.executable, "-c", ASKED.format(kept=kept)], capture_output=True, text=True, check=True
    )
    return int(said.stdout)


@pytest.mark.skipif(
    not hasattr(ctypes.CDLL(None), "mallopt"), reason="only glibc's allocator can be told"
)
def test_memory_that_was_freed_is_not_asked_for_again() -> None:
    assert _faults("") > 1000 > _faults("assert keep_freed_memory()")


def test_what_a_worker_has_loaded_is_not_looked_through_again() -> None:
    said = subprocess.run(
        [sys.executable, "-c", SPARED], capture_output=True, text=True, check=True
    )
    before, after = map(int, said.stdout.split())
    assert before == 0
    assert after > 1000
