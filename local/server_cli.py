"""Commands that run until they are stopped: the cloud's parts, or the API, on this machine."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from local.engine import terminate_as_interrupt
from local.guarded import EXIT_OK, guarded, missing_clients
from local.options import Workers


def up(
    *,
    folder: Annotated[
        Path | None,
        typer.Option(help="Folder for stored files and logs, kept; without it, none is kept."),
    ] = None,
    workers: Annotated[int, typer.Option(min=1, help="Processes for each rendering function.")] = 1,
    firebase: Annotated[
        bool, typer.Option("--firebase", help="Sign in as deployed, by Firebase's emulator.")
    ] = False,
) -> None:
    """Run the cloud's parts on this machine: drop files into its bucket and see them compared.

    Exit codes: 130 stopped by Ctrl-C; 1 a part ended by itself; 2 the emulators or
    Google's clients are missing.
    """
    errors = Console(stderr=True)

    def work() -> int:
        run_up = _run_up()
        with terminate_as_interrupt(), _kept_or_temporary(folder) as place:
            run_up(place, Console(), workers=workers, with_firebase=firebase)
        return EXIT_OK

    code = guarded(
        work, errors, if_unwritable="Choose another --folder.", if_stopped="Everything has ended."
    )
    raise typer.Exit(code)


def serve(
    *,
    folder: Annotated[
        Path, typer.Option(help="Folder for everything: records, files, log. It is kept.")
    ] = Path("buildtrace-data"),
    host: Annotated[
        str, typer.Option(help="Address to listen on; one that others can reach needs sign-in.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port to listen on.")] = 8000,
    workers: Workers = 0,
) -> None:
    """Run the HTTP API with the chain behind it on this machine; see /docs there.

    Exit codes: 130 stopped by Ctrl-C; 2 the address or the folder cannot be used.
    """
    errors = Console(stderr=True)

    def work() -> int:
        from local.serve.serve_command import Address, run_serve  # noqa: PLC0415 - Flask is slow

        with terminate_as_interrupt():
            run_serve(folder, Address(host=host, port=port), Console(), workers=workers)
        return EXIT_OK

    code = guarded(
        work, errors, if_unwritable="Choose another --folder.", if_stopped="Everything has ended."
    )
    raise typer.Exit(code)


def _run_up() -> Callable[..., None]:
    try:
        from local.up_command import run_up  # noqa: PLC0415 - Google's clients take seconds to load
    except ModuleNotFoundError as error:
        why = "buildtrace up needs what the deployed functions need"
        raise missing_clients(why, error) from error
    return run_up


@contextmanager
def _kept_or_temporary(folder: Path | None) -> Iterator[Path]:
    if folder is not None:
        yield folder
        return
    with tempfile.TemporaryDirectory(prefix="buildtrace-") as temporary:
        yield Path(temporary)


def add_server_commands(app: typer.Typer) -> None:
    """Make them commands of `buildtrace`."""
    app.command()(up)
    app.command()(serve)
