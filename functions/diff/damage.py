"""What MuPDF's and OpenCV's errors mean for the user of the comparison."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import cv2
import pymupdf

from common.domain.errors import ErrorCode, PermanentError

_MUPDF_ERRORS = (pymupdf.mupdf.FzErrorBase, RuntimeError)


@contextmanager
def damage_explained() -> Iterator[None]:
    """Turn what the libraries raise over a damaged or enormous sheet into its result.

    Raises:
        PermanentError: a sheet cannot be drawn (DAMAGED_PAGE) or is too big (OUT_OF_MEMORY).
    """
    try:
        yield
    except MemoryError as error:
        raise _too_big() from error
    except cv2.error as error:
        if error.code != cv2.Error.StsNoMem:
            raise
        raise _too_big() from error
    except _MUPDF_ERRORS as error:
        if "alloc (" in str(error):
            raise _too_big() from error
        raise PermanentError(
            ErrorCode.DAMAGED_PAGE,
            "The old or the new sheet is damaged and cannot be drawn. Print both to a new PDF and "
            "compare that.",
        ) from error


def _too_big() -> PermanentError:
    return PermanentError(
        ErrorCode.OUT_OF_MEMORY,
        "These sheets need more memory than one step may use. Print them to a new PDF at a smaller "
        "paper size or with smaller images, or raise BUILDTRACE_WORKER_MEMORY_LIMIT_BYTES.",
    )
