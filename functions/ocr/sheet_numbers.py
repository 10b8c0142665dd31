"""Formats of sheet numbers, and what only looks like one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class Format(StrEnum):
    """Family of a candidate's format; the ranking weighs them."""

    DISCIPLINE = "disc"  # A-101, S1.02, FP201a, A20-05
    LONG = "long"  # 1810-SP-A-101, z001.A_02_X
    PART = "part"  # 227-001259
    DOTS = "dots"  # 1.2.03
    PART_OF = "of"  # 3 of 12, 3/12
    DIGITS = "dig"  # 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A text that may be a sheet number.

    Attributes:
        start: its first character in the segment's text.
        end: one past its last.
        discipline: the letters of a DISCIPLINE format, as printed.
    """

    text: str
    format: Format
    start: int
    end: int
    discipline: str = ""


DISCIPLINES = frozenset(
    "A S M E P C L G T I D H V FP FA AD AI AF AS ASK SK AA EX LS LA ID IN TS ED EL ES EP MD MP PL "
    "PD SD SP SS SU CU CS TB U X Z R Q K W F GN TC".split()
)
_PATTERNS: tuple[tuple[Format, re.Pattern[str]], ...] = (
    (
        Format.LONG,
        re.compile(
            r"(?<![\w.-])(?=[\w.\-]*\d[\w.\-]*\d)[A-Za-z0-9]{1,8}(?:[-_][A-Za-z0-9]{1,8}){2,10}(?![\w-])"
        ),
    ),
    (Format.PART, re.compile(r"(?<![\w.-])\d{3}-\d{6}(?![\w-])")),
    (Format.DOTS, re.compile(r"(?<![\w.,-])\d{1,2}\.\d{1,2}\.\d{2}(?![\w.,-])")),
    (
        Format.DISCIPLINE,
        re.compile(
            r"(?<![A-Za-z0-9.#/])([A-Za-z]{1,4})(\s?[-_]{0,2}\s?)"
            r"(\d{1,4}(?:\.\d{1,3}|-\d{1,3})?)((?:\.?[A-Za-z])?)"
            r"(?![A-Za-z0-9\"'°]|\s*:\s*\d|\.\d)"
        ),
    ),
    (
        Format.PART_OF,
        re.compile(r"(?<![\d.,/-])(\d{1,3})\s*(?:of|OF|Of|/|von|из)\s*(\d{1,3})(?![\d.,/\"'-])"),
    ),
    (Format.DIGITS, re.compile(r"(?<![\w.,/'\"-])\d{1,3}(?![\w.,/'\"°%-])")),
)
# Words that stand before a number in notes, codes, dates and room tags, never as a discipline.
_NO_DISCIPLINE = frozenset(
    "OF TO AT NO NR X REV STA DATE PAGE ROOM TYP EQ THE AND LOT UNIT IBC NFPA ANSI ASTM SEC FIG "
    "HSS BOX VER MAY JAN FEB MAR APR JUN JUL AUG SEP OCT NOV DEC WWW SUITE RM EL DIA RAL DIN ISO "
    "MIN MAX OPT WALL TYPE DOOR ROW SHEE SHT LVL TEL FAX DN UP".split()
)
_DATE_OR_PHONE = re.compile(r"\d{1,4}-\d{1,2}-\d{1,4}|\d{3}-\d{3}-\d{4}|[A-Za-z]+(?:-[A-Za-z]+)+")
_SHEET_WORD = re.compile(r"sheet|sht|лист|blatt|page", re.I)
_FRACTION = re.compile(r"\d/\d+/\d|[\"']|^\d/(?:2|4|8|16)$")
MAX_SEGMENT_LENGTH = 90


def numbers_in(text: str) -> Iterator[Found]:
    """Yield what may be a sheet number in a segment's text; spans do not overlap."""
    if len(text) > MAX_SEGMENT_LENGTH:
        return
    taken: list[tuple[int, int]] = []
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(text):
            start, end = match.span()
            if any(start < b and end > a for a, b in taken) or _is_decoy(kind, match, text):
                continue
            taken.append((start, end))
            letters = match.group(1) if kind is Format.DISCIPLINE else ""
            found = match.group(0).strip()
            yield Found(text=found, format=kind, start=start, end=end, discipline=letters)


def part_of(text: str) -> tuple[int, int] | None:
    """Return n and m of "n of m", `None` when the text is something else."""
    match = re.fullmatch(r"(\d+)\s*(?:of|/|von|из)\s*(\d+)", text.strip(), re.I)
    return (int(match.group(1)), int(match.group(2))) if match else None


def _is_decoy(kind: Format, match: re.Match[str], text: str) -> bool:
    found = match.group(0).strip()
    if kind is Format.DISCIPLINE:
        return _is_no_discipline(match, found)
    if kind is Format.DIGITS:
        return len(text) > 12 and not _SHEET_WORD.search(text)
    if kind is Format.PART_OF:
        return "/" in found and _FRACTION.search(text) is not None
    if kind is Format.LONG:
        return _DATE_OR_PHONE.fullmatch(found) is not None
    return False


def _is_no_discipline(match: re.Match[str], found: str) -> bool:
    letters, separator, suffix = match.group(1), match.group(2), match.group(4)
    if letters.upper() in _NO_DISCIPLINE or len(letters) > 3:
        return True
    if letters == "v" and not suffix:
        return True
    if re.fullmatch(r"[Rr](?:ev)?\.?\s*\d+", found):
        return True
    return separator != "" and separator.strip() == "" and len(letters) > 2
