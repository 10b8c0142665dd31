"""The memory of every function is chosen by what was measured."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from local.cost.measured import load_measured
from local.cost.prices import load_prices
from local.cost.tiers import (
    DEPLOYED,
    FILES_BYTES,
    HEADROOM,
    MIB,
    Tier,
    choices,
    least_vcpu,
    smallest_tier,
    worst_bytes_of,
)
from local.stack.topology import ENTRY_POINTS

MEASURED, PRICES = load_measured(), load_prices()
ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.parametrize("entry", DEPLOYED)
def test_the_deployed_memory_holds_the_measured_peak(entry: str) -> None:
    files_bytes = FILES_BYTES.get(entry, 0)
    least_mib = smallest_tier(worst_bytes_of(MEASURED, entry), files_bytes)
    assert DEPLOYED[entry].tier.memory_mib >= least_mib


def test_what_is_priced_is_what_is_deployed() -> None:
    text = (ROOT / "terraform" / "functions.tf").read_text(encoding="utf-8")
    ordinary = _sizes(text[text.index("ordinary_size") : text.index("small_size")])
    for entry, deployed in DEPLOYED.items():
        block = text[text.index(f"    {entry} = {{") :]
        size = ordinary | _sizes(block[block.index("size ") : block.index("\n    }")])
        assert _mib(size["memory"]) == deployed.tier.memory_mib, entry
        assert float(size["cpu"]) == deployed.tier.vcpu, entry
        assert int(size["concurrency"]) == deployed.concurrency, entry
        assert int(size["max_instances"]) == deployed.max_instances, entry


def _sizes(text: str) -> dict[str, str]:
    return dict(re.findall(r'(memory|cpu|concurrency|max_instances)\s*=\s*"?([^",\s]+)', text))


def _mib(memory: str) -> int:
    number, unit = re.fullmatch(r"(\d+)(Mi|Gi)", memory).groups()  # type: ignore[union-attr]
    return int(number) * (1024 if unit == "Gi" else 1)


@pytest.mark.parametrize("entry", DEPLOYED)
def test_the_deployed_cpu_is_one_that_the_memory_allows(entry: str) -> None:
    deployed = DEPLOYED[entry]
    assert deployed.tier.vcpu >= least_vcpu(deployed.tier.memory_mib)
    assert deployed.concurrency == 1 or deployed.tier.vcpu >= 1


def test_what_renders_takes_one_event_at_a_time() -> None:
    heavy = {entry.name for entry in ENTRY_POINTS if entry.is_heavy}
    assert heavy <= DEPLOYED.keys()
    assert {DEPLOYED[name].concurrency for name in heavy} == {1}


@given(st.integers(1, 20 * 2**30))
def test_the_smallest_tier_holds_the_peak_and_the_one_below_does_not(peak_bytes: int) -> None:
    tier_mib = smallest_tier(peak_bytes)
    assert peak_bytes * HEADROOM <= tier_mib * MIB
    smaller = [c for c in choices(1.0, peak_bytes, PRICES) if c.tier.memory_mib < tier_mib]
    assert not any(choice.fits for choice in smaller)


def test_no_instance_holds_everything() -> None:
    with pytest.raises(ValueError, match="no instance"):
        smallest_tier(40 * 2**30)


def test_a_part_of_a_core_takes_as_much_longer() -> None:
    by_memory = {choice.tier.memory_mib: choice for choice in choices(1.0, 100 * MIB, PRICES)}
    assert by_memory[1024].seconds == pytest.approx(2.0)
    assert by_memory[4096].seconds == pytest.approx(1.0)
    assert by_memory[8192].seconds == pytest.approx(1.0)  # the second core idles and is paid
    assert by_memory[8192].usd_per_thousand > 1.9 * by_memory[4096].usd_per_thousand


def test_a_second_of_an_instance() -> None:
    assert Tier(memory_mib=2048, vcpu=1).usd_per_s(PRICES) == pytest.approx(0.000024 + 0.000005)
