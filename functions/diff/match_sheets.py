"""Matching two sets of sheets: one assignment over number, title and content.

Not first come, first served: a sheet that takes another's number must not steal its partner.
Weights and threshold were measured on real sets and stress tests (docs/ACCURACY.md, "Matching").
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import linear_sum_assignment

from common.domain.changes import NOT_ISSUED, Match, MatchKind
from common.domain.numbers import normalised_number
from functions.diff.sheet_similarity import (
    UNKNOWN,
    Density,
    Matrix,
    ink_density,
    ink_similarity,
    text_similarity,
    token_counts,
)
from functions.diff.title_similarity import title_similarity

NUMBER_WEIGHT, TITLE_WEIGHT, CONTENT_WEIGHT = 0.25, 0.15, 0.60
THRESHOLD = 0.30
# Without any text: ink, and the order of the pages.
INK_WEIGHT, ORDER_WEIGHT, ORDER_SCALE = 0.7, 0.3, 1.5
INK_THRESHOLD = 0.35
# An equal number whose content fits another sheet better by this is asked about.
BETTER_ELSEWHERE = 0.2
SURE_MARGIN = 0.15
LOW_CONTENT = 0.25
AGREEING_CONTENT = 0.5
# Sheets with one number are told apart by content that is more alike by this.
CLEARLY_MORE_ALIKE = 0.1
NEVER = 1e3

__all__ = ["Decided", "SheetFacts", "ink_density", "match_sheets", "token_counts"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetFacts:
    """What matching knows of a sheet.

    Attributes:
        number: sheet number as printed.
        texts: how often each token stands on the sheet.
        ink: from `ink_density`.
        digest: equal digests are the same page.
    """

    page_index: int
    number: str | None
    title: str | None
    texts: Mapping[str, int]
    ink: Density
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """What is settled before any likeness: by a person, or by the kind of the new set.

    Attributes:
        pairs: (old, new) page indices of sheets that are a pair, whatever they look like.
        apart: likewise of sheets that are none.
        new_is_partial: the new set does not claim to be whole.
    """

    pairs: frozenset[tuple[int, int]] = frozenset()
    apart: frozenset[tuple[int, int]] = frozenset()
    new_is_partial: bool = False


NOTHING_DECIDED = Decided()


def match_sheets(
    old: Sequence[SheetFacts],
    new: Sequence[SheetFacts],
    *,
    decided: Decided = NOTHING_DECIDED,
    unread_old: int = 0,
    unread_new: int = 0,
) -> tuple[Match, ...]:
    """Match the sheets of two sets.

    Args:
        old: the sheets of the old set in page order.
        new: likewise.
        decided: what needs no likeness.
        unread_old: pages of the old set that could not be read: what looks added may be there.
        unread_new: likewise for what looks removed.

    Returns:
        One match a sheet, in the order of the new set, removed sheets where they stood.
    """
    similarity = _Similarity(old, new, decided)
    pairs = _only_pair(similarity) or _assigned(similarity)
    matches = [similarity.match(i, j) for i, j in pairs]
    paired_old, paired_new = {i for i, _ in pairs}, {j for _, j in pairs}
    matches += [
        _alone(sheet, MatchKind.ADDED, "unmatched", unread_old, "old")
        for j, sheet in enumerate(new)
        if j not in paired_new
    ]
    matches += [
        _alone(
            sheet,
            MatchKind.REMOVED,
            NOT_ISSUED if decided.new_is_partial else "unmatched",
            unread_new,
            "new",
        )
        for i, sheet in enumerate(old)
        if i not in paired_old
    ]
    return tuple(_in_order(matches))


def _only_pair(similarity: _Similarity) -> list[tuple[int, int]] | None:
    """Return the pair of two single sheets: whoever compares two sheets wants them compared."""
    is_only = similarity.total.shape == (1, 1) and not similarity.apart.any()
    return [(0, 0)] if is_only else None


class _Similarity:
    """Similarity of every old with every new sheet, and what it rests on."""

    def __init__(
        self, old: Sequence[SheetFacts], new: Sequence[SheetFacts], decided: Decided
    ) -> None:
        self._old, self._new = old, new
        self.together, self.apart = (
            _said(old, new, said) for said in (decided.pairs, decided.apart)
        )
        self._numbers = [
            [normalised_number(s.number) if s.number else "" for s in sheets]
            for sheets in (old, new)
        ]
        text = text_similarity([s.texts for s in old], [s.texts for s in new])
        ink = ink_similarity([s.ink for s in old], [s.ink for s in new])
        self._same = _equality([s.digest for s in old], [s.digest for s in new]) == 1.0
        self._has_text = bool(text.max(initial=0.0) > 0)
        self.content = np.where(self._same, 1.0, 0.5 * (text + ink) if self._has_text else ink)
        self.number = _equality(*self._numbers)
        self._by_ink_only = not self._has_text and not any(map(any, self._numbers))
        self.title = title_similarity(
            [s.title for s in old],
            [s.title for s in new],
            wanted=self._short_of_a_pair(),
            needed=self.together,
        )
        self.total = self._total()

    @property
    def threshold(self) -> float:
        """Sheets less alike than this are no pair."""
        return INK_THRESHOLD if self._by_ink_only else THRESHOLD

    def _short_of_a_pair(self) -> Matrix:
        """Return what the squared match ratio of two titles has to be to make them a pair.

        Of sheets less alike nothing hangs on it: no rival below the threshold counts.
        """
        rest = NUMBER_WEIGHT * self.number + CONTENT_WEIGHT * self.content
        is_only = rest.size == 1  # compared whatever it says
        return np.asarray(0.0 * rest if is_only else (THRESHOLD - rest) / TITLE_WEIGHT)

    def _total(self) -> Matrix:
        if self._by_ink_only:
            apart = np.abs(np.subtract.outer(np.arange(len(self._old)), np.arange(len(self._new))))
            return INK_WEIGHT * self.content + ORDER_WEIGHT * np.exp(-apart / ORDER_SCALE)
        return (
            NUMBER_WEIGHT * self.number + TITLE_WEIGHT * self.title + CONTENT_WEIGHT * self.content
        )

    def match(self, i: int, j: int) -> Match:
        """Return the match of an old and a new sheet with its method, confidence and doubt."""
        if self.together[i, j]:
            method, confidence, reason = "person", 1.0, ""
        else:
            method, confidence = self._method(i, j), self._confidence(i, j)
            reason = self._reason(i, j)
        return Match(
            kind=MatchKind.MATCHED,
            old_page_index=self._old[i].page_index,
            new_page_index=self._new[j].page_index,
            method=method,
            confidence=confidence,
            review=bool(reason),
            reason=reason,
        )

    def _method(self, i: int, j: int) -> str:
        if self.number[i, j] == 1.0:
            return "number+content" if self.content[i, j] >= LOW_CONTENT else "number"
        if self._by_ink_only:
            return "content" if self.content[i, j] >= LOW_CONTENT else "order"
        return "title" if self.title[i, j] > 0.9 > self.content[i, j] else "content"

    def _confidence(self, i: int, j: int) -> float:
        """Return 0..1: how far the pair stands above the threshold and above its rivals."""
        if self._same[i, j]:
            return 1.0
        rivals = np.concatenate([np.delete(self.total[i], j), np.delete(self.total[:, j], i)])
        margin = self.total[i, j] - max(rivals.max(initial=0.0), self.threshold)
        return float(np.clip(0.5 + margin / (2 * SURE_MARGIN), 0.05, 0.99))

    def _reason(self, i: int, j: int) -> str:
        old, new = self._old[i], self._new[j]
        if self._same[i, j]:
            return ""
        if self.total[i, j] < self.threshold:
            return "The two sheets hardly agree; they are compared because you named them."
        if self._numbers[0][i] and self._numbers[1][j] and not self.number[i, j]:
            agrees = "agrees" if self.content[i, j] >= AGREEING_CONTENT else "agrees only in part"
            return f"Number changed {old.number} → {new.number}; the content {agrees}."
        if self.number[i, j] == 1.0:
            return self._better_elsewhere(i, j) or self._numbered_twice(i, j)
        if self._confidence(i, j) < 0.6:
            return "Matched by content without a sheet number to confirm it."
        return ""

    def _better_elsewhere(self, i: int, j: int) -> str:
        rivals = self.content[i].copy()
        rivals[j] = 0.0
        other = int(rivals.argmax())
        if rivals[other] <= self.content[i, j] + BETTER_ELSEWHERE:
            return ""
        name = self._new[other].number or f"page {self._new[other].page_index + 1}"
        return (
            f"Same number {self._new[j].number}, but the old sheet's content fits {name} better: "
            "renumbered or re-used?"
        )

    def _numbered_twice(self, i: int, j: int) -> str:
        """Say that a number stands on several sheets, unless content tells them apart."""
        number, content = self._numbers[0][i], self.content
        twins = [[k for k, n in enumerate(side) if n == number] for side in self._numbers]
        rivals = [content[i, k] for k in twins[1] if k != j]
        rivals += [content[k, j] for k in twins[0] if k != i]
        if not rivals or content[i, j] > max(rivals) + CLEARLY_MORE_ALIKE:
            return ""
        which = "old" if len(twins[0]) > len(twins[1]) else "new"
        count = max(map(len, twins))
        return f"{count} sheets of the {which} set are numbered {self._new[j].number}: which is it?"


def _assigned(similarity: _Similarity) -> list[tuple[int, int]]:
    """Solve the assignment with a dummy partner for every sheet."""
    total = similarity.total
    n, m = total.shape
    if not (n and m):
        return []
    alone = (1.0 - similarity.threshold) / 2
    cost = np.zeros((n + m, n + m))  # by far the largest of all: nothing like it beside it
    np.subtract(1.0, total, out=cost[:n, :m])
    cost[:n, :m][similarity.apart] = NEVER
    for dummies in (cost[:n, m:], cost[n:, :m]):
        dummies[:] = NEVER
        np.fill_diagonal(dummies, alone)
    for i, j in np.argwhere(similarity.together):
        cost[i, :] = cost[:, j] = NEVER
        cost[i, j] = 0.0
    rows, columns = linear_sum_assignment(cost)
    return [(int(i), int(j)) for i, j in zip(rows, columns, strict=True) if i < n and j < m]


def _said(
    old: Sequence[SheetFacts], new: Sequence[SheetFacts], said: frozenset[tuple[int, int]]
) -> npt.NDArray[np.bool_]:
    """Return which of the pairs of sheets somebody has named."""
    rows, columns = ({s.page_index: k for k, s in enumerate(sheets)} for sheets in (old, new))
    out = np.zeros((len(old), len(new)), bool)
    for i, j in said:
        if i in rows and j in columns:
            out[rows[i], columns[j]] = True
    return out


def _equality(old: Sequence[str], new: Sequence[str]) -> Matrix:
    """Return 1 where two texts are equal, 0 where not, UNKNOWN where one of them is empty."""
    codes = {text: code for code, text in enumerate(dict.fromkeys(["", *old, *new]))}
    first, second = (np.array([codes[text] for text in texts], int) for texts in (old, new))
    equal: Matrix = np.asarray(first[:, None] == second, float)
    equal[first == 0, :] = equal[:, second == 0] = UNKNOWN
    return equal


def _alone(sheet: SheetFacts, kind: MatchKind, method: str, unread: int, where: str) -> Match:
    pages = f"{unread} page{'' if unread == 1 else 's'}"
    reason = (
        f"{pages} of the {where} set could not be read; this sheet may be among them."
        if unread
        else ""
    )
    added = kind is MatchKind.ADDED
    return Match(
        kind=kind,
        old_page_index=None if added else sheet.page_index,
        new_page_index=sheet.page_index if added else None,
        method=method,
        confidence=0.5 if unread else 0.9,
        review=bool(reason),
        reason=reason,
    )


def _in_order(matches: Sequence[Match]) -> list[Match]:
    """Order by the new set; a removed sheet follows the partner of the sheet before it."""
    new_place = {
        match.old_page_index: match.new_page_index
        for match in matches
        if match.kind is MatchKind.MATCHED
    }

    def place(match: Match) -> tuple[float, int]:
        if match.new_page_index is not None:
            return (float(match.new_page_index), -1)
        own = match.old_page_index or 0
        before = [old for old in new_place if old is not None and old < own]
        anchor = new_place[max(before)] if before else -1
        return (float(anchor if anchor is not None else -1) + 0.5, own)

    return sorted(matches, key=place)
