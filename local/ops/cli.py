"""The `buildtrace ops` commands."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from common.chain.purging import PURGED_AFTER, purge_project_now
from common.chain.retrying import retry_session
from common.chain.steps import load_session
from common.domain.drop_names import DROPS_PREFIX, drop_name
from common.domain.errors import ErrorCode, PermanentError
from common.domain.ids import ProjectId, SessionId, derived_id, is_safe_id
from common.ports import Ports
from common.sweep import wake
from local.guarded import EXIT_OK, guarded, missing_clients
from local.ops.stuck import project_counts, session_lines, untouched
from local.ops.world import NEEDS_CLIENTS, cloud_settings, deployed, operated
from local.stack.topology import Group

ops = typer.Typer(no_args_is_help=True, help="Look after a deployment: docs/OPERATIONS.md.")

Folder = Annotated[
    Path | None,
    typer.Option(
        help="Folder of `buildtrace serve`; without it, the deployment that "
        "BUILDTRACE_PROJECT_ID and BUILDTRACE_BUCKET name."
    ),
]
SessionArgument = Annotated[str, typer.Argument(help="Id of the session.")]


@ops.command()
def stuck(
    *,
    older_than_s: Annotated[
        float, typer.Option(min=0, max=1e9, help="How long nothing has changed, in seconds.")
    ] = 1800.0,
    folder: Folder = None,
) -> None:
    """List versions and sessions under way that nothing has changed for a while.

    Exit codes: 0 none; 1 there are some; 2 wrong use.
    """

    def work() -> int:
        with operated(folder) as ports:
            found = untouched(ports, timedelta(seconds=older_than_s))
        for one in found:
            since = one.since.isoformat(timespec="seconds")
            typer.echo(f"{one.kind} {one.id} of {one.project_id}: {one.status} since {since}")
        return 1 if found else EXIT_OK

    _run(work)


@ops.command()
def session(session_id: SessionArgument, *, folder: Folder = None) -> None:
    """Say where a session stands: its versions, what is done, what waits and how often begun.

    Exit codes: 0 said; 2 there is none.
    """

    def work() -> int:
        with operated(folder) as ports:
            typer.echo("\n".join(session_lines(ports, SessionId(_id(session_id)))))
        return EXIT_OK

    _run(work)


@ops.command("wake")
def wake_command(session_id: SessionArgument, *, folder: Folder = None) -> None:
    """Publish again at once what is due for a session; the sweep does it after half an hour.

    Exit codes: 0 done; 2 there is none.
    """

    def work() -> int:
        with operated(folder) as ports:
            published = wake(ports, SessionId(_id(session_id)))
        typer.echo(f"{published} events published.")
        return EXIT_OK

    _run(work)


@ops.command()
def retry(session_id: SessionArgument, *, folder: Folder = None) -> None:
    """Try again what failed of a session, pages, sheets and summaries, in one that follows it.

    What a project's people do by *Retry*. The same command once more finds it done.

    Exit codes: 0 begun; 2 nothing failed that another try could change, it is under way or
    followed already, or there is none.
    """

    def work() -> int:
        with operated(folder) as ports:
            before = load_session(ports, SessionId(_id(session_id)))
            following = retry_session(ports, before, SessionId(derived_id("retry", before.id)))
        typer.echo(f"Session {following.id} follows, and tries again what failed.")
        return EXIT_OK

    _run(work)


@ops.command()
def delete_project(
    project_id: Annotated[str, typer.Argument(help="Id of the project.")],
    *,
    confirm: Annotated[
        str | None, typer.Option(help="The id once more; without it, it is asked for.")
    ] = None,
    folder: Folder = None,
) -> None:
    """Remove a project with everything in it, at once and for good.

    Exit codes: 0 removed; 2 not confirmed, or wrong use.
    """

    def work() -> int:
        with operated(folder) as ports:
            _delete(ports, _project(project_id), confirm)
        return EXIT_OK

    _run(work)


@ops.command()
def dead_letters(
    group: Annotated[Group, typer.Argument(help="Whose: of ocr, diff or summary.")],
    *,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="How many at the most.")] = 100,
    again: Annotated[
        bool,
        typer.Option(
            "--again", help="Publish those that can be helped once more; then forget all listed."
        ),
    ] = False,
) -> None:
    """List dead letters; with --again, publish those whose work has not ended once more.

    Exit codes: 0 listed or done; 2 wrong use.
    """

    def work() -> int:
        return _dead_letters(group, limit, again=again)

    _run(work)


def _delete(ports: Ports, project_id: ProjectId, confirm: str | None) -> None:
    counts = project_counts(ports, project_id)
    held = ", ".join(f"{count} {name}" for name, count in counts.items())
    typer.echo(f"Project {project_id} holds {held}, and their files. They cannot be brought back.")
    typed = typer.prompt("Type its id to remove all of it") if confirm is None else confirm
    if typed != project_id:
        raise PermanentError(ErrorCode.CONFLICT, "That is not its id. Nothing was removed.")
    purge_project_now(ports, project_id)
    typer.echo(
        f"Removed. What a worker still writes is removed by the sweep in {PURGED_AFTER.days} days; "
        "backups and replaced files of a deployment go when their time is over."
    )


def _dead_letters(group: Group, limit: int, *, again: bool) -> int:
    settings, ports = cloud_settings(), deployed()
    try:
        from google.cloud.pubsub_v1 import (  # noqa: PLC0415 - a second, and not always installed
            PublisherClient,
            SubscriberClient,
        )

        from local.ops.dead_letters import DeadLetters  # noqa: PLC0415 - as above
    except ModuleNotFoundError as error:
        raise missing_clients(NEEDS_CLIENTS, error) from error
    with SubscriberClient() as subscriber:
        kept = DeadLetters(PublisherClient(), subscriber, settings.project_id, group)
        with kept.held(ports, limit) as letters:
            for letter in letters:
                at = letter.published_at.isoformat(timespec="seconds")
                typer.echo(
                    f"{at} {letter.topic or '?'} {letter.about}: {letter.state}, "
                    f"{letter.deliveries} deliveries"
                )
            typer.echo(f"{len(letters)} letters.")
            if again:
                done = kept.answer(letters)
                typer.echo(f"{done.published} published again, {done.removed} removed.")
            elif any(letter.state.can_help for letter in letters):
                typer.echo("Nothing was changed. --again publishes those that can be helped.")
    return EXIT_OK


def _id(text: str) -> str:
    """Return an id that can be part of a path.

    Raises:
        PermanentError: it cannot.
    """
    if not is_safe_id(text):
        raise PermanentError(ErrorCode.INVALID_INPUT, f"{text!r} is no id.")
    return text


def _project(text: str) -> ProjectId:
    """Return the id of a project; that of one that was only dropped into is any name.

    Raises:
        PermanentError: no project can be called so.
    """
    try:
        return drop_name(f"{DROPS_PREFIX}{text}/drawing/label.pdf").project_id
    except PermanentError as error:
        raise PermanentError(ErrorCode.INVALID_INPUT, f"{text!r} is no project's id.") from error


def _run(work: Callable[[], int]) -> None:
    code = guarded(
        work,
        Console(stderr=True),
        if_unwritable="Make room there.",
        if_stopped="Stopped; the same command goes on where this one ended.",
    )
    raise typer.Exit(code)


def add_ops_commands(app: typer.Typer) -> None:
    """Make them commands of `buildtrace`."""
    app.add_typer(ops, name="ops")
