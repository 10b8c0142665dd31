"""Commands on a comparison that is done: have a sheet summarised anew, ask about all of them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape

from functions.api.exports.session_json import Json
from local.chat_command import chat_with
from local.guarded import EXIT_OK, guarded
from local.regenerate_command import SheetEdits, regenerate_sheet

Out = Annotated[Path, typer.Argument(help="Folder of an earlier comparison.")]
Texts = list[str] | None


def _texts(help_text: str) -> typer.models.OptionInfo:
    option: typer.models.OptionInfo = typer.Option(help=help_text)
    return option


def regenerate(
    out: Out,
    *,
    sheet: Annotated[str, typer.Option(help="Its number, or a page of it: A-101, new:5.")],
    remove: Annotated[Texts, _texts("A change that is none: c3.")] = None,
    restore: Annotated[Texts, _texts("A change of which nothing is said any more: c3.")] = None,
    relabel: Annotated[Texts, _texts('What a change is: c4="Door 118A is rated now".')] = None,
    kind: Annotated[Texts, _texts("c4=added, removed, modified or moved.")] = None,
    category: Annotated[
        Texts, _texts("c4=dimension, text, linework, fill, title_block or revision_mark.")
    ] = None,
    box: Annotated[Texts, _texts("Where a change is: c4=x0,y0,x1,y1, as box_pt.")] = None,
    add: Annotated[
        Texts,
        _texts(
            'A change that is missing: x0,y0,x1,y1="New hose bibb"; after the box a kind and a '
            "category: x0,y0,x1,y1,added,linework=…"
        ),
    ] = None,
    withdraw: Annotated[
        bool, typer.Option("--withdraw", help="Take back everything said of the sheet.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the sheet as JSON.")] = False,
) -> None:
    """Correct a sheet's change list and have its summary written anew; without edits, the latter.

    What was said before stands until it is said otherwise. report.html, changes.csv and
    session.json are written again, the summary of the set with them.

    Exit codes: 0 done; 1 it could not be summarised; 2 wrong use; 130 interrupted.
    """
    edits = SheetEdits(
        remove=remove or (), restore=restore or (), relabel=relabel or (), kind=kind or (),
        category=category or (), box=box or (), add=add or (), withdraw=withdraw,
    )  # fmt: skip
    errors = Console(stderr=True)

    def work() -> int:
        _document, done = regenerate_sheet(out, sheet, edits)
        _show(done, as_json=as_json)
        if done["summary_error"] is None:
            return EXIT_OK
        errors.print(f"[red]Error:[/] {escape(done['summary_error']['message'])}", soft_wrap=True)
        return 1

    raise typer.Exit(
        guarded(
            work,
            errors,
            if_unwritable=f"The results go to {out}. Make room there.",
            if_stopped="Stopped; what was said is kept. Run the same command without edits.",
        )
    )


def chat(
    out: Out,
    question: Annotated[
        str | None, typer.Argument(help="A question; without one, questions are asked for.")
    ] = None,
    *,
    conversation: Annotated[
        str | None, typer.Option(help="Id of an earlier conversation to go on with.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the answer as JSON.")] = False,
) -> None:
    """Ask about a comparison: which doors changed, what changed on A-101, any new notes.

    Answers come from the change lists and summaries of this comparison and cite sheet and change.
    Without a language model (BUILDTRACE_LLM_MODEL) they are a search, and say so.

    Exit codes: 0 answered; 2 wrong use; 130 interrupted.
    """
    errors = Console(stderr=True)

    def work() -> int:
        with chat_with(out, conversation) as asked:
            if question is None:
                asked.converse(Console())
            else:
                asked.answer(question, Console(), as_json=as_json)
        return EXIT_OK

    raise typer.Exit(
        guarded(
            work,
            errors,
            if_unwritable=f"The conversation goes to {out}. Make room there.",
            if_stopped="Stopped.",
        )
    )


def _show(sheet: Json, *, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(sheet, indent=1))
        return
    console = Console()
    summary = sheet["summary"] or {}
    console.print(f"[bold]{escape(sheet['drawing_name'])}[/] {sheet['counts']['total']} changes")
    for region in (sheet["corrections"] or {}).get("regions", []):
        console.print(f"  {escape(_said(region))}", highlight=False)
    console.print(escape(summary.get("summary_text", "")), highlight=False)
    if summary.get("critical_change"):
        console.print(f"[red]![/] {escape(summary['critical_change'])}", highlight=False)


def _said(region: Json) -> str:
    """Return all that a person says of one change, also what is said beside its name."""
    box = region["box_pt"] and "box " + ",".join(f"{value:g}" for value in region["box_pt"])
    facts = [text for text in (region["label"], region["kind"], region["category"], box) if text]
    head = f"{region['change_id']} {region['action']}"
    return f"{head}: {', '.join(facts)}" if facts else head


def add_review_commands(app: typer.Typer) -> None:
    """Make them commands of `buildtrace`."""
    app.command()(regenerate)
    app.command()(chat)
