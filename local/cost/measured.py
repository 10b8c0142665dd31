"""What `python -m benchmarks.footprint` measured: the file beside this, and how it is read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Final

from pydantic import TypeAdapter

from local.cost.usage import Usage

MEASURED_PATH: Final = Path(__file__).with_name("measured.json")


class SheetKind(StrEnum):
    """What a set consists of."""

    VECTOR = "vector"  # plotted: lines and text
    SCAN = "scan"  # an image a page


class Per(StrEnum):
    """What a stage's units are."""

    PAGE = "page"
    SHEET = "sheet"  # a pair, or one added or removed


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasuredStage:
    """One stage on sheets of one kind.

    Attributes:
        entry: the deployed function, `start` for what begins a comparison.
        sets: how often it runs in a comparison beside its units: 2 for each version, 1, or 0 for
            one that runs for each unit alone.
        per: what `per_unit` is of.
        per_set: what it takes whatever the number of units.
        per_unit: what each unit takes.
        cpu_samples_s: of single units, ascending; none of stages that handle a whole set.
        first_cpu_s: what the first event of a process takes more than the same event later.
        peak_bytes: of the process, Google's clients loaded, after all that was measured.
    """

    entry: str
    kind: SheetKind
    sets: int
    per: Per
    per_set: Usage
    per_unit: Usage
    cpu_samples_s: tuple[float, ...]
    first_cpu_s: float
    peak_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasuredStart:
    """A function's process until it can take an event: interpreter, imports, clients."""

    cpu_s: float
    peak_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelTokens:
    """What one question holds.

    Attributes:
        text_tokens: of instructions, evidence and the answer's schema.
        images: pictures of at most 512 × 512 px.
        output_tokens: of an answer that says what the rules say.
    """

    text_tokens: float
    images: float
    output_tokens: float


@dataclass(frozen=True, slots=True, kw_only=True)
class NaivePair:
    """One pair in the obvious pipeline of `benchmarks.naive`."""

    cpu_s: float
    peak_bytes: int
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewed:
    """What one look at one sheet moves: its overlay and thumbnail."""

    bytes_out: float


@dataclass(frozen=True, slots=True, kw_only=True)
class WorstPeak:
    """The memory of a process after one unusual sheet or pair."""

    what: str
    peak_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """Everything that was measured.

    Attributes:
        commands: what measured it, by the part of this file.
        stages: of a comparison, in their order.
        starts: by function.
        model_sheet: of sheets that a model is asked about.
        asked_share: of sheets, those with a change list.
        model_set: of the summary of a set.
        naive: by variant.
        viewed: by kind of sheet.
        worst: the largest sheets and worst pairs, by function.
    """

    measured_at: str
    machine: str
    commands: Mapping[str, str]
    stages: tuple[MeasuredStage, ...]
    starts: Mapping[str, MeasuredStart]
    model_sheet: ModelTokens
    asked_share: float
    model_set: ModelTokens
    naive: Mapping[str, NaivePair]
    viewed: Mapping[SheetKind, Viewed]
    worst: Mapping[str, tuple[WorstPeak, ...]] = field(default_factory=dict)

    def of_kind(self, kind: SheetKind) -> tuple[MeasuredStage, ...]:
        """Return the stages on sheets of that kind."""
        return tuple(stage for stage in self.stages if stage.kind is kind)


_ADAPTER: Final = TypeAdapter(Measured)


def load_measured(path: Path = MEASURED_PATH) -> Measured:
    """Return what a file holds.

    Raises:
        ValidationError: it holds something else.
    """
    return _ADAPTER.validate_json(path.read_bytes())


def dump_measured(measured: Measured) -> str:
    """Return a file's text."""
    return _ADAPTER.dump_json(measured, indent=1).decode() + "\n"
