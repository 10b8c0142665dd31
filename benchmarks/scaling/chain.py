"""The chain over the simulated cloud: events, units, tallies, as docs/ARCHITECTURE.md has them."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial

import simpy

from benchmarks.scaling.delivery import Subscription
from benchmarks.scaling.instances import Function, Steps
from benchmarks.scaling.parameters import Cloud
from benchmarks.scaling.services import HotDocument, LanguageModel
from common.completion import UNITS_PER_SHARD
from local.cost.measured import Measured, MeasuredStage, SheetKind
from local.cost.usage import Usage


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """What is uploaded at once: sets of sheets of one kind, both revisions of each."""

    sheets: int
    sheets_per_set: int = 500
    kind: SheetKind = SheetKind.VECTOR

    def sets(self) -> list[int]:
        """Return the sheets of every set."""
        whole, rest = divmod(self.sheets, self.sheets_per_set)
        return [self.sheets_per_set] * whole + ([rest] if rest else [])


class Tally:
    """Counts units, each once, and tells who counted the last (`common.completion`)."""

    def __init__(self, env: simpy.Environment, total: int, write_s: float) -> None:
        self.total, self.counted = total, set[int]()
        self._shards = [HotDocument(env, write_s) for _ in range(-(-total // UNITS_PER_SHARD))]
        self._left = [len(range(k, total, len(self._shards))) for k in range(len(self._shards))]
        self._root, self._open = HotDocument(env, write_s), len(self._shards)

    def count(self, index: int) -> Steps:
        """Count a unit; gives whether the stage is complete by it."""
        if index in self.counted:
            return False
        self.counted.add(index)
        shard = index % len(self._shards)
        yield from self._shards[shard].commit()
        self._left[shard] -= 1
        if self._left[shard]:
            return False
        yield from self._root.commit()
        self._open -= 1
        return self._open == 0


@dataclass(slots=True, kw_only=True)
class Marks:
    """When it happened, in s since the upload; of several sets the last.

    Attributes:
        first_sheet_s: the first sheet that can be looked at.
        failed: units and sets that ended as dead letters, by function.
    """

    first_sheet_s: float | None = None
    split_s: float = 0.0
    read_s: float = 0.0
    settled_s: float = 0.0
    matched_s: float = 0.0
    compared_s: float = 0.0
    completed_s: float = 0.0
    completed_sets: int = 0
    compared: int = 0
    summarised: int = 0
    pages_read: int = 0
    failed: dict[str, int] = field(default_factory=dict)


class World:
    """One simulation."""

    def __init__(
        self,
        cloud: Cloud,
        measured: Measured,
        kind: SheetKind,
        seed: int = 0,
        functions: Callable[[simpy.Environment], Mapping[str, Function]] | None = None,
    ) -> None:
        self.env, self.cloud, self.marks = simpy.Environment(), cloud, Marks()
        self._luck = random.Random(seed)
        self.stages = {stage.entry: stage for stage in measured.of_kind(kind)}
        self._asked_share = measured.asked_share
        made = functions(self.env) if functions else self._deployed(measured)
        self.functions: Mapping[str, Function] = made
        self.subscriptions = {
            name: Subscription(
                self.env,
                function,
                cloud.push,
                cloud.given_up[name],
                cloud.scaling.limit_s,
                self._luck,
            )
            for name, function in made.items()
        }
        self.model = LanguageModel(self.env, cloud.model) if cloud.model else None

    def _deployed(self, measured: Measured) -> dict[str, Function]:
        made = {}
        for name, deployed in self.cloud.functions.items():
            start = measured.starts[name.split("-", maxsplit=1)[0]]
            start_s = start.cpu_s + self.stages[name].first_cpu_s
            made[name] = Function(self.env, deployed, self.cloud.scaling, start_s)
        return made

    def run(self, load: Load) -> Marks:
        """Upload everything and run until nothing is left to do."""
        for sheets in load.sets():
            ComparedSet(self, sheets).begin()
        self.env.run()
        return self.marks

    def publish(
        self, entry: str, work: Callable[[], Steps], bury: Callable[[], None] | None = None
    ) -> None:
        """Publish an event of an entry."""

        def buried() -> None:
            self.marks.failed[entry] = self.marks.failed.get(entry, 0) + 1
            if bury:
                bury()

        self.subscriptions[entry].publish(work, buried)

    def unit_s(self, stage: MeasuredStage) -> float:
        """Return the time of a unit: a measured one by chance, and what it waits."""
        usage = stage.per_unit
        cpu_s = self._luck.choice(stage.cpu_samples_s) if stage.cpu_samples_s else usage.cpu_s
        return cpu_s + self.cloud.waits.of(usage)

    def set_s(self, stage: MeasuredStage, units: int) -> float:
        """Return the time of a stage that handles a whole set, one call after the other."""
        usage: Usage = stage.per_set + stage.per_unit.times(units)
        return usage.cpu_s + self.cloud.waits.of(usage)

    def asks_model(self) -> bool:
        """Tell whether a sheet has what a model is asked about."""
        return self.model is not None and self._luck.random() < self._asked_share


class ComparedSet:
    """One session: two versions, read and compared."""

    def __init__(self, world: World, sheets: int) -> None:
        self._world, self._sheets = world, sheets
        self._versions_ready = set[int]()
        self._is_matched = self._has_ended = False
        write_s = world.cloud.document_write_s
        self._pages = [Tally(world.env, sheets, write_s) for _ in range(2)]
        self._pairs, self._summaries = (Tally(world.env, sheets, write_s) for _ in range(2))

    def begin(self) -> None:
        """Both files are there."""
        for version in range(2):
            self._world.publish("ocr-upload", partial(self._split, version))

    def _split(self, version: int) -> Steps:
        world = self._world
        yield world.env.timeout(world.set_s(world.stages["ocr-upload"], self._sheets))
        world.marks.split_s = world.env.now
        for index in range(self._sheets):
            world.publish(
                "ocr-page",
                partial(self._read, version, index),
                partial(self._count_page_apart, version, index),
            )
        return True

    def _read(self, version: int, index: int) -> Steps:
        world, tally = self._world, self._pages[version]
        if index not in tally.counted:
            yield world.env.timeout(world.unit_s(world.stages["ocr-page"]))
        yield from self._count_page(version, index)
        return True

    def _count_page(self, version: int, index: int) -> Steps:
        world, tally = self._world, self._pages[version]
        world.marks.pages_read += index not in tally.counted
        if (yield from tally.count(index)):
            world.marks.read_s = world.env.now
            world.publish("ocr-version", partial(self._settle, version))

    def _count_page_apart(self, version: int, index: int) -> None:
        self._world.env.process(self._count_page(version, index))

    def _settle(self, version: int) -> Steps:
        world = self._world
        yield world.env.timeout(world.set_s(world.stages["ocr-version"], self._sheets))
        world.marks.settled_s = world.env.now
        self._versions_ready.add(version)
        if len(self._versions_ready) == 2:
            world.publish("diff-session-ready", self._match)
        return True

    def _match(self) -> Steps:
        world = self._world
        if not self._is_matched:
            yield world.env.timeout(world.set_s(world.stages["diff-session-ready"], self._sheets))
        if self._is_matched:
            return True
        self._is_matched = True
        world.marks.matched_s = world.env.now
        for index in range(self._sheets):
            world.publish(
                "diff-pair",
                partial(self._compare, index),
                partial(self._count_pair_apart, index),
            )
        return True

    def _compare(self, index: int) -> Steps:
        world = self._world
        if index not in self._pairs.counted:
            yield world.env.timeout(world.unit_s(world.stages["diff-pair"]))
        yield from self._count_pair(index)
        return True

    def _count_pair(self, index: int) -> Steps:
        world, marks = self._world, self._world.marks
        marks.compared += index not in self._pairs.counted
        yield from self._pairs.count(index)
        marks.compared_s = world.env.now
        if marks.first_sheet_s is None:
            marks.first_sheet_s = world.env.now
        world.publish(
            "summary-overlay",
            partial(self._summarise, index),
            partial(self._count_summary_apart, index),
        )

    def _count_pair_apart(self, index: int) -> None:
        self._world.env.process(self._count_pair(index))

    def _summarise(self, index: int) -> Steps:
        world = self._world
        if index not in self._summaries.counted:
            yield world.env.timeout(world.unit_s(world.stages["summary-overlay"]))
            if world.asks_model() and world.model and world.cloud.model:
                wait_s = world.model.turn_s()
                if wait_s is not None:
                    self._answer_later(index, wait_s + world.cloud.model.answer_s)
                    return True  # published anew until its turn comes
        yield from self._count_summary(index)
        return True

    def _answer_later(self, index: int, wait_s: float) -> None:
        def answered() -> Steps:
            yield self._world.env.timeout(wait_s)
            yield from self._count_summary(index)

        self._world.env.process(answered())

    def _count_summary(self, index: int) -> Steps:
        world, marks = self._world, self._world.marks
        marks.summarised += index not in self._summaries.counted
        if (yield from self._summaries.count(index)):
            marks.completed_s = world.env.now
            marks.completed_sets += 1
            world.publish("summary-set-summary", self._summarise_set)

    def _count_summary_apart(self, index: int) -> None:
        self._world.env.process(self._count_summary(index))

    def _summarise_set(self) -> Steps:
        world = self._world
        yield world.env.timeout(world.set_s(world.stages["summary-set-summary"], self._sheets))
        return True


def simulated(
    cloud: Cloud, measured: Measured, load: Load, seed: int = 0
) -> tuple[Marks, Mapping[str, Function]]:
    """Run one simulation."""
    world = World(cloud, measured, load.kind, seed)
    marks = world.run(load)
    return marks, world.functions
