"""What the command shows: bars while it runs, a table when it is done."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from common.chain.progress import StageProgress
from common.completion import Progress as StageCount
from common.domain.changes import NOT_ISSUED
from functions.api.exports.session_json import Json

MAX_POINTS = 6  # report.html has them all
MAX_NAMES = 6
_BARS = {"pages": "Reading pages", "pairs": "Comparing sheets", "summaries": "Summarising"}
_GRADES = {
    "verified": "[green]verified[/]",
    "good": "[green]good[/]",
    "doubtful": "[yellow]doubtful[/]",
    "not_comparable": "[red]not comparable[/]",
}
_KINDS = {"matched": "matched", "added": "[green]added[/]", "removed": "[red]removed[/]"}


class LiveBars:
    """One bar a stage; a stage that has not begun shows none of its units."""

    def __init__(self, progress: Progress, stages: Sequence[str]) -> None:
        self._progress = progress
        self._tasks = {name: progress.add_task(_BARS[name], total=None) for name in stages}

    def show(self, stages: StageProgress) -> None:
        """Move the bars to where the run stands."""
        self._move("pages", stages.pages)
        self._move("pairs", stages.pairs)
        self._move("summaries", stages.summaries)

    def _move(self, name: str, count: StageCount | None) -> None:
        if count is not None:
            done = count.completed + count.failed
            self._progress.update(self._tasks[name], total=count.total, completed=done)


@contextmanager
def live_bars(
    console: Console, *, quiet: bool, stages: Sequence[str] = tuple(_BARS)
) -> Iterator[LiveBars]:
    """Show the bars while the context lasts; in a pipe rich prints only the last state."""
    columns = (
        TextColumn("{task.description:<17}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, disable=quiet) as progress:
        yield LiveBars(progress, stages)


def print_result(console: Console, document: Json, out: str) -> None:
    """Print the table of sheets, what needs a look, and where the files are."""
    console.print(_table(document))
    for line in notices(document):
        console.print(f"[yellow]![/] {escape(line)}", soft_wrap=True, highlight=False)
    _print_set_summary(console, document["set_summary"])
    session = document["session"]
    lacking = "not issued" if session["new_set_is_partial"] else "removed"
    console.print(
        f"{session['matched']} matched, {session['added']} added, {session['removed']} {lacking} "
        f"in {document['timings_s']['total']:.1f} s "
        f"(at most {document['peak_memory_bytes'] / 1e6:.0f} MB in {document['worker_count']} "
        "workers)",
        highlight=False,
    )
    if "language_model" in session:
        console.print(_spent(session["language_model"]), highlight=False)
    console.print(f"Open {escape(out)}/report.html", highlight=False, soft_wrap=True)


def _print_set_summary(console: Console, summary: Json | None) -> None:
    """Print what matters most over all sheets, and each discipline in a line."""
    if summary is None:
        return
    console.print(f"\n[bold]The set:[/] {escape(summary['summary_text'])}", highlight=False)
    for digest in summary["disciplines"]:
        if digest["changed_count"]:
            line = f"  [bold]{escape(digest['name'])}[/] {escape(digest['text'])}"
            console.print(line, highlight=False)
    for point in [p for p in summary["points"] if p["severity"] == "high"][:MAX_POINTS]:
        sheets = escape(", ".join(point["sheets"]))
        console.print(f"  [red]![/] {sheets}: {escape(point['text'])}", highlight=False)
    console.print()


def _spent(spent: Json) -> str:
    """Return what the session cost; a part of a cent is money too."""
    tokens = spent["input_tokens"] + spent["output_tokens"]
    held = spent["held_usd_micros"] / 1e6
    unknown = f", up to {held:.4f} USD more for questions without an answer" if held else ""
    return (
        f"Language model: {spent['answer_count']} answers, {tokens:,} tokens, "
        f"{spent['cost_usd_micros'] / 1e6:.4f} USD{unknown}"
    )


def _table(document: Json) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name, justify in (("Sheet", "left"), ("Title", "left"), ("Kind", "left")):
        table.add_column(name, justify=justify, max_width=34)  # type: ignore[arg-type]  # rich names a Literal
    table.add_column("Alignment")
    table.add_column("Changes", justify="right")
    table.add_column("Critical", max_width=60)
    for comparison in document["comparisons"]:
        table.add_row(*_row(comparison))
    return table


def is_not_issued(comparison: Json) -> bool:
    """Tell a sheet that a partial issue leaves out from one that was removed."""
    return bool(comparison["match"]["method"] == NOT_ISSUED)


def _row(comparison: Json) -> tuple[str, ...]:
    name = escape(comparison["drawing_name"])
    if comparison["match"]["review"]:
        name += " [yellow]?[/]"
    if comparison["error"]:
        message = escape(comparison["error"]["message"])
        return (name, escape(comparison["title"]), "[red]failed[/]", "", "", message)
    alignment = comparison["alignment"]
    grade = _GRADES[alignment["grade"]] if alignment else ""
    comparable = alignment is not None and alignment["grade"] != "not_comparable"
    summary = comparison["summary"] or {}
    return (
        name,
        escape(comparison["title"]),
        "not issued" if is_not_issued(comparison) else _KINDS[comparison["kind"]],
        grade,
        str(comparison["counts"]["total"]) if comparable else "",
        escape(summary.get("critical_change") or ""),
    )


def notices(document: Json) -> list[str]:
    """Return what a person should look at: files and pages that failed, doubtful matches."""
    session = document["session"]
    lines = []
    if session["old"]["sha256"] == session["new"]["sha256"]:
        lines.append("Both sets have the same content, so nothing can have changed.")
    lines += [
        f"{which} set: {warning}"
        for which in ("old", "new")
        for warning in session[which]["warnings"]
    ]
    lines += [
        f"{page['set']} set, page {page['page']} of {page['file_name']}: {page['message']}"
        for page in document["failed_pages"]
    ]
    lines += [
        f"{comparison['drawing_name']}: {comparison['match']['reason']}"
        for comparison in document["comparisons"]
        if comparison["match"]["review"]
    ]
    return lines + list(_told_by_rules(document))


def _told_by_rules(document: Json) -> Iterator[str]:
    """Yield why the rules wrote what the language model was asked for, each reason once."""
    sheets: dict[str, list[str]] = {}
    for comparison in document["comparisons"]:
        use = (comparison["summary"] or {}).get("language_model")
        if use and use["fallback"]:
            sheets.setdefault(use["fallback"], []).append(comparison["drawing_name"])
    for why, names in sheets.items():
        more = f" and {len(names) - MAX_NAMES} more" if len(names) > MAX_NAMES else ""
        yield f"{', '.join(names[:MAX_NAMES])}{more}: summarised by rules. {why}"
    use = (document["set_summary"] or {}).get("language_model")
    if use and use["fallback"]:
        yield f"The set: summarised by rules. {use['fallback']}"
