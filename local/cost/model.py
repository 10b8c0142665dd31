"""The cost model: what a workload uses, stage by stage. Pure; docs/COST.md explains it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from local.cost.measured import Measured, MeasuredStage, ModelTokens, NaivePair, Per, SheetKind
from local.cost.prices import Item, ModelPrice, Prices
from local.cost.tiers import DEPLOYED, Tier, least_vcpu, smallest_tier
from local.cost.usage import Usage

GIB: Final = 2.0**30
# Cloud Run counts a request to the next .1 s: half of that on average.
ROUNDING_S: Final = 0.05
# A listening client is sent each sheet's record when it looks, when compared, when summarised.
LISTENED_READS: Final = 3.0
START: Final = "start"
VIEWING, MODEL = "viewing", "language model"

Amounts = Mapping[Item, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Waits:
    """How long a function waits for others, in s. Assumed: nothing was measured in a cloud."""

    document_call_s: float = 0.02
    blob_call_s: float = 0.05
    bytes_per_s: float = 100e6
    model_answer_s: float = 10.0

    def of(self, usage: Usage) -> float:
        """Return the waiting that a use of documents and files brings."""
        moved = usage.read_bytes + usage.written_bytes
        calls = usage.document_calls * self.document_call_s + usage.blob_calls * self.blob_call_s
        return calls + moved / self.bytes_per_s


@dataclass(frozen=True, slots=True, kw_only=True)
class Workload:
    """What is compared.

    Attributes:
        sheets: pairs, and single sheets that were added or removed.
        sets: comparisons that these sheets belong to.
        pages_per_sheet: 2 where both sets are new, 1 where the old one has been read already.
        scan_share: of the sheets, 0 to 1.
        looks_per_sheet: how often somebody opens a sheet.
        viewers: who watch while a comparison runs.
        months: that everything is kept.
        llm_model: that writes the summaries, "" for the rules.
        cpu_factor: CPU seconds of a deployed vCPU for one of the machine that measured.
    """

    sheets: float
    sets: float = 1.0
    pages_per_sheet: float = 2.0
    scan_share: float = 0.0
    looks_per_sheet: float = 2.0
    viewers: float = 1.0
    months: float = 1.0
    llm_model: str = ""
    cpu_factor: float = 1.0

    def share_of(self, kind: SheetKind) -> float:
        """Return how much of it is of a kind."""
        return self.scan_share if kind is SheetKind.SCAN else 1.0 - self.scan_share

    def units(self, stage: MeasuredStage) -> float:
        """Return how many units a stage has on sheets of its kind."""
        per_sheet = self.pages_per_sheet if stage.per is Per.PAGE else 1.0
        return self.sheets * per_sheet * self.share_of(stage.kind)


@dataclass(frozen=True, slots=True, kw_only=True)
class StageCost:
    """What one stage uses."""

    entry: str
    amounts: Amounts

    def usd(self, prices: Prices, items: Iterable[Item] = Item) -> float:
        """Return what it costs, or what some items of it do."""
        return sum(prices.usd(item, self.amounts.get(item, 0.0)) for item in items)


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """What a workload uses and a language model takes.

    Attributes:
        stages: in the order of a comparison, then looking at it.
        model_usd: of the language model.
    """

    stages: tuple[StageCost, ...]
    model_usd: float

    @property
    def amounts(self) -> Amounts:
        """All of it by item."""
        return summed([stage.amounts for stage in self.stages])

    def usd(self, prices: Prices, *, less_free: bool = False) -> float:
        """Return what everything costs."""
        used = self.amounts
        cloud = (prices.usd(item, amount, less_free=less_free) for item, amount in used.items())
        return sum(cloud) + self.model_usd


def estimate(
    workload: Workload, measured: Measured, prices: Prices, waits: Waits | None = None
) -> Estimate:
    """Return what a workload uses.

    Raises:
        KeyError: the price list has no such language model.
    """
    model = prices.models[workload.llm_model] if workload.llm_model else None
    entries = list(dict.fromkeys(stage.entry for stage in measured.stages))
    waits = waits or Waits()
    stages = [_stage_cost(entry, workload, measured, waits) for entry in entries]
    return Estimate(
        stages=(*stages, _viewing(workload, measured)),
        model_usd=_model_usd(workload, measured, model) if model else 0.0,
    )


def _stage_cost(entry: str, workload: Workload, measured: Measured, waits: Waits) -> StageCost:
    stages = [stage for stage in measured.stages if stage.entry == entry]
    parts = [_of_kind(stage, workload, measured, waits) for stage in stages]
    return StageCost(entry=entry, amounts=summed(parts))


def _of_kind(stage: MeasuredStage, workload: Workload, measured: Measured, waits: Waits) -> Amounts:
    """Return what a stage uses on sheets of its kind; sets are shared out like sheets."""
    units = workload.units(stage)
    runs = workload.sets * stage.sets * workload.share_of(stage.kind)
    usage = stage.per_set.times(runs) + stage.per_unit.times(units)
    amounts = _counted(usage, workload.months)
    if stage.entry == START:
        return amounts
    deployed, events = DEPLOYED[stage.entry], runs or units
    busy_s = _busy_s(stage, usage, events, workload, waits)
    busy_s += _starting_s(stage, events, workload, measured)
    return summed([amounts, _compute(deployed.tier, busy_s, events)])


def _busy_s(
    stage: MeasuredStage, usage: Usage, events: float, workload: Workload, waits: Waits
) -> float:
    """Return for how long instances are paid: they share what they wait, never what they work."""
    deployed = DEPLOYED[stage.entry]
    work_s = usage.cpu_s * workload.cpu_factor / min(1.0, deployed.tier.vcpu)
    wait_s = waits.of(usage) + events * ROUNDING_S
    if workload.llm_model and stage.entry.startswith("summary"):
        wait_s += events * waits.model_answer_s
    return max(work_s, (work_s + wait_s) / deployed.concurrency)


def _starting_s(
    stage: MeasuredStage, events: float, workload: Workload, measured: Measured
) -> float:
    """Return the paid time of cold starts: every instance that the events of a set could fill."""
    instances = min(DEPLOYED[stage.entry].max_instances * workload.sets, events)
    start = measured.starts[stage.entry.split("-", maxsplit=1)[0]]
    return instances * (start.cpu_s + stage.first_cpu_s) * workload.cpu_factor


def _compute(tier: Tier, seconds: float, requests: float) -> Amounts:
    return {
        Item.VCPU_S: seconds * tier.vcpu,
        Item.MEMORY_GIB_S: seconds * tier.memory_mib / 1024,
        Item.REQUEST: requests,
    }


def _counted(usage: Usage, months: float) -> Amounts:
    return {
        Item.DOCUMENT_READ: usage.document_reads,
        Item.DOCUMENT_WRITE: usage.document_writes,
        Item.DOCUMENT_DELETE: usage.document_deletes,
        Item.BLOB_WRITE: usage.blob_writes,
        Item.BLOB_READ: usage.blob_reads,
        Item.STORAGE_GIB_MONTH: usage.written_bytes / GIB * months,
        Item.MESSAGE: 2 * usage.messages,  # at the publisher and again at the subscriber
    }


def _viewing(workload: Workload, measured: Measured) -> StageCost:
    looks = workload.sheets * workload.looks_per_sheet
    bytes_out = sum(
        looks * workload.share_of(kind) * viewed.bytes_out
        for kind, viewed in measured.viewed.items()
    )
    return StageCost(
        entry=VIEWING,
        amounts={
            Item.EGRESS_GIB: bytes_out / GIB,
            Item.BLOB_READ: 2 * looks,
            Item.DOCUMENT_READ: workload.viewers * LISTENED_READS * workload.sheets,
        },
    )


def _model_usd(workload: Workload, measured: Measured, model: ModelPrice) -> float:
    sheets = workload.sheets * measured.asked_share * question_usd(measured.model_sheet, model)
    return sheets + workload.sets * question_usd(measured.model_set, model)


def question_usd(tokens: ModelTokens, model: ModelPrice) -> float:
    """Return what one question with its answer costs."""
    input_tokens = tokens.text_tokens + tokens.images * model.tokens_per_image
    return (
        input_tokens * model.input_usd_per_million
        + tokens.output_tokens * model.output_usd_per_million
    ) / 1e6


def summed(parts: Sequence[Amounts]) -> Amounts:
    """Return the sum by item."""
    return {item: sum(part.get(item, 0.0) for part in parts) for item in Item}


def naive_pair_cost(pair: NaivePair, prices: Prices) -> tuple[Tier, float]:
    """Return the instance that the obvious pipeline needs, and the USD of a pair of its work.

    It has one thread: further vCPU are paid and idle. No headroom is asked of it, in its favour.
    """
    memory_mib = smallest_tier(pair.peak_bytes, headroom=1.0)
    tier = Tier(memory_mib=memory_mib, vcpu=max(1.0, least_vcpu(memory_mib)))
    return tier, pair.cpu_s * tier.usd_per_s(prices)
