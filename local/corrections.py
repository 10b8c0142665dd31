"""A person's corrections on this machine: a file that every later run of the same sets reads.

Keyed by content, so that a renamed file keeps them. A run writes them as the records that the
stages read; whoever else corrects (an API, say) writes the same records.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from common import records
from common.domain.errors import ErrorCode, PermanentError
from common.domain.ids import SessionId, VersionId
from common.ports import Ports
from common.records import MATCH_CORRECTION, PAGE_CORRECTION, MatchCorrection, PageCorrection
from local.files import replacing

FILE_NAME = "corrections.json"
MAX_NUMBER_LENGTH = 60
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
class Corrections:
    """Everything people said."""

    schema: str = "buildtrace.corrections/1"
    pages: tuple[CorrectedPage, ...] = ()
    pairs: tuple[CorrectedPair, ...] = ()

    def with_page(self, said: CorrectedPage) -> Corrections:
        """Return them with this one instead of what was said of the page before."""
        others = (p for p in self.pages if (p.sha256, p.page) != (said.sha256, said.page))
        return replace(self, pages=(*others, said))

    def with_pair(self, said: CorrectedPair) -> Corrections:
        """Return them with this one instead of those that contradict it."""
        return replace(self, pairs=(*(p for p in self.pairs if not _contradict(p, said)), said))


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


def correct_page(path: Path, session: dict[str, Any], place: str, number: str) -> None:
    """Write the number of a page, given as `new:5`, of the sets of a session.json.

    Raises:
        PermanentError: there is no such page, or the number is none (CONFLICT).
    """
    which, page = _page_at(session, place)
    printed = " ".join(number.split())
    if not printed or len(printed) > MAX_NUMBER_LENGTH:
        raise PermanentError(
            ErrorCode.CONFLICT, f"A sheet number has 1 to {MAX_NUMBER_LENGTH} letters and digits."
        )
    said = CorrectedPage(sha256=session[which]["sha256"], page=page, number=printed)
    _save(path, load_corrections(path).with_page(said))


def correct_pair(
    path: Path, session: dict[str, Any], places: tuple[str, str], *, is_pair: bool
) -> None:
    """Write that two pages, given as `old:3` and `new:4`, are a pair, or that they are none.

    Raises:
        PermanentError: there are no such pages (CONFLICT).
    """
    (first, old_page), (second, new_page) = sorted(
        (_page_at(session, place) for place in places), reverse=True
    )
    if (first, second) != ("old", "new"):
        raise PermanentError(
            ErrorCode.CONFLICT, "Name one page of each set, for example old:3 new:4."
        )
    said = CorrectedPair(
        old_sha256=session["old"]["sha256"],
        new_sha256=session["new"]["sha256"],
        old_page=old_page,
        new_page=new_page,
        is_pair=is_pair,
    )
    _save(path, load_corrections(path).with_pair(said))


def session_of(out: Path) -> dict[str, Any]:
    """Return the session of an earlier run's session.json.

    Raises:
        PermanentError: there is none (NOT_FOUND).
    """
    try:
        document = json.loads((out / "session.json").read_text(encoding="utf-8"))
        return dict(document["session"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise PermanentError(
            ErrorCode.NOT_FOUND, f"{out} holds no session.json. Run buildtrace compare first."
        ) from error


def record_corrections(
    ports: Ports,
    corrections: Corrections,
    session_id: SessionId,
    versions: Sequence[tuple[VersionId, str]],
) -> None:
    """Write what concerns a session as records; a repeat finds them there.

    Args:
        ports: the world.
        corrections: all of them.
        session_id: of the comparison.
        versions: id and sha256 of its old and its new set.
    """
    now = ports.clock.now()
    (_, old_sha256), (_, new_sha256) = versions
    documents = {
        records.page_correction_path(version_id, said.page - 1): PAGE_CORRECTION.encode(
            PageCorrection(page_index=said.page - 1, number=said.number, created_at=now)
        )
        for version_id, sha256 in versions
        for said in corrections.pages
        if said.sha256 == sha256
    }
    for pair in corrections.pairs:
        if (pair.old_sha256, pair.new_sha256) == (old_sha256, new_sha256):
            said = MatchCorrection(
                old_page_index=pair.old_page - 1,
                new_page_index=pair.new_page - 1,
                is_pair=pair.is_pair,
                created_at=now,
            )
            path = records.match_correction_path(
                session_id, said.old_page_index, said.new_page_index
            )
            documents[path] = MATCH_CORRECTION.encode(said)
    ports.documents.create_missing(documents)


def _page_at(session: dict[str, Any], place: str) -> tuple[str, int]:
    match = _PLACE.fullmatch(place.strip())
    if match is None:
        raise PermanentError(
            ErrorCode.CONFLICT, f"{place} names no page. Write old:3 or new:4, counted from 1."
        )
    which, page = match.group(1), int(match.group(2))
    page_count = session[which]["page_count"] or 0
    if not 1 <= page <= page_count:
        raise PermanentError(
            ErrorCode.CONFLICT, f"The {which} set has {page_count} pages, so no page {page}."
        )
    return which, page


def _contradict(before: CorrectedPair, said: CorrectedPair) -> bool:
    if (before.old_sha256, before.new_sha256) != (said.old_sha256, said.new_sha256):
        return False
    same_old, same_new = before.old_page == said.old_page, before.new_page == said.new_page
    if same_old and same_new:
        return True
    return before.is_pair and said.is_pair and (same_old or same_new)


def _save(path: Path, corrections: Corrections) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with replacing(path) as file:
        file.write(_ADAPTER.dump_json(corrections, indent=1).decode())
