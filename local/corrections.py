"""A person's corrections on this machine: a file that every later run of the same sets reads.

Keyed by content, so that a renamed file keeps them. `local.correction_records` turns them into the
records of a session.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from common.chain.corrections import contradict
from common.domain.errors import ErrorCode, PermanentError
from common.domain.geometry import PointPair
from local.files import replacing
from local.points import points_of

FILE_NAME = "corrections.json"
# What commands need of an earlier run's session.json.
_NEEDED = ("session", "comparisons", "timings_s", "peak_memory_bytes", "worker_count")
MAX_NUMBER_LENGTH = 60
# sha256 and page of the old and the new set, pages from 1.
_Pages = tuple[str, str, int, int]
_PLACE = re.compile(r"(old|new):(\d{1,6})")


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectedPage:
    """The number of a page, from 1, of the set with this content."""

    sha256: str
    page: int
    number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectedPair:
    """Two pages, from 1, of the sets with this content: a pair, or never one."""

    old_sha256: str
    new_sha256: str
    old_page: int
    new_page: int
    is_pair: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectedAlignment:
    """Points of two pages, from 1, of the sets with this content that lie on one another."""

    old_sha256: str
    new_sha256: str
    old_page: int
    new_page: int
    points: tuple[PointPair, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrections:
    """Everything people said."""

    schema: str = "buildtrace.corrections/1"
    pages: tuple[CorrectedPage, ...] = ()
    pairs: tuple[CorrectedPair, ...] = ()
    alignments: tuple[CorrectedAlignment, ...] = ()

    def with_page(self, said: CorrectedPage) -> Corrections:
        """Return them with this one instead of what was said of the page before."""
        others = (p for p in self.pages if (p.sha256, p.page) != (said.sha256, said.page))
        return replace(self, pages=(*others, said))

    def with_pair(self, said: CorrectedPair) -> Corrections:
        """Return them with this one instead of those that contradict it."""
        return replace(self, pairs=(*(p for p in self.pairs if not _contradict(p, said)), said))

    def with_alignment(self, said: CorrectedAlignment) -> Corrections:
        """Return them with this one instead of what was said of the two pages' alignment."""
        others = (a for a in self.alignments if _pages_of(a) != _pages_of(said))
        return replace(self, alignments=(*others, said))

    def without_page(self, sha256: str, page: int) -> Corrections:
        """Return them without what was said of a page."""
        pages = tuple(p for p in self.pages if (p.sha256, p.page) != (sha256, page))
        return replace(self, pages=pages)

    def without_pair(self, pair: _Pages) -> Corrections:
        """Return them without what was said of two pages as a pair."""
        return replace(self, pairs=tuple(p for p in self.pairs if _pages_of(p) != pair))

    def without_alignment(self, pair: _Pages) -> Corrections:
        """Return them without what was said of two pages' alignment."""
        alignments = tuple(a for a in self.alignments if _pages_of(a) != pair)
        return replace(self, alignments=alignments)

    def concerning(self, old_sha256: str, new_sha256: str) -> Corrections:
        """Return those that are about the comparison of two sets, in a fixed order."""
        sets = (old_sha256, new_sha256)
        pages = sorted(
            (p for p in self.pages if p.sha256 in sets), key=lambda p: (p.sha256, p.page)
        )
        pairs = sorted((p for p in self.pairs if _pages_of(p)[:2] == sets), key=_pages_of)
        alignments = sorted((a for a in self.alignments if _pages_of(a)[:2] == sets), key=_pages_of)
        return replace(self, pages=tuple(pages), pairs=tuple(pairs), alignments=tuple(alignments))

    @property
    def fingerprint(self) -> str | None:
        """The same text for the same statements, `None` for none."""
        if not (self.pages or self.pairs or self.alignments):
            return None
        return _ADAPTER.dump_json(self).decode()


NO_CORRECTIONS = Corrections()
_ADAPTER = TypeAdapter(Corrections)


def load_corrections(path: Path) -> Corrections:
    """Return what is in the file, nothing when there is none.

    Raises:
        PermanentError: the file is there and is none of ours (FILE_UNREADABLE).
    """
    if not path.exists():
        return NO_CORRECTIONS
    try:
        return _ADAPTER.validate_json(path.read_bytes())
    except (OSError, ValidationError) as error:
        raise PermanentError(
            ErrorCode.FILE_UNREADABLE,
            f"{path} holds no corrections that can be read. Mend it, or move it away.",
        ) from error


