"""The `buildtrace` command."""

from __future__ import annotations

import io
import json
import sys
import tempfile
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape

import samples
from common.domain.errors import ErrorCode, PermanentError
from functions.api.exports.formats import ExportFormat
from functions.api.exports.load import load_export
from functions.api.exports.session_json import Json, RunFacts, session_document
from local.correct_command import Said, withdraw_said, write_said
from local.corrections import FILE_NAME as CORRECTIONS
from local.corrections import earlier_run, load_corrections
from local.cost_command import add_cost_command
from local.display import live_bars, print_result
from local.export_command import write_exports
from local.guarded import EXIT_NOTHING_COMPARED, EXIT_OK, guarded
from local.inputs import drawing_set
from local.ops.cli import add_ops_commands
from local.options import Workers
from local.outputs import write_outputs
from local.read_command import read_drawing_set, reading_table
from local.review_cli import add_review_commands
from local.run import local_run
from local.server_cli import add_server_commands

app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False)

Out = Annotated[Path, typer.Option(help="Folder for the results.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print session.json instead of a table.")]
Resume = Annotated[bool, typer.Option(help="Go on with an interrupted run in the same folder.")]
Partial = Annotated[
    bool, typer.Option("--partial", help="The new set is a partial issue: missing is not removed.")
]
HideAnnotations = Annotated[
    bool, typer.Option("--hide-annotations", help="Markups in the PDFs are not compared.")
]
CorrectionsFile = Annotated[
    Path | None,
    typer.Option(help="File with a person's corrections; OUT/corrections.json without it."),
]


@dataclass(frozen=True, slots=True, kw_only=True)
class RunOptions:
    """How a comparison is run."""

    resume: bool
    workers: int
    is_partial: bool = False
    hides_annotations: bool = False
    corrections_file: Path | None = None


def _tell_version(asked: bool) -> None:
    if asked:
        typer.echo(f"buildtrace {version('buildtrace')}")
        raise typer.Exit


@app.callback()
def _buildtrace(
    *,
    _version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_tell_version, is_eager=True, help="Print the version and leave."
        ),
    ] = False,
) -> None:
    """Compare two revisions of a construction drawing set and see what changed."""


@app.command()
def compare(
    old: Annotated[Path, typer.Argument(help="Old set: PDF, PNG, JPEG, TIFF or a folder of them.")],
    new: Annotated[Path, typer.Argument(help="New set, likewise.")],
    out: Out = Path("buildtrace-out"),
    *,
    as_json: AsJson = False,
    resume: Resume = False,
    partial: Partial = False,
    hide_annotations: HideAnnotations = False,
    corrections: CorrectionsFile = None,
    workers: Workers = 0,
) -> None:
    """Match, align and compare every sheet of two drawing sets.

    Exit codes: 0 something was compared (single sheets may have failed, the output says which);
    1 nothing could be compared; 2 wrong use; 130 interrupted, go on with --resume.

    With --json, a comparison that failed is printed as well; standard output is empty when there
    was nothing to start with, and standard error says why.
    """
    options = RunOptions(
        resume=resume,
        workers=workers,
        is_partial=partial,
        hides_annotations=hide_annotations,
        corrections_file=corrections,
    )
    raise typer.Exit(_compare(old, new, out, options, as_json=as_json))


@app.command()
def correct(
    out: Annotated[Path, typer.Argument(help="Folder of an earlier comparison.")],
    *,
    page: Annotated[str | None, typer.Option(help="A page, old:3 or new:5.")] = None,
    number: Annotated[str | None, typer.Option(help="Its sheet number.")] = None,
    pair: Annotated[
        tuple[str, str] | None, typer.Option(help="Two pages that are one sheet: old:3 new:4.")
    ] = None,
    unpair: Annotated[
        tuple[str, str] | None, typer.Option(help="Two pages that are not: old:3 new:4.")
    ] = None,
    align: Annotated[
        tuple[str, str] | None,
        typer.Option(help="Two pages to lay on one another by two or more --point: old:3 new:4."),
    ] = None,
    point: Annotated[
        list[str] | None,
        typer.Option(
            help="One place on both, x,y=x,y (old sheet = new sheet): points from the upper left "
            "corner, as in session.json, or with % shares of width and height."
        ),
    ] = None,
    withdraw: Annotated[
        bool, typer.Option("--withdraw", help="Take back what was said of --page, --pair, --align.")
    ] = False,
    corrections: CorrectionsFile = None,
) -> None:
    """Say what a sheet's number is, which sheets are a pair, or how they lie on one another.

    Every later comparison of the same sets obeys, and so does one that goes on with --resume.

    Exit codes: 0 written; 2 wrong use.
    """
    said = Said(page=page, number=number, pair=pair, unpair=unpair, align=align, points=point or [])
    raise typer.Exit(_correct(out, said, corrections or out / CORRECTIONS, withdraw=withdraw))


@app.command()
def export(
    out: Annotated[Path, typer.Argument(help="Folder of an earlier comparison.")],
    *,
    wanted: Annotated[
        list[ExportFormat] | None, typer.Option("--format", help="May be given several times.")
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="All formats.")] = False,
    to: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="The file, or a folder; OUT without it."),
    ] = None,
) -> None:
    """Write the results of a comparison as PDF report, XLSX, CSV, JSON or BCF topics.

    All of them say the same; each change has one id in every one.

    Exit codes: 0 written; 2 wrong use.
    """
    formats = list(ExportFormat) if everything else list(dict.fromkeys(wanted or []))
    raise typer.Exit(_export(out, formats, to))


