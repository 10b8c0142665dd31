"""The chain on the emulators, driven as a client drives it: records, then files into the bucket."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from threading import Event

from common import paths
from common.chain.sessions import start_session
from common.domain.ids import ProjectId, SessionId, VersionId
from common.domain.jobs import SessionStatus
from common.ports import Ports
from common.records import SESSION, VERSION, Document, DrawingVersion, Session
from tests.versions import UPLOADED

PROJECT = ProjectId("project")


def submit_version(ports: Ports, version_id: str, file: Path) -> VersionId:
    """Write the record, then the file: the bucket's notification does the rest."""
    version = write_record(ports, version_id, file)
    ports.blobs.write_file(version.storage_path, file)
    return version.id


def upload_path(version_id: str, file: Path) -> str:
    """Return where a version's file lies in the bucket."""
    return f"uploads/{PROJECT}/{version_id}/{file.name}"


def write_record(ports: Ports, version_id: str, file: Path) -> DrawingVersion:
    """Write a version's record and nothing else."""
    now = datetime.now(UTC)
    version = replace(
        UPLOADED,
        id=VersionId(version_id),
        project_id=PROJECT,
        file_name=file.name,
        storage_path=upload_path(version_id, file),
        file_size=file.stat().st_size,
        created_at=now,
        updated_at=now,
    )
    ports.documents.create_missing({paths.version_path(version.id): VERSION.encode(version)})
    return version


def submit_session(
    ports: Ports, old: VersionId, new: VersionId, session_id: str = "session"
) -> SessionId:
    """Ask for the comparison of two versions, read or not."""
    now = datetime.now(UTC)
    session = Session(
        id=SessionId(session_id),
        project_id=PROJECT,
        old_version_id=old,
        new_version_id=new,
        status=SessionStatus.WAITING_FOR_PAGES,
        created_at=now,
        updated_at=now,
    )
    start_session(ports, session)
    return session.id


def wait_for(ports: Ports, session_id: SessionId, timeout_s: float) -> Session:
    """Return the session when it has ended, or as it is after the time; told by the store."""
    ended = Event()

    def on_change(changed: dict[str, Document]) -> None:
        document = changed.get(session_id)
        if document is not None and SESSION.decode(document).status.is_terminal:
            ended.set()

    watch = ports.documents.watch(paths.SESSIONS, on_change)
    ended.wait(timeout_s)
    watch.close()
    return SESSION.decode(ports.documents.get(paths.session_path(session_id)) or {})
