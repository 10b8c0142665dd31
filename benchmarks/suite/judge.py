"""Holds a change list against the truth of its edits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from benchmarks.situations import is_reported
from benchmarks.suite.choose import Texts, Truth
from benchmarks.suite.pairs import Pair
from common.domain.changes import Change, ChangeKind
from common.domain.geometry import area, grown, overlap_area

# An entry is an edit's if half of its box lies within this far of it: half of what is joined.
REACH_PT = 7.0
# Nobody quotes a whole paragraph to say that one word of it changed.
WHOLE_LINE_WORDS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class TextVerdict:
    """How texts were quoted.

    Attributes:
        right: entries that quote an edit's old and new text exactly.
        wrong: other entries with a text, but for those that say what moved along.
        found: texts that were quoted exactly.
        partial: texts of which only a part was quoted, or more than the whole.
        missing: the others.
    """

    right: list[Change] = field(default_factory=list)
    wrong: list[Change] = field(default_factory=list)
    found: list[Texts] = field(default_factory=list)
    partial: list[Texts] = field(default_factory=list)
    missing: list[Texts] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What a change list got right and wrong.

    Attributes:
        expected: edits that can be seen.
        missed: those that no entry stands for.
        true: entries that stand for an edit, seen or not.
        noise: entries on dates, revision rows and stamps outside the title block's own.
        false: all others.
        texts: nothing where a sheet has no text layer.
    """

    expected: list[Truth]
    missed: list[Truth]
    true: list[Change]
    noise: list[Change]
    false: list[Change]
    texts: TextVerdict


def judge(pair: Pair, changes: Sequence[Change]) -> Verdict:
    """Judge the change list of a pair."""
    reported = [c for c in changes if is_reported(c, pair.new_from_old)]
    true = [c for c in reported if _is_of(c, pair.truths)]
    rest = [c for c in reported if c not in true]
    noise = [c for c in rest if any(overlap_area(c.box_pt, b) > 0 for b in pair.noise_boxes_pt)]
    expected = [t for t in pair.truths if t.on_scan or not pair.situation.is_scan]
    return Verdict(
        expected=expected,
        missed=[t for t in expected if not any(touches(c, t) for c in true)],
        true=true,
        noise=noise,
        false=[c for c in rest if c not in noise],
        texts=_judge_texts(pair, [c for c in reported if c not in noise]),
    )


def touches(change: Change, truth: Truth) -> bool:
    """Tell whether an entry lies on an edit."""
    return any(overlap_area(change.box_pt, box) > 0 for box in truth.boxes_pt)


def _is_of(change: Change, truths: Sequence[Truth]) -> bool:
    zones = (grown(truth.box_pt, REACH_PT) for truth in truths)
    covered = sum(overlap_area(change.box_pt, zone) for zone in zones)
    return covered >= 0.5 * area(change.box_pt)


def _judge_texts(pair: Pair, reported: Sequence[Change]) -> TextVerdict:
    verdict = TextVerdict()
    if not pair.has_text:
        return verdict
    quoting = [text for change in reported for text in _texts_of(change, pair.truths)]
    for truth in pair.truths:
        near = [c for c in quoting if _is_of(c, [truth])]
        for texts in truth.texts:
            _of_text(verdict, texts, [quoted(c) for c in near], truth)
    for change in quoting:
        truths = [truth for truth in pair.truths if _is_of(change, [truth])]
        if any(_is_exact(quoted(change), truth) for truth in truths):
            verdict.right.append(change)
        elif not any(_is_carried(change, truth) for truth in truths):
            verdict.wrong.append(change)
    return verdict


def _texts_of(change: Change, truths: Sequence[Truth]) -> list[Change]:
    """Return what an entry quotes: itself if an edit reads like that, else each of its parts."""
    parts = [
        replace(change, kind=p.kind, box_pt=p.box_pt, old_text=p.old_text, new_text=p.new_text)
        for p in change.parts
    ]
    if not parts or any(_is_exact(quoted(change), t) for t in truths if _is_of(change, [t])):
        parts = [change]
    return [part for part in parts if part.old_text is not None or part.new_text is not None]


def quoted(change: Change) -> Texts:
    """Return what an entry quotes, spaces evened out."""
    old, new = (text and " ".join(text.split()) for text in (change.old_text, change.new_text))
    return (old, new)


def _of_text(verdict: TextVerdict, texts: Texts, quotes: Sequence[Texts], truth: Truth) -> None:
    if any(_quotes(quote, texts, truth) for quote in quotes):
        verdict.found.append(texts)
    elif any(_is_partial(quote, texts) for quote in quotes):
        verdict.partial.append(texts)
    else:
        verdict.missing.append(texts)


def _is_exact(quote: Texts, truth: Truth) -> bool:
    is_quoted = any(_quotes(quote, texts, truth) for texts in truth.texts)
    return is_quoted or _is_other_cell(quote, truth)


def _is_other_cell(quote: Texts, truth: Truth) -> bool:
    """Tell whether a cell is quoted that need not be: the other sheet prints its like there."""
    sides = [[q is None for q in pair] for pair in (quote, *truth.texts[:1])]
    return sides[0] == sides[-1] and any(q in truth.row for q in quote)


def _quotes(quote: Texts, texts: Texts, truth: Truth) -> bool:
    return quote == texts or _is_excerpt(quote, texts) or _is_row_part(quote, texts, truth)


def _is_excerpt(quote: Texts, texts: Texts) -> bool:
    """Tell whether a long line is quoted around what changed: put in, the quote gives the new."""
    (old, new), (old_line, new_line) = quote, texts
    if old is None or new is None or old_line is None or new_line is None:
        return False
    is_long = len(old_line.split()) > WHOLE_LINE_WORDS
    changed = f" {old_line} ".replace(f" {old} ", f" {new} ", 1).strip()
    return is_long and len(old.split()) > 1 and changed == new_line


def _is_row_part(quote: Texts, texts: Texts, truth: Truth) -> bool:
    """Tell whether cells of a row that follow one another are quoted, one of them among them."""
    if not truth.row or [q is None for q in quote] != [t is None for t in texts]:
        return False
    words, cell = next(q for q in quote if q is not None), next(t for t in texts if t is not None)
    count = len(truth.row)
    runs = (truth.row[i:j] for i in range(count) for j in range(i + 1, count + 1))
    return any(cell in run and " ".join(run) == words for run in runs)


def _is_partial(quote: Texts, texts: Texts) -> bool:
    """Tell whether a quote lies within the text or holds it, on both sides."""
    return all(
        (q is None) == (t is None) and (q is None or t is None or q in t or t in q)
        for q, t in zip(quote, texts, strict=True)
    )


def _is_carried(change: Change, truth: Truth) -> bool:
    return change.kind is ChangeKind.MOVED and quoted(change) in truth.carried
