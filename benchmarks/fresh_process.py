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

from common.allocator import keep_freed_memory
from common.embedded.memory import peak_memory_bytes
from functions.ocr.documents import quiet_mupdf

R = TypeVar("R")


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured(Generic[R]):
    """What a call returned and took.

    Attributes:
        peak_bytes: of the whole process, interpreter and libraries included.
        start_cpu_s: of the process before the call: interpreter and imports.
    """

    result: R
    cpu_s: float
    peak_bytes: int
    start_cpu_s: float


def in_fresh_process(function: Callable[..., R], *args: object) -> Measured[R]:
    """Call a function of a module, with one thread, and return what it took."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(_measured, function, *args).result()


def _measured(function: Callable[..., R], *args: object) -> Measured[R]:
    keep_freed_memory()
    quiet_mupdf()
    cv2.setNumThreads(1)
    with threadpool_limits(limits=1, user_api="blas"):
        started_s = time.process_time()
        result = function(*args)
        cpu_s = time.process_time() - started_s
    return Measured(
        result=result, cpu_s=cpu_s, peak_bytes=peak_memory_bytes(), start_cpu_s=started_s
    )
