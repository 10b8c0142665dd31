"""How long sets take in a cloud: `python -m benchmarks.scaling [--svg FILE]`, nothing deployed.

A discrete-event simulation of the deployed chain: stage times are what `benchmarks.footprint`
measured, the cloud around them is documented or assumed (`benchmarks.scaling.parameters`). What is
printed stands in docs/SCALING.md.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from benchmarks.drawings import print_table
from benchmarks.scaling.chain import Load, World, simulated
from benchmarks.scaling.parameters import Cloud, ModelLimits
from benchmarks.scaling.report import HEADINGS, Outcome, Series, plot, row, seconds
from local.cost.measured import Measured, SheetKind, load_measured

SIZES = (10, 30, 100, 300, 1000, 3000, 10000)
SENSITIVITY_SHEETS = 1000


def outcome(cloud: Cloud, measured: Measured, load: Load) -> Outcome:
    """Run one simulation."""
    marks, functions = simulated(cloud, measured, load)
    return Outcome(load=load, marks=marks, functions=functions)


def print_sizes(measured: Measured, kind: SheetKind, cloud: Cloud, title: str) -> list[Outcome]:
    """Print a table by size."""
    print(f"\n### {title}\n")
    found = [outcome(cloud, measured, Load(sheets=size, kind=kind)) for size in SIZES]
    rows = [row(f"{size:,}", each) for size, each in zip(SIZES, found, strict=True)]
    print_table(HEADINGS, rows)
    return found


def variants() -> list[tuple[str, Cloud]]:
    """Return the clouds that the sensitivity is of."""
    cloud, waits = raised(), Cloud().waits
    return [
        ("as above", cloud),
        *(
            (f"{n} instances for pages and pairs", with_instances(cloud, n))
            for n in (20, 50, 200, 400)
        ),
        ("instances come at 5 a second", _scaled(cloud, new_per_s=5.0)),
        ("instances come at 100 a second", _scaled(cloud, new_per_s=100.0)),
        ("a start takes 5 s more", _scaled(cloud, container_s=6.5)),
        ("1 s between commits to a document", replace(cloud, document_write_s=1.0)),
        (
            "calls twice as slow",
            replace(
                cloud,
                waits=replace(
                    waits,
                    document_call_s=2 * waits.document_call_s,
                    blob_call_s=2 * waits.blob_call_s,
                ),
            ),
        ),
        ("5 deliveries before the dead letter", with_deliveries(cloud, 5)),
    ]


def with_instances(cloud: Cloud, count: int) -> Cloud:
    """Return the cloud with so many instances for pages and for pairs."""
    functions = dict(cloud.functions)
    for name in ("ocr-page", "diff-pair"):
        functions[name] = replace(functions[name], max_instances=count)
    return replace(cloud, functions=functions)


def raised() -> Cloud:
    """Return the cloud of somebody who asked for 100 instances for pages and for pairs."""
    return with_instances(Cloud(), 100)


def with_deliveries(cloud: Cloud, count: int) -> Cloud:
    """Return the cloud with so many deliveries of a page, pair or summary to the dead letter."""
    changed = {
        name: replace(given_up, deliveries=count)
        for name, given_up in cloud.given_up.items()
        if given_up.beginnings
    }
    return replace(cloud, given_up={**cloud.given_up, **changed})


def _scaled(cloud: Cloud, **changed: float) -> Cloud:
    return replace(cloud, scaling=replace(cloud.scaling, **changed))


def print_sensitivity(measured: Measured, kind: SheetKind) -> None:
    """Print what becomes of the result when something is otherwise."""
    print(f"\n### {SENSITIVITY_SHEETS:,} sheets, {kind}, if …\n")
    load = Load(sheets=SENSITIVITY_SHEETS, kind=kind)
    print_table(HEADINGS, [row(name, outcome(c, measured, load)) for name, c in variants()])


def print_crowds(measured: Measured) -> None:
    """Print what becomes of more than the instances can take, with more of this or that."""
    print("\n### 10,000 scanned sheets at once, if …\n")
    cloud, load = raised(), Load(sheets=10_000, kind=SheetKind.SCAN)
    clouds = [
        ("as above", cloud),
        ("5 deliveries before the dead letter", with_deliveries(cloud, 5)),
        ("20 deliveries before the dead letter", with_deliveries(cloud, 20)),
        ("400 instances for pages and pairs", with_instances(cloud, 400)),
        ("1,000 instances for pages and pairs", with_instances(cloud, 1000)),
        ("20 instances", Cloud()),
        ("20 instances, 5 deliveries", with_deliveries(Cloud(), 5)),
    ]
    print_table(HEADINGS, [row(name, outcome(c, measured, load)) for name, c in clouds])


def print_limits(measured: Measured) -> None:
    """Print the largest set that a function finishes within its time, by its own calls alone."""
    print("\n### The largest set\n")
    cloud, rows = Cloud(), list[list[str]]()
    for kind in SheetKind:
        world = World(cloud, measured, kind)
        for name, stage in world.stages.items():
            if stage.sets and name in cloud.functions:
                each_s = world.set_s(stage, 1001) - world.set_s(stage, 1000)
                largest = (cloud.scaling.limit_s - world.set_s(stage, 0)) / each_s
                thousand_s = seconds(world.set_s(stage, 1000))
                rows.append([name, kind, f"{1000 * each_s:.0f} ms a {stage.per}", thousand_s,
                             f"{largest:,.0f}"])  # fmt: skip
    print_table(["function", "kind", "each", "1,000 of them", "most within 540 s"], rows)


def print_models(measured: Measured) -> None:
    """Print what a language model's limits do."""
    print("\n### Summaries by a language model\n")
    rows = []
    for tokens in (200_000, 2_000_000, 10_000_000):
        limits = ModelLimits(tokens_per_minute=tokens, requests_per_minute=tokens / 3000)
        cloud = replace(raised(), model=limits)
        for sheets in (100, 1000, 10000):
            marks, _ = simulated(cloud, measured, Load(sheets=sheets))
            rows.append([f"{tokens:,}", f"{sheets:,}", seconds(marks.first_sheet_s),
                         seconds(marks.completed_s)])  # fmt: skip
    print_table(["tokens a minute", "sheets", "first sheet", "completed"], rows)


