"""The records that are operated on: of a deployment, or of a folder of `buildtrace serve`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from common.domain.errors import ErrorCode, PermanentError
from common.ports import Ports
from common.settings import CloudSettings
from common.wiring import cloud_ports, embedded_world
from local.guarded import missing_clients

NEEDS_CLIENTS: Final = "A deployment is operated with Google's clients"


@contextmanager
def operated(folder: Path | None) -> Iterator[Ports]:
    """Give the ports of a folder, or of the deployment that the environment names.

    Raises:
        PermanentError: there is no such folder, the environment names no deployment, or Google's
            clients are not installed.
    """
    if folder is None:
        yield deployed()
        return
    if not (folder / "documents.sqlite").exists():
        raise PermanentError(
            ErrorCode.FILE_NOT_FOUND, f"{folder} is no folder of `buildtrace serve`."
        )
    world = embedded_world(folder)
    try:
        yield world.ports
    finally:
        world.close()


def deployed() -> Ports:
    """Return the ports of the deployment that the environment names.

    Raises:
        PermanentError: as `operated`.
    """
    settings = cloud_settings()
    try:
        return cloud_ports(settings)
    except ModuleNotFoundError as error:
        raise missing_clients(NEEDS_CLIENTS, error) from error


def cloud_settings() -> CloudSettings:
    """Return which deployment the environment names.

    Raises:
        PermanentError: it names none, or a variable cannot be used.
    """
    try:
        return CloudSettings()
    except PermanentError as error:
        raise PermanentError(
            error.code,
            f"{error.user_message} Say which deployment: set BUILDTRACE_PROJECT_ID and "
            "BUILDTRACE_BUCKET (see `terraform output`), or --folder for one of "
            "`buildtrace serve`.",
        ) from error
