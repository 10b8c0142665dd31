"""How large an instance a function needs, and what a second of it costs.

Cloud Run's rules (cloud.google.com/run/docs/configuring/services/cpu and …/memory-limits): less
than one vCPU allows one request at a time; more than 512 MiB need half a vCPU, more than 1 GiB a
whole one, more than 4 GiB two.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from local.cost.measured import Measured
from local.cost.prices import Item, Prices

MIB: Final = 2**20
MEMORY_TIERS_MIB: Final = (256, 512, 1024, 2048, 4096, 8192, 16384, 24576, 32768)
# (more than so many MiB, at least so many vCPU)
_LEAST_VCPU: Final = ((24576, 8.0), (16384, 6.0), (8192, 4.0), (4096, 2.0), (1024, 1.0), (512, 0.5))
# Beyond what was measured: larger images than ours, and the process above functions-framework's.
HEADROOM: Final = 1.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Tier:
    """An instance."""

    memory_mib: int
    vcpu: float

    def usd_per_s(self, prices: Prices) -> float:
        """Return what a second costs."""
        memory = prices.usd(Item.MEMORY_GIB_S, self.memory_mib / 1024)
        return prices.usd(Item.VCPU_S, self.vcpu) + memory


@dataclass(frozen=True, slots=True, kw_only=True)
class Deployed:
    """How a function is deployed.

    Attributes:
        concurrency: requests that one instance takes at once.
        max_instances: beside each other.
    """

    tier: Tier
    concurrency: int
    max_instances: int


# As terraform/functions.tf has it; a test holds the two together. Rendering takes a whole vCPU and
# one event at a time, because MuPDF is not thread-safe.
DEPLOYED: Final[Mapping[str, Deployed]] = {
    "ocr-upload": Deployed(tier=Tier(memory_mib=2048, vcpu=1), concurrency=1, max_instances=20),
    "ocr-page": Deployed(tier=Tier(memory_mib=2048, vcpu=1), concurrency=1, max_instances=20),
    "ocr-version": Deployed(tier=Tier(memory_mib=1024, vcpu=1), concurrency=1, max_instances=20),
    "diff-session-ready": Deployed(
        tier=Tier(memory_mib=2048, vcpu=1), concurrency=1, max_instances=20
    ),
    "diff-pair": Deployed(tier=Tier(memory_mib=4096, vcpu=1), concurrency=1, max_instances=20),
    "summary-overlay": Deployed(
        tier=Tier(memory_mib=1024, vcpu=1), concurrency=4, max_instances=10
    ),
    "summary-set-summary": Deployed(
        tier=Tier(memory_mib=1024, vcpu=1), concurrency=4, max_instances=5
    ),
}
# What an instance holds beside its processes: its disk is its memory, and an upload may have 1 GiB.
FILES_BYTES: Final[Mapping[str, int]] = {"ocr-upload": 1024 * MIB}


def least_vcpu(memory_mib: int) -> float:
    """Return the vCPU that so much memory needs; below 512 MiB a third, as functions have."""
    return next((vcpu for above, vcpu in _LEAST_VCPU if memory_mib > above), 1 / 3)


def smallest_tier(peak_bytes: int, files_bytes: int = 0, headroom: float = HEADROOM) -> int:
    """Return the least memory in MiB that holds a peak with headroom and the files on its disk.

    An instance's disk is its memory.

    Raises:
        ValueError: no instance is so large.
    """
    needed_mib = peak_bytes / MIB * headroom + files_bytes / MIB
    for tier_mib in MEMORY_TIERS_MIB:
        if needed_mib <= tier_mib:
            return tier_mib
    raise ValueError(f"no instance has {needed_mib:.0f} MiB")


@dataclass(frozen=True, slots=True, kw_only=True)
class TierChoice:
    """One tier that could be chosen for a function's unit.

    Attributes:
        seconds: that a unit of work takes on it.
        usd_per_thousand: units.
        fits: whether the measured peak with headroom does.
    """

    tier: Tier
    seconds: float
    usd_per_thousand: float
    fits: bool


def choices(cpu_s: float, peak_bytes: int, prices: Prices) -> Sequence[TierChoice]:
    """Return what a unit of one thread takes and costs on tiers up to 8 GiB.

    Less than a vCPU makes it slower by as much; more than one does not make it faster.
    """
    made = []
    for memory_mib in MEMORY_TIERS_MIB[:6]:
        tier = Tier(memory_mib=memory_mib, vcpu=least_vcpu(memory_mib))
        seconds = cpu_s / min(1.0, tier.vcpu)
        made.append(
            TierChoice(
                tier=tier,
                seconds=seconds,
                usd_per_thousand=1000 * seconds * tier.usd_per_s(prices),
                fits=memory_mib >= smallest_tier(peak_bytes),
            )
        )
    return made


def peak_bytes_of(measured: Measured, entry: str) -> int:
    """Return the highest measured peak of a function on common sheets of all kinds."""
    return max(stage.peak_bytes for stage in measured.stages if stage.entry == entry)


def worst_bytes_of(measured: Measured, entry: str) -> int:
    """Return the highest measured peak of a function, unusual sheets included."""
    unusual = [peak.peak_bytes for peak in measured.worst.get(entry, ())]
    return max(peak_bytes_of(measured, entry), *unusual, 0)
