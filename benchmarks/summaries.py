"""How much of the truth summaries tell, and what they invent: `python -m benchmarks.summaries`.

Cases are the sample set with its truth and, where the folder of real drawings lies beside the
checkout, single sheets that a person read. The whole command runs on each, so that with
BUILDTRACE_LLM_… in the environment the same figures come for that endpoint.

An edit is *cited* when a finding cites a change with its text or at its place, *quoted* when its
text stands in the words of the summary. A statement is *ungrounded* when it quotes what is in no
change of the sheet: counted over what is shown. *Dropped* is what grounding held back.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from benchmarks.real_changes import SINGLE_SHEETS, Fact
from common.domain.geometry import Box, grown, overlap_area

ROOT: Final = Path(__file__).resolve().parents[1]
BUILDTRACE: Final = Path(sys.executable).with_name("buildtrace")
REAL: Final = ROOT.parent / "shared" / "data" / "pairs"
REACH_PT: Final = 7.0
_QUOTED: Final = re.compile("“([^”]*)”")

Json = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class TrueEdit:
    """One true change: its place in points of the new sheet or its texts, or both."""

    box_pt: Box | None
    texts: tuple[str, ...]


@dataclass(slots=True, kw_only=True)
class Score:
    """What a case counts."""

    edits: int = 0
    cited: int = 0
    texts: int = 0
    quoted: int = 0
    statements: int = 0
    ungrounded: int = 0
    dropped: int = 0
    uncited: int = 0
    fallbacks: int = 0
    cost_usd_micros: int = 0

    def add_sheet(self, comparison: Json, edits: Sequence[TrueEdit]) -> None:
        """Count one sheet."""
        summary, changes = comparison["summary"], comparison["changes"]
        cited = {i for found in summary["changes_found"] for i in found["change_ids"]}
        words = _plain(" ".join(_statements(summary)))
        for edit in edits:
            self.edits += 1
            self.cited += any(c["id"] in cited and _is_about(c, edit) for c in changes)
            self.texts += bool(edit.texts)
            self.quoted += any(_plain(text) in words for text in edit.texts)
        evidence = _plain(json.dumps(changes, ensure_ascii=False))
        for statement in _statements(summary):
            self.statements += 1
            self.ungrounded += any(not _stands(q, evidence) for q in _QUOTED.findall(statement))
        use = summary.get("language_model") or {}
        self.dropped += use.get("dropped_count", 0)
        self.uncited += use.get("uncited_count", 0)
        self.fallbacks += bool(use.get("fallback"))
        self.cost_usd_micros += use.get("cost_usd_micros", 0)

    def line(self, name: str) -> str:
        """Return the figures of a case."""
        return (
            f"{name:<44} cited {self.cited}/{self.edits}, quoted {self.quoted}/{self.texts}, "
            f"ungrounded {self.ungrounded}/{self.statements}, dropped {self.dropped}, "
            f"told by rules {self.uncited}, fallbacks {self.fallbacks}, "
            f"{self.cost_usd_micros / 1e6:.4f} USD"
        )


def _statements(summary: Json) -> list[str]:
    found = [entry["description"] for entry in summary["changes_found"]]
    rest = [summary["critical_change"] or "", *summary["recommendations"]]
    return [text for text in (summary["summary_text"], *found, *rest) if text]


def _plain(text: str) -> str:
    """Return letters and digits alone: what a printer sets between them differs."""
    unescaped = text.replace("\\n", " ").replace("\\t", " ").replace('\\"', '"')
    return re.sub(r"[\W_]+", "", unescaped).casefold()


def _stands(quoted: str, evidence: str) -> bool:
    return _plain(quoted.removesuffix("…")) in evidence


def _is_about(change: Json, edit: TrueEdit) -> bool:
    said = _plain(json.dumps([change.get(k) for k in ("old_text", "new_text", "parts", "row")]))
    if any(_plain(text) in said for text in edit.texts if _plain(text)):
        return True
    if edit.box_pt is None:
        return False
    x0, y0, x1, y1 = change["box_pt"]
    return overlap_area(grown(edit.box_pt, REACH_PT), (x0, y0, x1, y1)) > 0


def _compared(*arguments: str) -> list[Json]:
    with tempfile.TemporaryDirectory() as folder:
        command = [str(BUILDTRACE), *arguments, "--out", folder, "--json"]
        done = subprocess.run(command, check=True, cwd=ROOT, capture_output=True, text=True)
    comparisons: list[Json] = json.loads(done.stdout)["comparisons"]
    return comparisons


def sample_set() -> Score:
    """Return the score of the sample set."""
    truth = json.loads((ROOT / "samples" / "truth.json").read_text(encoding="utf-8"))
    score = Score()
    for comparison in _compared("demo"):
        edits = [
            TrueEdit(box_pt=tuple(edit["box_pt"]), texts=_texts(edit))
            for edit in truth["edits"]
            if edit["sheet"] == comparison["drawing_name"] and edit["category"] != "title_block"
        ]
        if comparison["kind"] == "matched":
            score.add_sheet(comparison, edits)
    return score


def _texts(edit: Json) -> tuple[str, ...]:
    return tuple(text for text in (edit["new_text"] or edit["old_text"],) if text)


def real_sheets() -> Iterator[tuple[str, Score]]:
    """Yield the scores of the real sheets that are there."""
    for case in SINGLE_SHEETS:
        old, new = REAL / case.old, REAL / case.new
        if not (old.is_file() and new.is_file()) or not case.facts:
            continue
        score = Score()
        for comparison in _compared("compare", str(old), str(new)):
            if comparison["kind"] == "matched" and _is_page(comparison, case.page_index):
                score.add_sheet(comparison, [_edit(fact, comparison) for fact in case.facts])
        yield case.new, score


def _is_page(comparison: Json, page_index: int) -> bool:
    return bool(comparison["new_page"] == page_index + 1)


def _edit(fact: Fact, comparison: Json) -> TrueEdit:
    page = comparison["new_sheet"]
    width, height = page["width_pt"], page["height_pt"]
    x0, y0, x1, y1 = fact.where
    box = (x0 * width, y0 * height, x1 * width, y1 * height)
    return TrueEdit(box_pt=None if fact.text else box, texts=(fact.text,) if fact.text else ())


def main() -> None:
    """Print one line a case."""
    print(sample_set().line("sample set"))
    if not REAL.is_dir():
        print(f"no real drawings: {REAL.name} is not beside the checkout")
    for name, score in real_sheets():
        print(score.line(name))


if __name__ == "__main__":
    main()
