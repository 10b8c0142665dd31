"""How this process takes memory from the system, and what its collector looks through."""

from __future__ import annotations

import ctypes
import gc

# Names of glibc's malloc.h.
_M_TRIM_THRESHOLD, _M_TOP_PAD, _M_MMAP_MAX = -1, -2, -4
_NEVER_BYTES = 2**31 - 1
_STEP_BYTES = 64 << 20


def keep_freed_memory() -> bool:
    """Keep what is freed for the next picture instead of handing it back to the system.

    A comparison takes and frees some gigabytes in pieces of megabytes. glibc maps each piece anew,
    and the system clears every page of it again: a sixth of a comparison's time
    (docs/PERFORMANCE.md), at the same peak memory.

    Returns:
        Whether the allocator can be told; only glibc's can.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is None:
        return False
    wishes = ((_M_MMAP_MAX, 0), (_M_TRIM_THRESHOLD, _NEVER_BYTES), (_M_TOP_PAD, _STEP_BYTES))
    return all(mallopt(name, value) for name, value in wishes)


def spare_what_is_loaded() -> None:
    """Take all that exists now out of the garbage collector's rounds.

    What a worker has imported stays until it ends, and to look through it costs as much as the
    thirteenth part of a comparison, once in five (docs/PERFORMANCE.md).
    """
    gc.collect()
    gc.freeze()
