"""The completion protocol in a hostile world: thousands of seeds, and proof that they bite."""

from __future__ import annotations

import logging
from itertools import chain

import pytest

from common import completion
from tests.simulation.chain import Run
from tests.simulation.mutants import MUTANTS, Mutant
from tests.simulation.promises import violations

SEEDS_TO_CATCH = 4000  # the rarest is first caught by seed 3110


@pytest.fixture(autouse=True)
def _small_shards(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two units a shard, so that small sets have several."""
    monkeypatch.setattr(completion, "UNITS_PER_SHARD", 2)


@pytest.fixture(autouse=True)
def _without_logs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logging.getLogger("buildtrace"), "disabled", True)


def _broken(seed: int) -> list[str]:
    """Return what seed breaks, each with the seed that repeats it."""
    return [f"seed {seed}: {violation}" for violation in violations(Run(seed).to_the_end())]


def test_every_promise_holds_for_every_seed(seeds: range) -> None:
    assert [line for seed in seeds for line in _broken(seed)] == []


def test_a_seed_repeats_itself_exactly() -> None:
    first, second = (Run(7).to_the_end() for _ in range(2))
    assert first.rng.getstate() == second.rng.getstate()
    assert first.ports.clock.now() == second.ports.clock.now()


def test_the_world_is_hostile() -> None:
    runs = [Run(seed).to_the_end() for seed in range(100)]
    assert (
        min(
            sum(run.interrupts.kills for run in runs),
            sum(run.duplicates for run in runs),
            sum(run.bus.lost for run in runs),
            sum(run.documents.conflicts for run in runs),
            sum(len(run.dead_letters) for run in runs),
            sum(run.late_sweeps for run in runs),
            sum(run.refusals for run in runs),
            sum(len(run.script.deadly_pages) for run in runs),
        )
        > 10
    )


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_a_broken_protocol_is_caught(mutant: Mutant, monkeypatch: pytest.MonkeyPatch) -> None:
    mutant.apply(monkeypatch)
    seeds = chain(range(mutant.seed, SEEDS_TO_CATCH), range(mutant.seed))
    assert any(_broken(seed) for seed in seeds)
