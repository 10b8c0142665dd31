"""Calls a function in a process of its own, as a worker would, and measures what it takes."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from typing import Generic, TypeVar

import cv2
from threadpoolctl import threadpool_limits

from common.allocator import keep_freed_memory, spare_what_is_loaded
from common.embedded.memory import peak_memory_bytes
from functions.ocr.documents import quiet_mupdf

R = TypeVar("R")


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured(Generic[R]):
    """What a call returned and took.

    Attributes:
        peak_bytes: of the whole process, interpreter and libraries included.
        start_cpu_s: of the process before the call: interpreter and imports.
        later: what further calls in the same process returned, and the CPU seconds of each.
    """

    result: R
    cpu_s: float
    peak_bytes: int
    start_cpu_s: float
    later: tuple[tuple[R, float], ...] = ()


def in_fresh_process(function: Callable[..., R], *args: object, calls: int = 1) -> Measured[R]:
    """Call a function of a module so often, with one thread, and return what it took."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(_measured, calls, function, *args).result()


def _measured(calls: int, function: Callable[..., R], *args: object) -> Measured[R]:
    keep_freed_memory()
    quiet_mupdf()
    cv2.setNumThreads(1)
    spare_what_is_loaded()
    with threadpool_limits(limits=1, user_api="blas"):
        start_cpu_s = time.process_time()
        result, cpu_s = _timed(function, *args)
        peak_bytes = peak_memory_bytes()
        later = tuple(_timed(function, *args) for _ in range(calls - 1))
    return Measured(
        result=result,
        cpu_s=cpu_s,
        peak_bytes=peak_bytes,
        start_cpu_s=start_cpu_s,
        later=later,
    )


def _timed(function: Callable[..., R], *args: object) -> tuple[R, float]:
    started_s = time.process_time()
    result = function(*args)
    return result, time.process_time() - started_s
