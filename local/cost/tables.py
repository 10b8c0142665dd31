"""An estimate as tables and as JSON; docs/COST.md holds the same tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from local.cost.measured import Measured, NaivePair
from local.cost.model import (
    MODEL,
    START,
    VIEWING,
    Estimate,
    StageCost,
    Workload,
    naive_pair_cost,
    question_usd,
)
from local.cost.prices import Item, Prices
from local.cost.tiers import (
    DEPLOYED,
    FILES_BYTES,
    MIB,
    Tier,
    choices,
    peak_bytes_of,
    smallest_tier,
    worst_bytes_of,
)

_NAMES: Final = {
    START: "begin",
    "ocr-upload": "split sets",
    "ocr-page": "read pages",
    "ocr-version": "settle readings",
    "diff-session-ready": "match sheets",
    "diff-pair": "compare sheets",
    "summary-overlay": "summarise sheets",
    "summary-set-summary": "summarise sets",
    VIEWING: "look at results",
}
_COMPUTE: Final = (Item.VCPU_S, Item.MEMORY_GIB_S, Item.REQUEST)
_DOCUMENTS: Final = (Item.DOCUMENT_READ, Item.DOCUMENT_WRITE, Item.DOCUMENT_DELETE)
_FILES: Final = (Item.BLOB_WRITE, Item.BLOB_READ, Item.STORAGE_GIB_MONTH)
_MOVED: Final = (Item.EGRESS_GIB, Item.MESSAGE)
# A column each.
_GROUPS: Final = (_COMPUTE, _DOCUMENTS, _FILES, _MOVED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table of texts; the last row is the sum where `has_sum` says so."""

    title: str
    headings: Sequence[str]
    rows: Sequence[Sequence[str]]
    has_sum: bool = False

    def markdown(self) -> str:
        """Return it as the documents have it."""
        rules = ["---", *["---:"] * (len(self.headings) - 1)]
        lines = [" | ".join(cells) for cells in (self.headings, rules, *self.rows)]
        return "\n".join(f"| {line} |" for line in lines)


def cost_table(estimate: Estimate, workload: Workload, prices: Prices, *, less_free: bool) -> Table:
    """Return what a workload costs by stage."""
    rows = [_row(stage, prices) for stage in estimate.stages]
    if workload.llm_model:
        rows.append([f"{MODEL}: {workload.llm_model}", "", "", "", "", _usd(estimate.model_usd)])
    total_usd = estimate.usd(prices, less_free=less_free)
    if less_free:
        free_usd = total_usd - estimate.usd(prices)
        rows.append(["free each month", "", "", "", "", _usd(free_usd)])
    parts = [_part(estimate, prices, items) for items in _GROUPS]
    rows.append(["together", *parts, _usd(total_usd)])
    return Table(
        title=f"{workload.sheets:,.0f} sheets, USD, list prices of {prices.region}, {prices.as_of}",
        headings=["stage", "compute", "Firestore", "files", "moved", "USD"],
        rows=rows,
        has_sum=True,
    )


def _row(stage: StageCost, prices: Prices) -> list[str]:
    cells = [_usd(stage.usd(prices, items)) for items in _GROUPS]
    return [_NAMES[stage.entry], *cells, _usd(stage.usd(prices))]


def _part(estimate: Estimate, prices: Prices, items: Sequence[Item]) -> str:
    return _usd(sum(stage.usd(prices, items) for stage in estimate.stages))


def reference_tables(measured: Measured, prices: Prices) -> list[Table]:
    """Return what an estimate rests on."""
    return [
        tier_table(measured, prices),
        choice_table(measured, prices, "ocr-page"),
        choice_table(measured, prices, "diff-pair"),
        naive_table(measured, prices),
        model_table(measured, prices),
    ]


def tier_table(measured: Measured, prices: Prices) -> Table:
    """Return the instance of every function, and why."""
    rows = []
    for entry, deployed in DEPLOYED.items():
        tier = deployed.tier
        rows.append(
            [
                entry,
                f"{peak_bytes_of(measured, entry) / MIB:.0f}",
                f"{worst_bytes_of(measured, entry) / MIB:.0f}",
                str(smallest_tier(worst_bytes_of(measured, entry), FILES_BYTES.get(entry, 0))),
                str(tier.memory_mib),
                f"{tier.vcpu:g}",
                str(deployed.concurrency),
                str(deployed.max_instances),
                f"{1000 * tier.usd_per_s(prices):.4f}",
            ]
        )
    return Table(
        title="Instances",
        headings=[
            *("function", "common, MiB", "worst, MiB", "least, MiB", "deployed, MiB", "vCPU"),
            *("at once", "instances"),
            "USD per 1,000 s",
        ],
        rows=rows,
    )


