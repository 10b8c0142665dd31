"""`buildtrace cost`: what a comparison costs in Google Cloud."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table as RichTable

from common.domain.errors import ErrorCode, PermanentError
from local.cost.measured import load_measured
from local.cost.model import Workload, estimate
from local.cost.prices import Prices, load_prices
from local.cost.tables import Table, as_json, cost_table, reference_tables
from local.guarded import EXIT_OK, guarded

_NO_LIST = "There are list prices for {known} only. Give those of {wanted} with --prices FILE."


def cost(
    *,
    sheets: Annotated[int, typer.Option(min=1, help="Sheets to compare: pairs, added, removed.")],
    sets: Annotated[int, typer.Option(min=1, help="Comparisons they belong to.")] = 1,
    pages_per_sheet: Annotated[
        float,
        typer.Option(min=0.5, max=2, help="Pages to read a sheet; 1 if the old set was read."),
    ] = 2.0,
    scans: Annotated[float, typer.Option(min=0, max=1, help="Share of scanned sheets.")] = 0.0,
    looks: Annotated[float, typer.Option(min=0, help="Times a sheet is opened.")] = 2.0,
    viewers: Annotated[float, typer.Option(min=0, help="People who watch a comparison run.")] = 1.0,
    months: Annotated[float, typer.Option(min=0, help="For how long files are kept.")] = 1.0,
    llm_model: Annotated[
        str, typer.Option(help="Language model that writes summaries; without it, the rules do.")
    ] = "",
    region: Annotated[str, typer.Option(help="Of the price list.")] = "us-central1",
    prices: Annotated[
        Path | None, typer.Option(help="Your prices as JSON; see docs/COST.md.")
    ] = None,
    cpu_factor: Annotated[
        float, typer.Option(min=0.1, help="How many times longer than measured a vCPU works.")
    ] = 1.0,
    less_free: Annotated[
        bool, typer.Option("--less-free", help="Leave out what is free each month.")
    ] = False,
    json_wanted: Annotated[
        bool, typer.Option("--json", help="Print JSON with all amounts.")
    ] = False,
    markdown: Annotated[
        bool,
        typer.Option("--markdown", help="Print Markdown, with the tables behind the estimate."),
    ] = False,
) -> None:
    """Estimate what comparing so many sheets costs in Google Cloud.

    Exit codes: 0 printed; 2 wrong use.
    """
    workload = Workload(
        sheets=sheets, sets=sets, pages_per_sheet=pages_per_sheet, scan_share=scans,
        looks_per_sheet=looks, viewers=viewers, months=months, llm_model=llm_model,
        cpu_factor=cpu_factor,
    )  # fmt: skip

    def work() -> int:
        listed = _prices(prices, region, llm_model)
        measured = load_measured()
        found = estimate(workload, measured, listed)
        table = cost_table(found, workload, listed, less_free=less_free)
        if json_wanted:
            typer.echo(json.dumps(as_json(found, workload, listed, less_free=less_free), indent=1))
        elif markdown:
            for each in (table, *reference_tables(measured, listed)):
                typer.echo(f"**{each.title}**\n\n{each.markdown()}\n")
        else:
            _show(table, listed)
        return EXIT_OK

    errors = Console(stderr=True)
    raise typer.Exit(
        guarded(work, errors, if_unwritable="Choose another file.", if_stopped="Stopped.")
    )


def _prices(path: Path | None, region: str, llm_model: str) -> Prices:
    """Return the price list that was asked for.

    Raises:
        PermanentError: it is of another region, or knows no such model (code INVALID_INPUT).
    """
    listed = load_prices(path)
    if listed.region != region:
        raise PermanentError(
            ErrorCode.INVALID_INPUT, _NO_LIST.format(known=listed.region, wanted=region)
        )
    if llm_model and llm_model not in listed.models:
        known = ", ".join(listed.models)
        raise PermanentError(
            ErrorCode.INVALID_INPUT, _NO_LIST.format(known=known, wanted=llm_model)
        )
    return listed


def _show(table: Table, prices: Prices) -> None:
    shown = RichTable(title=table.title)
    for index, heading in enumerate(table.headings):
        shown.add_column(heading, justify="right" if index else "left")
    for number, row in enumerate(table.rows, 1):
        shown.add_row(*row, style="bold" if table.has_sum and number == len(table.rows) else None)
    console = Console()
    console.print(shown)
    console.print(prices.note, soft_wrap=True, highlight=False)


def add_cost_command(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(cost)
