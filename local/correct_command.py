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
    load_corrections,
    save_corrections,
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
    """Write what was said to a file of corrections: all of it, or nothing.

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
    session, known = document["session"], load_corrections(path)
    if said.page is not None and said.number is not None:
        known = correct_page(known, session, said.page, said.number)
    if said.pair is not None:
        known = correct_pair(known, session, said.pair, is_pair=True)
    if said.unpair is not None:
        known = correct_pair(known, session, said.unpair, is_pair=False)
    if said.align is not None:
        known = correct_alignment(known, document, said.align, said.points)
    save_corrections(path, known)


def withdraw_said(path: Path, document: dict[str, Any], said: Said) -> None:
    """Take back what was said of a page, a pair or its alignment: all of it, or nothing.

    Raises:
        PermanentError: nothing of the kind was said (CONFLICT).
    """
    if not (said.page or said.pair or said.align) or said.number or said.unpair or said.points:
        raise PermanentError(
            ErrorCode.CONFLICT, "Give --withdraw with --page, --pair or --align and nothing else."
        )
    session, known = document["session"], load_corrections(path)
    if said.page is not None:
        known = withdraw_page(known, session, said.page)
    if said.pair is not None:
        known = withdraw_pair(known, session, said.pair)
    if said.align is not None:
        known = withdraw_alignment(known, session, said.align)
    save_corrections(path, known)
