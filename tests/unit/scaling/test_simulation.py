"""The simulation of the deployed chain: what must hold in it, and cases known in closed form."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise

import pytest
import simpy
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.scaling.chain import Load, Marks, Tally, World, simulated
from benchmarks.scaling.delivery import Subscription
from benchmarks.scaling.instances import Function, Steps
from benchmarks.scaling.parameters import Cloud, GivenUp, ModelLimits, Push, Scaling
from benchmarks.scaling.services import HotDocument, LanguageModel
from local.cost.measured import Measured, SheetKind, load_measured
from local.cost.tiers import Deployed, Tier

MEASURED: Measured = load_measured()
TIER = Tier(memory_mib=512, vcpu=1)
# Instances that are there at once, and requests that wait as long as they must.
PATIENT = Scaling(container_s=0.0, new_per_s=1e9, pending_s=1e9)
FIVE = GivenUp(deliveries=5)
AT_ONCE = Push(latency_s=0.0, window=10**6, max_window=10**6, doubled_share=0.0)


def _server(env: simpy.Environment, instances: int, concurrency: int = 1) -> Function:
    deployed = Deployed(tier=TIER, concurrency=concurrency, max_instances=instances)
    return Function(env, deployed, PATIENT, 0.0)


def _served(
    jobs: int, seconds: float, *, instances: int, concurrency: int = 1
) -> tuple[float, Function]:
    """Return when the last of equal jobs, all there at once, is done."""
    env = simpy.Environment()
    function = _server(env, instances, concurrency)
    subscription = Subscription(env, function, AT_ONCE, FIVE, 1e9, random.Random(0))
    ended: list[float] = []
    for _ in range(jobs):
        subscription.publish(lambda: _work(env, seconds, ended), lambda: None)
    env.run()
    return ended[-1], function


def _work(env: simpy.Environment, seconds: float, ended: list[float]) -> Steps:
    """Work so long and note when it was done; the simulation goes on until no time-out is left."""
    yield env.timeout(seconds)
    ended.append(env.now)
    return True


class TestClosedForm:
    def test_one_server_takes_one_job_after_the_other(self) -> None:
        ended_s, function = _served(7, 3.0, instances=1)
        assert ended_s == pytest.approx(21.0)
        assert function.busy_s == pytest.approx(21.0)
        # The k-th of equal jobs waits for k before it: 3 · (0 + 1 + … + 6).
        assert function.waited_s == pytest.approx(3.0 * 21)

    @given(st.integers(1, 40), st.integers(1, 8), st.integers(1, 4))
    @settings(max_examples=40)
    def test_equal_servers_share_equal_jobs(
        self, jobs: int, instances: int, concurrency: int
    ) -> None:
        ended_s, _ = _served(jobs, 2.0, instances=instances, concurrency=concurrency)
        assert ended_s == pytest.approx(2.0 * -(-jobs // (instances * concurrency)))

    def test_commits_to_one_document_come_one_after_the_other(self) -> None:
        env = simpy.Environment()
        document = HotDocument(env, 0.5)
        for _ in range(6):
            env.process(document.commit())
        env.run()
        assert env.now == pytest.approx(3.0)

    def test_a_start_is_waited_for_once(self) -> None:
        env = simpy.Environment()
        deployed = Deployed(tier=TIER, concurrency=1, max_instances=1)
        function = Function(env, deployed, replace(PATIENT, container_s=4.0), 1.0)
        subscription = Subscription(env, function, AT_ONCE, FIVE, 1e9, random.Random(0))
        ended: list[float] = []
        for _ in range(3):
            subscription.publish(lambda: _work(env, 2.0, ended), lambda: None)
        env.run()
        assert ended == pytest.approx([7, 9, 11])

    def test_a_language_model_answers_at_its_rate(self) -> None:
        env = simpy.Environment()
        limits = ModelLimits(
            requests_per_minute=60, tokens_per_minute=1e9, tokens_per_request=1, patience_s=5
        )
        model = LanguageModel(env, limits)
        turns = [model.turn_s() for _ in range(8)]
        assert turns == pytest.approx([0, 1, 2, 3, 4, 5, None, None])
        assert (model.answered, model.gave_up) == (6, 2)


class TestDelivery:
    def test_what_waits_too_long_is_refused_and_comes_again(self) -> None:
        env = simpy.Environment()
        deployed = Deployed(tier=TIER, concurrency=1, max_instances=1)
        function = Function(env, deployed, replace(PATIENT, pending_s=10.0), 0.0)
        push = replace(AT_ONCE, min_backoff_s=10.0)
        subscription = Subscription(env, function, push, FIVE, 1e9, random.Random(0))
        ended: list[float] = []
        for _ in range(3):
            subscription.publish(lambda: _work(env, 8.0, ended), lambda: None)
        env.run()
        # Served at 0 and 8; the third is refused at 10 and comes again at 20.
        assert ended == pytest.approx([8, 16, 28])
        assert (function.refused, subscription.deliveries, subscription.dead) == (1, 4, 0)

    @pytest.mark.parametrize(
        ("given_up", "deliveries", "buried_s"),
        [
            # Five times the limit of a function, and pauses of 10, 20, 40 and 80 s.
            (FIVE, 5, 5 * 540 + 150),
            # The sixth push finds that five have begun it, and begins it no more.
            (GivenUp(deliveries=100, beginnings=5), 6, 5 * 540 + 310),
        ],
    )
    def test_what_nobody_can_handle_is_given_up_in_the_end(
        self, given_up: GivenUp, deliveries: int, buried_s: float
    ) -> None:
        env = simpy.Environment()
        buried: list[float] = []
        push, function = replace(AT_ONCE, min_backoff_s=10.0), _server(env, 1)
        subscription = Subscription(env, function, push, given_up, 540.0, random.Random(0))
        subscription.publish(lambda: _work(env, 1000.0, []), lambda: buried.append(env.now))
        env.run(until=100_000)
        assert (subscription.deliveries, subscription.dead) == (deliveries, 1)
        assert buried == pytest.approx([buried_s])
        assert function.busy_s == pytest.approx(5 * 540)

    def test_what_was_only_refused_is_not_given_up_by_its_beginnings(self) -> None:
        env = simpy.Environment()
        deployed = Deployed(tier=TIER, concurrency=1, max_instances=1)
        function = Function(env, deployed, replace(PATIENT, pending_s=10.0), 0.0)
        given_up = GivenUp(deliveries=100, beginnings=2)
        push = replace(AT_ONCE, min_backoff_s=10.0, max_backoff_s=20.0)
        subscription = Subscription(env, function, push, given_up, 1e9, random.Random(0))
        ended: list[float] = []
        for _ in range(20):
            subscription.publish(lambda: _work(env, 30.0, ended), lambda: None)
        env.run()
        assert (len(ended), subscription.dead) == (20, 0)
        assert function.refused > 20 * 2

    def test_the_window_bounds_what_is_under_way(self) -> None:
        env = simpy.Environment()
        function = _server(env, 100)
        push = replace(AT_ONCE, window=4, max_window=8)
        subscription = Subscription(env, function, push, FIVE, 1e9, random.Random(0))
        ended: list[float] = []
        for _ in range(28):
            subscription.publish(lambda: _work(env, 1.0, ended), lambda: None)
        env.run()
        assert ended[-1] == pytest.approx(4.0)  # 4, then 8 at once three times


class TestTally:
    @given(st.integers(1, 200), st.integers(0, 10**6), st.floats(0, 0.5))
    @settings(max_examples=40)
    def test_exactly_one_count_completes_it_whatever_comes_twice(
        self, total: int, seed: int, doubled: float
    ) -> None:
        env, completed, luck = simpy.Environment(), list[int](), random.Random(seed)
        tally = Tally(env, total, 0.1)

        def unit(index: int) -> Steps:
            yield env.timeout(luck.random())
            if (yield from tally.count(index)):
                completed.append(index)

        for index in range(total):
            for _ in range(2 if luck.random() < doubled else 1):
                env.process(unit(index))
        env.run()
        assert len(completed) == 1
        assert tally.counted == set(range(total))


def _cloud(**changed: object) -> Cloud:
    return replace(Cloud(), **changed)  # type: ignore[arg-type]


def _run(
    sheets: int, cloud: Cloud | None = None, *, sheets_per_set: int = 50, seed: int = 0
) -> tuple[Marks, Mapping[str, Function]]:
    load = Load(sheets=sheets, sheets_per_set=sheets_per_set)
    return simulated(cloud or Cloud(), MEASURED, load, seed)


class TestChain:
    @pytest.mark.parametrize("doubled", [0.0, 0.3])
    def test_every_unit_is_done_once_although_messages_come_twice(self, doubled: float) -> None:
        marks, _ = _run(120, _cloud(push=Push(doubled_share=doubled)))
        assert (marks.pages_read, marks.compared, marks.summarised) == (240, 120, 120)
        assert (marks.completed_sets, marks.failed) == (3, {})

    def test_units_are_done_even_where_many_become_dead_letters(self) -> None:
        few = dict(Cloud().functions)
        for name in ("ocr-page", "diff-pair", "summary-overlay"):
            few[name] = replace(few[name], max_instances=1)
        impatient = replace(Scaling(), pending_s=4.0)
        given_up = dict.fromkeys(Cloud().given_up, GivenUp(deliveries=2))
        marks, _ = _run(120, _cloud(functions=few, scaling=impatient, given_up=given_up))
        assert marks.failed["ocr-page"] > 0
        assert (marks.pages_read, marks.compared, marks.summarised) == (240, 120, 120)

    def test_none_is_lost_by_waiting_alone(self) -> None:
        few = dict(Cloud().functions)
        for name in ("ocr-page", "diff-pair"):
            few[name] = replace(few[name], max_instances=1)
        cloud = _cloud(functions=few, scaling=replace(Scaling(), pending_s=1.0))
        marks, _ = _run(600, cloud)
        assert (marks.failed, marks.completed_sets) == ({}, 12)
        five = dict.fromkeys(cloud.given_up, FIVE)
        assert _run(600, replace(cloud, given_up=five))[0].failed["ocr-page"] > 0

    def test_the_same_seed_gives_the_same_run(self) -> None:
        assert _run(60)[0] == _run(60)[0]
        assert _run(60)[0] != _run(60, seed=1)[0]

    def test_things_happen_in_the_order_of_the_chain(self) -> None:
        marks, _ = _run(40)
        assert marks.first_sheet_s is not None
        times = [marks.split_s, marks.read_s, marks.settled_s, marks.matched_s,
                 marks.first_sheet_s, marks.compared_s, marks.completed_s]  # fmt: skip
        assert times == sorted(times)

    def test_work_is_what_was_measured(self) -> None:
        world = World(Cloud(), MEASURED, SheetKind.VECTOR)
        world.run(Load(sheets=200))
        pair = world.stages["diff-pair"]
        each_s = pair.per_unit.cpu_s + world.cloud.waits.of(pair.per_unit)
        # And the commits that it waits for; none is faster than the measured fastest.
        assert world.functions["diff-pair"].busy_s > 200 * each_s * 0.9
        assert world.functions["diff-pair"].served >= 200

    @pytest.mark.parametrize("sheets", [40, 400])
    def test_more_instances_never_take_longer_by_much(self, sheets: int) -> None:
        def completed_s(instances: int) -> float:
            functions = dict(Cloud().functions)
            for name in ("ocr-page", "diff-pair"):
                functions[name] = replace(functions[name], max_instances=instances)
            return _run(sheets, _cloud(functions=functions), sheets_per_set=400)[0].completed_s

        times = [completed_s(n) for n in (2, 8, 32, 128)]
        # Chance orders units anew each time: allow what one unit takes.
        assert all(more <= few + 3 for few, more in pairwise(times))
        assert times[0] > times[-1]

    def test_a_slower_document_never_helps(self) -> None:
        quick, slow = (_run(200, _cloud(document_write_s=s))[0].completed_s for s in (0.0, 2.0))
        assert slow > quick + 10

    def test_a_language_models_rate_bounds_the_end(self) -> None:
        limits = ModelLimits(requests_per_minute=30, tokens_per_minute=1e9)
        marks, _ = _run(200, _cloud(model=limits))
        asked = 200 * MEASURED.asked_share
        assert marks.completed_s > (asked * 0.8) / 30 * 60
        assert marks.summarised == 200


class TestLittlesLaw:
    def test_the_queue_is_arrival_rate_times_waiting(self) -> None:
        """L = λW, the queue sampled and each wait summed, over a day of random arrivals."""
        env, luck = simpy.Environment(), random.Random(3)
        function = _server(env, 2)
        lengths: list[int] = []

        def arrivals() -> Steps:
            while env.now < 86_400:
                yield env.timeout(luck.expovariate(0.8))
                env.process(job())

        def job() -> Steps:
            yield from function.acquire()
            seconds = luck.expovariate(0.5)
            yield env.timeout(seconds)
            function.release(seconds)

        def watch() -> Steps:
            while env.now < 86_400:
                yield env.timeout(0.5)
                lengths.append(function.waiting)

        env.process(arrivals())
        env.process(watch())
        env.run()
        rate = function.served / 86_400
        mean_wait_s = function.waited_s / function.served
        assert sum(lengths) / len(lengths) == pytest.approx(rate * mean_wait_s, rel=0.05)
        # M/M/2 with a load of .8: W = 2 · .8² / (1 - .8²) s.
        assert mean_wait_s == pytest.approx(2 * 0.64 / 0.36, rel=0.15)
        assert function.busy_s / 86_400 / 2 == pytest.approx(0.8, rel=0.03)
