"""How much memory a process held at most."""

from __future__ import annotations

import re
import resource
from pathlib import Path

_STATUS = Path("/proc/self/status")
_HIGH_WATER = re.compile(r"^VmHWM:\s+(\d+) kB$", re.M)


def peak_memory_bytes() -> int:
    """Return the peak of this process's resident memory.

    From the kernel's high-water mark where there is one: on Linux ru_maxrss of a spawned worker
    begins with what its parent held.
    """
    if _STATUS.is_file():
        found = _HIGH_WATER.search(_STATUS.read_text())
        if found:
            return int(found[1]) * 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