def _export(out: Path, formats: list[ExportFormat], to: Path | None) -> int:
    errors = Console(stderr=True)

    def work() -> int:
        if not formats:
            raise PermanentError(ErrorCode.CONFLICT, "Say which with --format, or --all.")
        if len(formats) > 1 and to is not None:
            to.mkdir(parents=True, exist_ok=True)
        for path in write_exports(out, formats, to):
            typer.echo(str(path))
        return EXIT_OK

    return guarded(work, errors, if_unwritable="Choose another --output.", if_stopped="Stopped.")


def _correct(out: Path, said: Said, path: Path, *, withdraw: bool) -> int:
    def work() -> int:
        write = withdraw_said if withdraw else write_said
        write(path, earlier_run(out), said)
        typer.echo(f"Written to {path}. Compare the sets again with --out {out} --resume.")
        return EXIT_OK

    errors = Console(stderr=True)
    return guarded(
        work, errors, if_unwritable="Choose another --corrections.", if_stopped="Stopped."
    )


add_review_commands(app)
add_cost_command(app)
add_ops_commands(app)


@app.command()
def demo(
    out: Out = Path("buildtrace-out"),
    *,
    as_json: AsJson = False,
    resume: Resume = False,
    workers: Workers = 0,
) -> None:
    """Compare the two revisions of the sample set that comes with BuildTrace."""
    old, new = samples.sample_paths()
    options = RunOptions(resume=resume, workers=workers)
    raise typer.Exit(_compare(old, new, out, options, as_json=as_json))


add_server_commands(app)


@app.command()
def read(
    drawings: Annotated[
        Path, typer.Argument(metavar="SET", help="PDF, PNG, JPEG, TIFF or a folder of them.")
    ],
    *,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print what was read as JSON instead of a table.")
    ] = False,
    workers: Workers = 0,
) -> None:
    """Read sheet number, title and revision of every page of a set.

    Exit codes: 0 something was read; 1 nothing could be read; 2 wrong use; 130 interrupted.
    """
    errors = Console(stderr=True)
    with tempfile.TemporaryDirectory(prefix="buildtrace-") as folder:
        code = guarded(
            lambda: _read(drawings, Path(folder), errors, as_json=as_json, workers=workers),
            errors,
            if_unwritable="Set TMPDIR to a folder with more room.",
            if_stopped="Stopped.",
        )
    raise typer.Exit(code)


def _read(drawings: Path, folder: Path, errors: Console, *, as_json: bool, workers: int) -> int:
    with live_bars(errors, quiet=as_json, stages=("pages",)) as bars:
        document = read_drawing_set(drawing_set(drawings), folder, bars.show, workers=workers)
    if as_json:
        typer.echo(json.dumps(document, indent=1))
    else:
        Console().print(reading_table(document))
        for warning in document["warnings"]:
            errors.print(f"[yellow]![/] {escape(warning)}", soft_wrap=True, highlight=False)
    if document["error"] is None:
        return EXIT_OK
    errors.print(f"[red]Error:[/] {escape(document['error']['message'])}", soft_wrap=True)
    return EXIT_NOTHING_COMPARED


def _compare(old: Path, new: Path, out: Path, options: RunOptions, *, as_json: bool) -> int:
    errors = Console(stderr=True)

    def work() -> int:
        document = _run(old, new, out, options, errors, quiet=as_json)
        if as_json:
            typer.echo(json.dumps(document, indent=1))  # ASCII: valid on every terminal
        else:
            print_result(Console(), document, str(out))
        return _verdict(document, errors)

    return guarded(
        work,
        errors,
        if_unwritable=f"The results go to {out}. Choose another --out.",
        if_stopped="Stopped; nothing is lost. Go on with the same command and [bold]--resume[/].",
    )


def _run(
    old: Path, new: Path, out: Path, options: RunOptions, errors: Console, *, quiet: bool
) -> Json:
    """Run the chain and write the outputs; return session.json."""
    with local_run(
        drawing_set(old),
        drawing_set(new),
        out,
        resume=options.resume,
        corrections=load_corrections(options.corrections_file or out / CORRECTIONS),
        new_set_is_partial=options.is_partial,
        hides_annotations=options.hides_annotations,
    ) as run:
        with live_bars(errors, quiet=quiet) as bars:
            cost = run.run(bars.show, workers=options.workers)
        facts = RunFacts(
            elapsed_s=cost.elapsed_s,
            peak_memory_bytes=cost.peak_memory_bytes,
            worker_count=cost.worker_count,
        )
        export = load_export(run.world.ports, run.session_id)
        document = session_document(export, facts)
        write_outputs(document, export, out)
    return document


def _verdict(document: Json, errors: Console) -> int:
    """Return the exit code; say why when nothing could be compared."""
    session = document["session"]
    if session["status"] != "failed":
        return EXIT_OK
    reasons = [
        f"{which} set: {session[which]['error']['message']}"
        for which in ("old", "new")
        if session[which]["error"]
    ]
    for text in reasons or [session["error"]["message"]]:
        errors.print(f"[red]Error:[/] {escape(text)}", soft_wrap=True)
    return EXIT_NOTHING_COMPARED


def main() -> None:
    """Run the command; `local.entry` calls it."""
    for output in (sys.stdout, sys.stderr):
        if isinstance(output, io.TextIOWrapper):
            output.reconfigure(errors="replace")  # names on drawings, any terminal
    app()
