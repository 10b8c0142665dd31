"""How much of the truth summaries tell, and what they invent: `python -m benchmarks.summaries`.

Cases are the sample set with its truth, sheets edited at random (`benchmarks.edits`) and, where the
folder of real drawings lies beside the checkout, sheets that a person read. The whole command runs
on each, so that with BUILDTRACE_LLM_… in the environment the same figures come for that endpoint.

An edit is *cited* when a finding cites a change with its text or at its place, *quoted* when its
text stands in the words of the summary. A statement is *ungrounded* when it quotes what is in no
change or cloud of the sheet: counted over what is shown. *Dropped* is what grounding held back.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any, Final

import pymupdf

from benchmarks.drawings import BESIDE_THE_CHECKOUT
from benchmarks.real_changes import SHEETS_OF_SETS, SINGLE_SHEETS, Fact, TrueChanges
from benchmarks.situations import SITUATIONS
from benchmarks.suite.choose import Truth
from benchmarks.suite.judge import REACH_PT
from benchmarks.suite.pairs import pairs
from benchmarks.suite.sheets import NUMBERS
from common.domain.geometry import Box, grown, overlap_area

ROOT: Final = Path(__file__).resolve().parents[1]
BUILDTRACE: Final = Path(sys.executable).with_name("buildtrace")
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
        seen = [changes, comparison["revision_clouds"]]  # a cloud is named by its revision
        evidence = _plain(json.dumps(seen, ensure_ascii=False))
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


Edits = Callable[[Json], Sequence[TrueEdit]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What the command is run on.

    Attributes:
        make: writes sets into a folder and returns the arguments of the command.
        edits: what is true of a comparison; nothing where nothing is known of it.
    """

    name: str
    make: Callable[[Path], Sequence[str]]
    edits: Edits

    def score(self) -> Score:
        """Run the command."""
        score = Score()
        with tempfile.TemporaryDirectory() as folder:
            for comparison in _compared(self.make(Path(folder)), f"{folder}/out"):
                edits = self.edits(comparison)
                if comparison["kind"] == "matched" and edits:
                    score.add_sheet(comparison, edits)
        return score


def _compared(arguments: Sequence[str], out: str) -> list[Json]:
    command = [str(BUILDTRACE), *arguments, "--out", out, "--json"]
    # What goes wrong is told on standard error, which is ours.
    done = subprocess.run(command, check=True, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    comparisons: list[Json] = json.loads(done.stdout)["comparisons"]
    return comparisons


# --- sets with a known truth -------------------------------------------------------------------


def sample_set() -> Case:
    """Return the sample set with its truth."""
    truth = json.loads((ROOT / "samples" / "truth.json").read_text(encoding="utf-8"))

    def edits(comparison: Json) -> list[TrueEdit]:
        return [
            TrueEdit(box_pt=tuple(edit["box_pt"]), texts=_texts(edit["old_text"], edit["new_text"]))
            for edit in truth["edits"]
            if edit["sheet"] == comparison["drawing_name"] and edit["category"] != "title_block"
        ]

    return Case(name="sample set", make=lambda _folder: ["demo"], edits=edits)


def random_edits(seed: int = 0) -> Case:
    """Return one set of all kinds of sheets, edited at random and plotted the same way."""
    truths: dict[str, Sequence[Truth]] = {}

    def make(folder: Path) -> list[str]:
        edited = [p for p in pairs(SITUATIONS[0], NUMBERS, seed) if not p.is_unchanged]
        truths.update((pair.number, pair.truths) for pair in edited)
        old, new = folder / "old.pdf", folder / "new.pdf"
        _join([pair.old.pdf for pair in edited], old)
        _join([pair.new.pdf for pair in edited], new)
        return ["compare", str(old), str(new)]

    def edits(comparison: Json) -> list[TrueEdit]:
        return [true_edit(truth) for truth in truths.get(comparison["drawing_name"], ())]

    return Case(name=f"sheets edited at random, seed {seed}", make=make, edits=edits)


def true_edit(truth: Truth) -> TrueEdit:
    """Return an edit of the suite; any of its texts tells of it."""
    texts = tuple(text for pair in truth.texts for text in _texts(*pair))
    return TrueEdit(box_pt=truth.box_pt, texts=texts)


def _texts(old: str | None, new: str | None) -> tuple[str, ...]:
    return tuple(text for text in (new or old,) if text)


def _join(pdfs: Sequence[bytes], path: Path) -> None:
    with pymupdf.open() as joined:
        for pdf in pdfs:
            with pymupdf.open(stream=pdf, filetype="pdf") as page:
                joined.insert_pdf(page)
        joined.save(path)


# --- real drawings --------------------------------------------------------------------------------


def real_cases(drawings: Path) -> Iterator[Case]:
    """Yield the pairs that are there: of large sets only the sheets of which something is known."""
    told = [case for case in (*SINGLE_SHEETS, *SHEETS_OF_SETS) if case.facts]
    for (old, new), cases in groupby(told, key=lambda case: (case.old, case.new)):
        if (drawings / old).is_file() and (drawings / new).is_file():
            yield _real_case(drawings, list(cases))


def _real_case(drawings: Path, sheets: Sequence[TrueChanges]) -> Case:
    old, new = drawings / sheets[0].old, drawings / sheets[0].new

    def make(folder: Path) -> list[str]:
        cut = [folder / "old.pdf", folder / "new.pdf"]
        for source, path in zip((old, new), cut, strict=True):
            with pymupdf.open(source) as document:
                document.select([sheet.page_index for sheet in sheets])
                document.save(path)
        return ["compare", *map(str, cut)]

    def edits(comparison: Json) -> list[TrueEdit]:
        """Take a sheet by its place: those of which something is known lie at the same ones."""
        page = comparison["new_page"]
        if page is None or page != comparison["old_page"]:
            return []
        return [real_edit(fact, comparison) for fact in sheets[page - 1].facts]

    return Case(name=f"{sheets[0].new} ({len(sheets)})", make=make, edits=edits)


def real_edit(fact: Fact, comparison: Json) -> TrueEdit:
    """Return what a person read: by its text, of linework by its place."""
    page = comparison["new_sheet"]
    width, height = page["width_pt"], page["height_pt"]
    x0, y0, x1, y1 = fact.where
    box = (x0 * width, y0 * height, x1 * width, y1 * height)
    return TrueEdit(box_pt=None if fact.text else box, texts=(fact.text,) if fact.text else ())


def main() -> None:
    """Print one line a case."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--case", default="", help="those whose name contains this")
    parser.add_argument(
        "--data", type=Path, default=BESIDE_THE_CHECKOUT, help="folder of real drawings"
    )
    options = parser.parse_args()
    drawings = options.data / "pairs"
    if not drawings.is_dir():
        print(f"no real drawings: {drawings} is not there")
    for case in (sample_set(), random_edits(), *real_cases(drawings)):
        if options.case in case.name:
            print(case.score().line(case.name), flush=True)


if __name__ == "__main__":
    main()
