"""`buildtrace correct`: what a person says on the command line becomes corrections."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from common.domain.errors import ErrorCode, PermanentError
from local.corrections import (
    correct_alignment,
    correct_page,
    correct_pair,
    withdraw_alignment,
    withdraw_page,
    withdraw_pair,
)

Places = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """The options of the command, as written."""

    page: str | None
    number: str | None
    pair: Places | None
    unpair: Places | None
    align: Places | None
    points: list[str]


def write_said(path: Path, document: dict[str, Any], said: Said) -> None:
    """Write what was said to a file of corrections.

    Args:
        path: the file.
        document: session.json of an earlier run of the sets.
        said: one or more statements.

    Raises:
        PermanentError: it is incomplete, or says something that cannot be (CONFLICT).
    """
    is_whole = (said.page is None) == (said.number is None)
    is_whole &= (said.align is None) == (not said.points)
    if not is_whole or not (said.page or said.pair or said.unpair or said.align):
        raise PermanentError(
            ErrorCode.CONFLICT,
            "Give --page with --number, or --pair, or --unpair, or --align with two --point.",
        )
    session = document["session"]
    if said.page is not None and said.number is not None:
        correct_page(path, session, said.page, said.number)
    if said.pair is not None:
        correct_pair(path, session, said.pair, is_pair=True)
    if said.unpair is not None:
        correct_pair(path, session, said.unpair, is_pair=False)
    if said.align is not None:
        correct_alignment(path, document, said.align, said.points)


def withdraw_said(path: Path, document: dict[str, Any], said: Said) -> None:
    """Take back what was said of a page, a pair or its alignment.

    Raises:
        PermanentError: nothing of the kind was said (CONFLICT).
    """
    if not (said.page or said.pair or said.align) or said.number or said.unpair or said.points:
        raise PermanentError(
            ErrorCode.CONFLICT, "Give --withdraw with --page, --pair or --align and nothing else."
        )
    session = document["session"]
    if said.page is not None:
        withdraw_page(path, session, said.page)
    if said.pair is not None:
        withdraw_pair(path, session, said.pair)
    if said.align is not None:
        withdraw_alignment(path, session, said.align)