def choice_table(measured: Measured, prices: Prices, entry: str) -> Table:
    """Return what each tier would cost for the units of a rendering function."""
    stages = [stage for stage in measured.stages if stage.entry == entry]
    rows = []
    for index, choice in enumerate(choices(1.0, worst_bytes_of(measured, entry), prices)):
        row = [f"{choice.tier.memory_mib}", f"{choice.tier.vcpu:.3g}"]
        for stage in stages:
            made = choices(stage.per_unit.cpu_s, stage.peak_bytes, prices)[index]
            row += [f"{made.seconds:.2f}", f"{made.usd_per_thousand:.3f}"]
        rows.append([*row, "yes" if choice.fits else "no"])
    kinds = [f"{what}, {stage.kind}" for stage in stages for what in ("s", "USD per 1,000")]
    return Table(
        title=f"{entry}: a {stages[0].per}", headings=["MiB", "vCPU", *kinds, "fits"], rows=rows
    )


def naive_table(measured: Measured, prices: Prices) -> Table:
    """Return what comparing costs in the obvious pipeline, compute alone."""
    ours = next(s for s in measured.stages if s.entry == "diff-pair")
    tier = DEPLOYED["diff-pair"].tier
    own_usd = ours.per_unit.cpu_s * tier.usd_per_s(prices)
    own = NaivePair(cpu_s=ours.per_unit.cpu_s, peak_bytes=ours.peak_bytes, source="")
    rows = [_pipeline_row("ours", own, tier, own_usd, 1.0)]
    for name, pair in measured.naive.items():
        naive_tier, usd = naive_pair_cost(pair, prices)
        rows.append(_pipeline_row(f"naive, {name}", pair, naive_tier, usd, usd / own_usd))
    return Table(
        title="Comparing 1,000 pairs, compute alone",
        headings=["pipeline", "CPU s", "peak MiB", "MiB", "vCPU", "USD", "times ours"],
        rows=rows,
    )


def _pipeline_row(name: str, pair: NaivePair, tier: Tier, usd: float, times: float) -> list[str]:
    return [
        name,
        f"{pair.cpu_s:.2f}",
        f"{pair.peak_bytes / MIB:,.0f}",
        f"{tier.memory_mib:,}",
        f"{tier.vcpu:g}",
        f"{1000 * usd:.2f}",
        f"{times:.0f}",
    ]


def model_table(measured: Measured, prices: Prices) -> Table:
    """Return what a language model costs a sheet and a set."""
    rows = []
    for name, model in prices.models.items():
        sheet = question_usd(measured.model_sheet, model)
        rows.append(
            [
                name,
                f"{measured.model_sheet.text_tokens:,.0f}",
                f"{measured.model_sheet.images * model.tokens_per_image:,.0f}",
                f"{measured.model_sheet.output_tokens:,.0f}",
                f"{1000 * measured.asked_share * sheet:.2f}",
                f"{question_usd(measured.model_set, model):.4f}",
            ]
        )
    return Table(
        title="Summaries by a language model",
        headings=[
            *("model", "text tokens", "picture tokens", "answer tokens", "USD per 1,000 sheets"),
            "USD a set",
        ],
        rows=rows,
    )


def as_json(
    estimate: Estimate, workload: Workload, prices: Prices, *, less_free: bool
) -> dict[str, Any]:
    """Return the estimate with every amount, for machines."""
    return {
        "schema": "buildtrace.cost/1",
        "workload": asdict(workload),
        "prices": {"as_of": prices.as_of, "region": prices.region},
        "stages": [
            {
                "name": stage.entry,
                "usd": round(stage.usd(prices), 6),
                "amounts": {
                    item.value: round(stage.amounts[item], 4)
                    for item in Item
                    if stage.amounts.get(item)
                },
            }
            for stage in estimate.stages
        ],
        "language_model_usd": round(estimate.model_usd, 6),
        "less_free": less_free,
        "total_usd": round(estimate.usd(prices, less_free=less_free), 6),
    }


def _usd(value: float) -> str:
    """Return dollars with the digits that say something."""
    if round(value, 4) == 0:
        return "–"
    return f"{value:,.2f}" if abs(value) >= 1 else f"{value:.4f}"