def save_corrections(path: Path, corrections: Corrections) -> None:
    """Write them to the file in one step."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with replacing(path) as file:
        file.write(_ADAPTER.dump_json(corrections, indent=1).decode())


def correct_page(
    known: Corrections, session: dict[str, Any], place: str, number: str
) -> Corrections:
    """Return what is known with the number of a page, given as `new:5`, of a session.json's sets.

    Raises:
        PermanentError: there is no such page, or the number is none (CONFLICT).
    """
    which, page = _page_at(session, place)
    printed = " ".join(number.split())
    if not printed or len(printed) > MAX_NUMBER_LENGTH:
        raise _refused(f"A sheet number has 1 to {MAX_NUMBER_LENGTH} letters and digits.")
    return known.with_page(
        CorrectedPage(sha256=session[which]["sha256"], page=page, number=printed)
    )


def correct_pair(
    known: Corrections, session: dict[str, Any], places: tuple[str, str], *, is_pair: bool
) -> Corrections:
    """Return what is known with two pages, `old:3` and `new:4`, that are a pair, or that are none.

    Raises:
        PermanentError: there are no such pages (CONFLICT).
    """
    return known.with_pair(_pair_said(_pages_at(session, places), is_pair=is_pair))


def correct_alignment(
    known: Corrections, document: dict[str, Any], places: tuple[str, str], points: Sequence[str]
) -> Corrections:
    """Return what is known with how two pages lie on one another, and so that they are a pair.

    Args:
        known: what was said before.
        document: session.json of an earlier run.
        places: the pages, given as `old:3` and `new:4`.
        points: see `local.points.points_of`.

    Raises:
        PermanentError: there are no such pages, or the points fix no alignment (CONFLICT).
    """
    pages = _pages_at(document["session"], places)
    old_sha256, new_sha256, old_page, new_page = pages
    said = CorrectedAlignment(
        old_sha256=old_sha256,
        new_sha256=new_sha256,
        old_page=old_page,
        new_page=new_page,
        points=points_of(document, (old_page, new_page), points),
    )
    return known.with_alignment(said).with_pair(_pair_said(pages, is_pair=True))


def withdraw_page(known: Corrections, session: dict[str, Any], place: str) -> Corrections:
    """Return what is known without what was said of a page.

    Raises:
        PermanentError: there is no such page, or nothing was said of it (CONFLICT).
    """
    which, page = _page_at(session, place)
    return _fewer(known, known.without_page(session[which]["sha256"], page))


def withdraw_pair(
    known: Corrections, session: dict[str, Any], places: tuple[str, str]
) -> Corrections:
    """Return what is known without that two pages are a pair, or none.

    Raises:
        PermanentError: there are no such pages, or nothing was said of them (CONFLICT).
    """
    return _fewer(known, known.without_pair(_pages_at(session, places)))


def withdraw_alignment(
    known: Corrections, session: dict[str, Any], places: tuple[str, str]
) -> Corrections:
    """Return what is known without how two pages lie; they stay the pair a person made them.

    Raises:
        PermanentError: there are no such pages, or nothing was said of them (CONFLICT).
    """
    return _fewer(known, known.without_alignment(_pages_at(session, places)))


def earlier_run(out: Path) -> dict[str, Any]:
    """Return an earlier run's session.json.

    Raises:
        PermanentError: there is none (NOT_FOUND).
    """
    try:
        document = json.loads((out / "session.json").read_text(encoding="utf-8"))
        return {**document, **{name: document[name] for name in _NEEDED}}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise PermanentError(
            ErrorCode.NOT_FOUND, f"{out} holds no session.json. Run buildtrace compare first."
        ) from error


def _page_at(session: dict[str, Any], place: str) -> tuple[str, int]:
    match = _PLACE.fullmatch(place.strip())
    if match is None:
        raise _refused(f"{place} names no page. Write old:3 or new:4, counted from 1.")
    which, page = match.group(1), int(match.group(2))
    page_count = session[which]["page_count"] or 0
    if not 1 <= page <= page_count:
        raise _refused(f"The {which} set has {page_count} pages, so no page {page}.")
    return which, page


def _pages_at(session: dict[str, Any], places: tuple[str, str]) -> _Pages:
    (first, old_page), (second, new_page) = sorted(
        (_page_at(session, place) for place in places), reverse=True
    )
    if (first, second) != ("old", "new"):
        raise _refused("Name one page of each set, for example old:3 new:4.")
    return session["old"]["sha256"], session["new"]["sha256"], old_page, new_page


def _pages_of(said: CorrectedPair | CorrectedAlignment) -> _Pages:
    return said.old_sha256, said.new_sha256, said.old_page, said.new_page


def _pair_said(pages: _Pages, *, is_pair: bool) -> CorrectedPair:
    old_sha256, new_sha256, old_page, new_page = pages
    return CorrectedPair(
        old_sha256=old_sha256,
        new_sha256=new_sha256,
        old_page=old_page,
        new_page=new_page,
        is_pair=is_pair,
    )


def _contradict(before: CorrectedPair, said: CorrectedPair) -> bool:
    if (before.old_sha256, before.new_sha256) != (said.old_sha256, said.new_sha256):
        return False
    return contradict(
        (before.old_page, before.new_page, before.is_pair),
        (said.old_page, said.new_page, said.is_pair),
    )


def _fewer(before: Corrections, after: Corrections) -> Corrections:
    if after == before:
        raise _refused("Nothing of the kind was said before. The file of corrections has it all.")
    return after


def _refused(message: str) -> PermanentError:
    return PermanentError(ErrorCode.CONFLICT, message)
