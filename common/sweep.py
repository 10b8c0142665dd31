"""The sweep: re-derives every event from the state, for what has been pending too long.

With it, even a broker that loses messages only costs time.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from common import completion, records
from common.chain.comparing import publish_pairs, settle_pair
from common.chain.reading import ask_to_settle, publish_pages
from common.chain.sessions import finish_session, wake_session
from common.chain.steps import load_comparisons
from common.domain.events import UploadFinalized
from common.domain.jobs import SessionStatus, VersionStatus
from common.ports import Ports
from common.records import SESSION, VERSION, DrawingVersion, Session


def sweep(ports: Ports, older_than_s: float) -> None:
    """Publish again what is due for versions and sessions untouched for `older_than_s`.

    A version or session is touched when its own record changes; units in work are published
    again with the rest, which costs a duplicate and breaks nothing.
    """
    before = ports.clock.now() - timedelta(seconds=older_than_s)
    for version in _versions(ports, before):
        _sweep_version(ports, version)
    for session in _sessions(ports, before):
        _sweep_session(ports, session)


def _versions(ports: Ports, before: datetime) -> list[DrawingVersion]:
    found = [
        VERSION.decode(document)
        for status in (VersionStatus.UPLOADED, VersionStatus.READING)
        for document in ports.documents.query(records.VERSIONS, {"status": status})
    ]
    return [version for version in found if version.updated_at <= before]


def _sessions(ports: Ports, before: datetime) -> list[Session]:
    found = [
        SESSION.decode(document)
        for status in SessionStatus
        if not status.is_terminal
        for document in ports.documents.query(records.SESSIONS, {"status": status})
    ]
    return [session for session in found if session.updated_at <= before]


def _sweep_version(ports: Ports, version: DrawingVersion) -> None:
    if version.status is VersionStatus.UPLOADED:
        ports.bus.publish([UploadFinalized(version_id=version.id)])
    elif completion.close_full_shards(ports.documents, records.page_tally_path(version.id)):
        ask_to_settle(ports, version.id)
    else:
        publish_pages(ports, version.id)


def _sweep_session(ports: Ports, session: Session) -> None:
    if session.status is not SessionStatus.COMPARING:
        wake_session(ports, session)
        return
    completion.close_full_shards(ports.documents, records.pair_tally_path(session.id))
    if completion.close_full_shards(ports.documents, records.summary_tally_path(session.id)):
        finish_session(ports, session.id)
        return
    publish_pairs(ports, session.id)
    for comparison in load_comparisons(ports, session.id):
        if comparison.status.is_terminal:
            settle_pair(ports, comparison)
