"""Drop stage: a file in the bucket becomes a version of its drawing, to be read and compared."""

from __future__ import annotations

from dataclasses import replace

from common.chain.drops import (
    compare_drop,
    dropped_set_path,
    dropped_version_id,
    register_drop,
)
from common.chain.reading import fail_version
from common.domain.drop_names import DropName, drop_name
from common.domain.errors import ErrorCode, PermanentError
from common.domain.events import DropFinalized, UploadFinalized
from common.domain.jobs import Failure
from common.logs import log_event
from common.outcomes import StageOutcome, note_outcome, note_sizes
from common.paths import (
    version_path,
)
from common.ports import Ports
from common.records import (
    VERSION,
    DrawingVersion,
)
from common.stage import Stage

_NOT_TAKEN_OVER = (
    "This file could not be taken over from the bucket, several times. "
    "Put it into the bucket again."
)


def take_over(event: DropFinalized, ports: Ports) -> None:
    """Copy the file, make its version, start its comparison and have it read.

    Raises:
        PermanentError: the path is no drop's (code INVALID_EVENT).
    """
    version = _version(event, drop_name(event.path), ports)
    if version is None:
        note_outcome(StageOutcome.SKIPPED)
        return
    note_sizes(size_bytes=version.file_size)
    compare_drop(ports, version)
    ports.bus.publish([UploadFinalized(version_id=version.id)])


def _version(event: DropFinalized, name: DropName, ports: Ports) -> DrawingVersion | None:
    """Return the drop's version, made now or by an earlier delivery.

    The copy comes first: from then on another file in the same place changes nothing. `None` when
    the file was replaced before: what replaced it has an event of its own.
    """
    version_id = dropped_version_id(event, name)
    made = ports.documents.get(version_path(version_id))
    if made is not None:
        note_outcome(StageOutcome.DUPLICATE)
        return VERSION.decode(made)
    try:
        size_bytes = ports.blobs.copy_generation(
            event.path, event.generation, dropped_set_path(version_id, name)
        )
    except PermanentError as error:
        if error.code is not ErrorCode.NOT_FOUND:
            raise
        # As an error: in the bucket of another project every drop is missing.
        log_event("drop_not_found", event_record=event, error=error)
        return None
    return register_drop(ports, event, name, size_bytes)


def fail(event: DropFinalized, ports: Ports, failure: Failure) -> None:
    """Record the failure on the version, which is made for that if need be.

    Raises:
        PermanentError: the path is no drop's (code INVALID_EVENT).
    """
    version = register_drop(ports, event, drop_name(event.path), 0)
    fail_version(ports, version.id, replace(failure, message=_NOT_TAKEN_OVER))


def drop_stage() -> Stage[DropFinalized]:
    """Return the stage."""
    return Stage(name="drop", handle=take_over, fail=fail)
