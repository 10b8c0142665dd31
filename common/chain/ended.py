"""Whether what an event asks for has ended: then its repeat changes nothing."""

from __future__ import annotations

from common import paths
from common.chain.attempts import unit_path
from common.chain.drops import dropped_version_id
from common.domain.drop_names import drop_name
from common.domain.events import (
    DropFinalized,
    Event,
    SessionReady,
    UploadFinalized,
    VersionPagesRead,
)
from common.domain.jobs import SessionStatus, UnitStatus, VersionStatus
from common.ports import Ports


def has_ended(event: Event, ports: Ports) -> bool | None:
    """Tell whether an event's work has ended, well or badly; `None` when it has no record.

    Raises:
        PermanentError: a dropped file's path is no drop's.
    """
    match event:
        case DropFinalized():
            made = paths.version_path(dropped_version_id(event, drop_name(event.path)))
            return True if ports.documents.get(made) else None
        case UploadFinalized() | VersionPagesRead():
            path = paths.version_path(event.version_id)
            document = ports.documents.get(path)
            return VersionStatus(document["status"]).is_terminal if document else None
        case SessionReady():
            document = ports.documents.get(paths.session_path(event.session_id))
            return SessionStatus(document["status"]).is_terminal if document else None
    path_of_unit = unit_path(event)
    document = ports.documents.get(path_of_unit) if path_of_unit else None
    return UnitStatus(document["status"]).is_terminal if document else None
