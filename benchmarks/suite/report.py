"""Figures of the edit suite: per situation and per sort of edit, and a list of what went wrong."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from statistics import median

from benchmarks.drawings import grades_text
from benchmarks.suite.choose import Texts
from benchmarks.suite.judge import TextVerdict, Verdict, quoted
from benchmarks.suite.pairs import Pair
from common.domain.changes import Alignment, Change
from common.domain.geometry import Box

HEADINGS = (
    "situation", "grades", "edits", "found", "recall", "entries an edit", "false", "precision",
    "false, unchanged", "noise", "text F1", "texts exact / partial / missing", "wrong quotes",
    "CPU s",
)  # fmt: skip
KIND_HEADINGS = ("edit", "found, vector", "recall", "found, scans", "recall")


@dataclass(slots=True)
class Tally:
    """Sums over pairs."""

    edits: int = 0
    missed: int = 0
    true: int = 0
    false: int = 0
    noise: int = 0
    right: int = 0
    wrong: int = 0
    exact: int = 0
    partial: int = 0
    missing: int = 0
    unchanged_sheets: int = 0
    unchanged_false: int = 0
    grades: Counter[str] = field(default_factory=Counter)
    cpu_s: list[float] = field(default_factory=list)

    def take(self, pair: Pair, alignment: Alignment, verdict: Verdict, cpu_s: float) -> None:
        """Add one pair."""
        self.grades[alignment.grade] += 1
        self.cpu_s.append(cpu_s)
        self.noise += len(verdict.noise)
        if pair.is_unchanged:
            self.unchanged_sheets += 1
            self.unchanged_false += len(verdict.false)
            return
        self.edits += len(verdict.expected)
        self.missed += len(verdict.missed)
        self.true += len(verdict.true)
        self.false += len(verdict.false)
        self._take_texts(verdict.texts)

    def add(self, other: Tally) -> None:
        """Add another's sums."""
        for name in ("edits", "missed", "true", "false", "noise", "right", "wrong", "exact",
                     "partial", "missing", "unchanged_sheets", "unchanged_false"):  # fmt: skip
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.grades += other.grades
        self.cpu_s += other.cpu_s

    def cells(self) -> list[str]:
        """Return the cells of the table."""
        found, texts = self.edits - self.missed, self.exact + self.partial + self.missing
        return [
            grades_text(self.grades),
            str(self.edits),
            str(found),
            percent(found, self.edits),
            f"{self.true / found:.2f}" if found else "–",
            str(self.false),
            percent(self.true, self.true + self.false),
            f"{self.unchanged_false} on {self.unchanged_sheets}",
            str(self.noise),
            self._f1() if texts else "–",
            f"{self.exact} / {self.partial} / {self.missing}" if texts else "–",
            str(self.wrong) if texts else "–",
            f"{median(self.cpu_s):.2f}",
        ]

    def _take_texts(self, texts: TextVerdict) -> None:
        self.right += len(texts.right)
        self.wrong += len(texts.wrong)
        self.exact += len(texts.found)
        self.partial += len(texts.partial)
        self.missing += len(texts.missing)

    def _f1(self) -> str:
        recall = self.exact / (self.exact + self.partial + self.missing)
        precision = self.right / max(1, self.right + self.wrong)
        both = precision + recall
        return f"{2 * precision * recall / both:.3f}" if both else "0"


@dataclass(slots=True)
class Kinds:
    """Found and expected per sort of edit, apart for scans."""

    expected: Counter[tuple[str, bool]] = field(default_factory=Counter)
    missed: Counter[tuple[str, bool]] = field(default_factory=Counter)

    def take(self, pair: Pair, verdict: Verdict) -> None:
        """Add one pair."""
        scan = pair.situation.is_scan
        self.expected.update((truth.kind, scan) for truth in verdict.expected)
        self.missed.update((truth.kind, scan) for truth in verdict.missed)

    def rows(self) -> list[list[str]]:
        """Return a row per sort of edit."""
        kinds = sorted({kind for kind, _ in self.expected})
        return [[kind, *self._cells(kind, False), *self._cells(kind, True)] for kind in kinds]

    def _cells(self, kind: str, scan: bool) -> list[str]:
        count = self.expected[kind, scan]
        found = count - self.missed[kind, scan]
        return [f"{found} of {count}" if count else "–", percent(found, count)]


def percent(part: int, whole: int) -> str:
    """Return a share, a dash of nothing."""
    return f"{100 * part / whole:.1f} %" if whole else "–"


def failures(pair: Pair, verdict: Verdict) -> list[str]:
    """Return a line for everything that went wrong, with place and texts."""
    state = "unchanged" if pair.is_unchanged else "edited"
    where = f"{pair.situation.name} | {pair.number} | {state}"
    lines = [
        f"missed | {where} | {truth.kind} | {_places(truth.boxes_pt)} | {_texts(*truth.texts)}"
        for truth in verdict.missed
    ]
    lines += [f"false | {where} | {_entry(change)}" for change in verdict.false]
    lines += [f"wrong quote | {where} | {_entry(change)}" for change in verdict.texts.wrong]
    lines += [f"partly quoted | {where} | {_texts(texts)}" for texts in verdict.texts.partial]
    lines += [f"not quoted | {where} | {_texts(texts)}" for texts in verdict.texts.missing]
    return lines


def _entry(change: Change) -> str:
    return (
        f"{change.kind} {change.category} {_places([change.box_pt])} {change.ink_px} px "
        f"{_texts(quoted(change))}"
    )


def _places(boxes: list[Box] | tuple[Box, ...]) -> str:
    return " + ".join("(" + ", ".join(f"{v:.0f}" for v in box) + ")" for box in boxes)


def _texts(*texts: Texts) -> str:
    return "; ".join(f"{old!r} → {new!r}" for old, new in texts)