def lines(vector: Sequence[Outcome], scans: Sequence[Outcome]) -> list[Series]:
    """Return the plot's lines."""
    made = []
    for name, dark, light, found in (
        ("plotted", "#1b5e9e", "#7fb2e0", vector),
        ("scans", "#b3400a", "#f0a274", scans),
    ):
        first = [(o.load.sheets, o.marks.first_sheet_s) for o in found if o.marks.first_sheet_s]
        made.append(Series(name=f"{name}: first sheet", colour=light, points=first))
        ended = [(o.load.sheets, o.marks.completed_s) for o in found if o.marks.completed_s]
        made.append(Series(name=f"{name}: completed", colour=dark, points=ended))
    return made


def main() -> None:
    """Simulate, print and draw."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--svg", type=Path, help="where the plot goes")
    svg = parser.parse_args().svg
    measured = load_measured()
    for kind in SheetKind:
        print_sizes(measured, kind, Cloud(), f"As deployed at first, 20 instances: {kind}")
    vector = print_sizes(measured, SheetKind.VECTOR, raised(), "Plotted sheets, 100 instances")
    scans = print_sizes(measured, SheetKind.SCAN, raised(), "Scanned sheets, 100 instances")
    for kind in SheetKind:
        print_sensitivity(measured, kind)
    print_crowds(measured)
    print_limits(measured)
    print_models(measured)
    if svg:
        svg.write_text(plot(lines(vector, scans)), encoding="utf-8")


if __name__ == "__main__":
    main()
