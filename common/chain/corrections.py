"""What people said of a session's pages and pairs; saying more makes another session.

A session belongs to what was said when it began, so that nothing under it ever changes. The next
one follows it over the same readings, and takes over the pairs that nothing was said of.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from common import paths
from common.chain.sessions import wake_session
from common.chain.steps import load_match_corrections
from common.domain.ids import SessionId
from common.ports import Ports, Transaction
from common.records import (
    ALIGNMENT_CORRECTION,
    MATCH_CORRECTION,
    PAGE_CORRECTION,
    SESSION,
    AlignmentCorrection,
    Codec,
    Document,
    MatchCorrection,
    PageCorrection,
    Session,
    existing,
)

P = TypeVar("P", MatchCorrection, AlignmentCorrection)
Pair = tuple[int, int]
# Old and new page, and whether they are a pair.
Stated = tuple[int, int, bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """Everything people said, as a session takes it."""

    pages: tuple[PageCorrection, ...] = ()
    pairs: tuple[MatchCorrection, ...] = ()
    alignments: tuple[AlignmentCorrection, ...] = ()

    def with_page(self, said: PageCorrection) -> Said:
        """Return it with this instead of what was said of the page before."""
        place = (said.version_id, said.page_index)
        others = (p for p in self.pages if (p.version_id, p.page_index) != place)
        return replace(self, pages=(*others, said))

    def with_pair(self, said: MatchCorrection) -> Said:
        """Return it with this instead of what contradicts it."""
        others = (p for p in self.pairs if not contradict(_stated(p), _stated(said)))
        return replace(self, pairs=(*others, said))

    def with_alignment(self, said: AlignmentCorrection) -> Said:
        """Return it with this instead of what was said of the two pages' alignment."""
        others = (a for a in self.alignments if pair_of(a) != pair_of(said))
        return replace(self, alignments=(*others, said))


def pair_of(said: MatchCorrection | AlignmentCorrection) -> Pair:
    """Return the pages it is about."""
    return said.old_page_index, said.new_page_index


def contradict(before: Stated, said: Stated) -> bool:
    """Tell whether two statements about pages cannot both hold: a page has one partner."""
    (old, new, was_pair), (said_old, said_new, is_pair) = before, said
    same_old, same_new = old == said_old, new == said_new
    if same_old and same_new:
        return True
    return was_pair and is_pair and (same_old or same_new)


def load_said(ports: Ports, session_id: SessionId) -> Said:
    """Return what people said when the session began."""
    pages = ports.documents.query(paths.page_corrections_collection(session_id))
    alignments = ports.documents.query(paths.alignment_corrections_collection(session_id))
    return Said(
        pages=tuple(PAGE_CORRECTION.decode(document) for document in pages),
        pairs=tuple(load_match_corrections(ports, session_id)),
        alignments=tuple(ALIGNMENT_CORRECTION.decode(document) for document in alignments),
    )


def record_said(ports: Ports, session_id: SessionId, said: Said) -> None:
    """Write it as the session's records; a repeat finds them there."""
    documents = {
        paths.page_correction_path(session_id, p.version_id, p.page_index): PAGE_CORRECTION.encode(
            p
        )
        for p in said.pages
    }
    documents |= _by_pair(said.pairs, session_id, MATCH_CORRECTION, paths.match_correction_path)
    documents |= _by_pair(
        said.alignments, session_id, ALIGNMENT_CORRECTION, paths.alignment_correction_path
    )
    ports.documents.create_missing(documents)


def follow_session(ports: Ports, before_id: SessionId, following: Session, said: Said) -> SessionId:
    """Start a session in the place of another, unless a third one has taken that place.

    One transaction over the session before decides between two that come at once: neither leaves
    out what the other says.

    Args:
        ports: the world.
        before_id: the session it follows.
        following: the new one; its `follows` names the one before.
        said: all that is said now, also what was said before.

    Returns:
        The session that follows now: the new one, or the one that was faster; then nothing of the
        new one is left.

    Raises:
        PermanentError: there is no session before (code NOT_FOUND).
    """
    record_said(ports, following.id, said)
    first = ports.documents.transact(lambda t: _taken_place(t, ports, before_id, following))
    if first == following.id:
        wake_session(ports, following)
    else:
        ports.documents.delete_tree(paths.session_path(following.id))  # what was said in it
    return first


def _taken_place(
    transaction: Transaction, ports: Ports, before_id: SessionId, following: Session
) -> SessionId:
    before_path, path = paths.session_path(before_id), paths.session_path(following.id)
    before = SESSION.decode(existing(transaction.get(before_path), before_path))
    is_there = transaction.get(path) is not None
    if before.followed_by is not None:
        return before.followed_by
    taken = replace(before, followed_by=following.id, updated_at=ports.clock.now())
    transaction.set(before_path, SESSION.encode(taken))
    if not is_there:
        transaction.set(path, SESSION.encode(following))
    return following.id


def _stated(said: MatchCorrection) -> Stated:
    return said.old_page_index, said.new_page_index, said.is_pair


def _by_pair(
    found: Sequence[P],
    session_id: SessionId,
    codec: Codec[P],
    path: Callable[[SessionId, int, int], str],
) -> dict[str, Document]:
    return {
        path(session_id, said.old_page_index, said.new_page_index): codec.encode(said)
        for said in found
    }
