"""A session that cannot be compared fails once, however often it is told so."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.synthetic import comparing_session, version, waiting_session
from common import paths
from common.chain import comparing
from common.chain.comparing import fail_session
from common.chain.steps import load_session
from common.domain.errors import ErrorCode
from common.domain.ids import SessionId
from common.domain.jobs import Failure, SessionStatus, VersionStatus
from common.ports import Ports
from common.records import VERSION
from common.wiring import embedded_world
from tests.logged import logged

BROKEN = Failure(code=ErrorCode.NOT_A_DRAWING, message="This is no drawing.")


@pytest.fixture
def ports(tmp_path: Path) -> Iterator[Ports]:
    world = embedded_world(tmp_path / "state")
    yield world.ports
    world.close()


def _waiting(ports: Ports) -> SessionId:
    made = [version(name, VersionStatus.READING) for name in ("old", "new")]
    ports.documents.create_missing({paths.version_path(v.id): VERSION.encode(v) for v in made})
    return waiting_session(ports, SessionId("s"), made[0].id, made[1].id)


def test_of_two_that_fail_it_at_once_one_tells_of_the_end(
    ports: Ports, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    session_id = _waiting(ports)

    def meanwhile(ports: Ports, _session: object) -> None:
        monkeypatch.setattr(comparing, "compare_with_earlier", lambda *_: None)
        fail_session(ports, session_id, BROKEN)

    monkeypatch.setattr(comparing, "compare_with_earlier", meanwhile)
    with logged(tmp_path) as log:
        fail_session(ports, session_id, BROKEN)
        fail_session(ports, session_id, BROKEN)  # and once more, later
    (told,) = log.events("session_ended")
    assert (told["session_id"], told["error_code"]) == (session_id, BROKEN.code)
    assert load_session(ports, session_id).error == BROKEN


def test_one_whose_pairs_are_being_compared_goes_on(ports: Ports, tmp_path: Path) -> None:
    (pair,) = comparing_session(ports, "s", 1)
    with logged(tmp_path) as log:
        fail_session(ports, pair.session_id, BROKEN)
    assert log.events("session_ended") == []
    assert load_session(ports, pair.session_id).status is SessionStatus.COMPARING
