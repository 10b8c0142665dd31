"""What an operator does to a folder of `buildtrace serve`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from common import paths
from common.chain.projects import create_project
from common.chain.purging import PURGED_AFTER
from common.completion import create_tally
from common.domain.events import Event, PageQueued, PairQueued, SessionReady
from common.domain.ids import ProjectId, UserId, retried_id
from common.domain.jobs import SessionStatus, UnitStatus, VersionStatus
from common.domain.roles import ProjectStatus, Role
from common.ports import Ports
from common.records import COMPARISON, PAGE, PROJECT, SESSION, VERSION, Document, Project
from common.sweep import sweep
from common.wiring import EmbeddedWorld, embedded_world
from local.cli import app
from tests.session_records import AT, MATCHED, NEW, OLD, SESSION_ID, finished_session
from tests.session_records import PROJECT as PROJECT_ID

Ops = Callable[..., Result]


@pytest.fixture
def world(tmp_path: Path) -> Iterator[EmbeddedWorld]:
    finished_session(tmp_path).close()
    world = embedded_world(tmp_path)
    yield world
    world.close()


@pytest.fixture
def ops(world: EmbeddedWorld) -> Ops:
    def run(*arguments: str, text: str = "") -> Result:
        given = ["ops", *arguments, "--folder", str(world.folder)]
        return CliRunner().invoke(app, given, input=text)

    return run


def _put(ports: Ports, path: str, document: Document) -> None:
    ports.documents.transact(lambda transaction: transaction.set(path, document))


def _left_comparing(ports: Ports) -> None:
    """Leave the session as one whose last pair's event was lost."""
    path = paths.session_path(SESSION_ID)
    session = SESSION.decode(ports.documents.get(path) or {})
    open_one = replace(session, status=SessionStatus.COMPARING, set_summary_is_due=False)
    _put(ports, path, SESSION.encode(open_one))
    for comparison in ports.documents.query(paths.COMPARISONS, {"session_id": SESSION_ID}):
        done = COMPARISON.decode(comparison)
        state = UnitStatus.PENDING if done.id == MATCHED else done.status
        pair = replace(done, status=state, attempts=2)
        _put(ports, paths.comparison_path(done.id), COMPARISON.encode(pair))
    total = len(ports.documents.query(paths.COMPARISONS, {"session_id": SESSION_ID}))
    create_tally(ports.documents, paths.pair_tally_path(SESSION_ID), total)
    create_tally(ports.documents, paths.summary_tally_path(SESSION_ID), total)


def test_nothing_is_stuck_when_all_has_ended(ops: Ops) -> None:
    result = ops("stuck")
    assert (result.exit_code, result.stdout) == (0, "")


def test_what_has_not_moved_is_listed(ops: Ops, world: EmbeddedWorld) -> None:
    _left_comparing(world.ports)
    result = ops("stuck", "--older-than-s", "60")
    assert result.exit_code == 1
    assert f"session {SESSION_ID} of {PROJECT_ID}: comparing since {AT.date()}" in result.stdout


def test_what_moved_lately_is_not(ops: Ops, world: EmbeddedWorld) -> None:
    _left_comparing(world.ports)
    assert ops("stuck", "--older-than-s", "1e9").exit_code == 0


def test_a_session_says_what_waits_and_how_often_it_was_begun(
    ops: Ops, world: EmbeddedWorld
) -> None:
    _left_comparing(world.ports)
    said = ops("session", SESSION_ID).stdout
    assert f"session {SESSION_ID} of project {PROJECT_ID}: comparing" in said
    assert f"({MATCHED}): comparison pending, attempts 2" in said


def test_waking_publishes_what_is_due_and_nothing_else(ops: Ops, world: EmbeddedWorld) -> None:
    _left_comparing(world.ports)
    result = ops("wake", SESSION_ID)
    assert result.exit_code == 0
    leased = world.queue.lease()
    assert leased is not None
    assert leased.event == PairQueued(comparison_id=MATCHED)
    assert "1 events published" in result.stdout


def test_waking_reads_on_where_a_version_was_left(ops: Ops, world: EmbeddedWorld) -> None:
    path, page_path = paths.version_path(NEW), paths.page_path(NEW, 0)
    version = VERSION.decode(world.ports.documents.get(path) or {})
    page = PAGE.decode(world.ports.documents.get(page_path) or {})
    reading = replace(version, status=VersionStatus.READING)
    pending = replace(page, status=UnitStatus.PENDING)
    _put(world.ports, path, VERSION.encode(reading))
    _put(world.ports, page_path, PAGE.encode(pending))
    ops("wake", SESSION_ID)
    leased = world.queue.lease()
    assert leased is not None
    assert leased.event == PageQueued(version_id=NEW, page_index=0)


def test_what_failed_is_tried_again_in_a_session_that_follows(
    ops: Ops, world: EmbeddedWorld
) -> None:
    result = ops("retry", SESSION_ID)
    before = SESSION.decode(world.ports.documents.get(paths.session_path(SESSION_ID)) or {})
    assert (result.exit_code, before.followed_by is not None) == (0, True)
    assert f"Session {before.followed_by} follows" in result.stdout
    path = paths.session_path(before.followed_by or SESSION_ID)
    following = SESSION.decode(world.ports.documents.get(path) or {})
    assert (following.follows, following.status) == (SESSION_ID, SessionStatus.WAITING_FOR_PAGES)
    assert _waiting(world) == [SessionReady(session_id=following.id)]


def test_a_page_that_failed_is_read_again(ops: Ops, world: EmbeddedWorld) -> None:
    path = paths.version_path(NEW)
    _put(world.ports, path, {**(world.ports.documents.get(path) or {}), "failed_page_count": 1})
    assert ops("retry", SESSION_ID).exit_code == 0
    assert _waiting(world) == [PageQueued(version_id=retried_id(NEW), page_index=2)]


def _waiting(world: EmbeddedWorld) -> list[Event]:
    return [message.event for message in iter(world.queue.lease, None)]


def test_retrying_once_more_finds_it_done(ops: Ops, world: EmbeddedWorld) -> None:
    first, second = (ops("retry", SESSION_ID) for _ in range(2))
    assert (second.exit_code, second.stdout) == (0, first.stdout)
    assert len(world.ports.documents.query(paths.SESSIONS)) == 2


def test_a_session_that_another_one_follows_is_not_retried(ops: Ops, world: EmbeddedWorld) -> None:
    path = paths.session_path(SESSION_ID)
    _put(world.ports, path, {**(world.ports.documents.get(path) or {}), "followed_by": "theirs"})
    result = ops("retry", SESSION_ID)
    assert result.exit_code == 2
    assert "followed by theirs already" in result.output
    assert _waiting(world) == []


def test_a_session_under_way_is_not_retried(ops: Ops, world: EmbeddedWorld) -> None:
    _left_comparing(world.ports)
    result = ops("retry", SESSION_ID)
    assert (result.exit_code, "still under way" in result.output) == (2, True)


def test_where_nothing_failed_nothing_is_retried(ops: Ops, world: EmbeddedWorld) -> None:
    for version_id in (OLD, NEW):
        path = paths.version_path(version_id)
        _put(world.ports, path, {**(world.ports.documents.get(path) or {}), "failed_page_count": 0})
    for pair in world.ports.documents.query(paths.COMPARISONS):
        whole = {**pair, "status": "completed", "summary_error": None}
        _put(world.ports, paths.comparison_path(pair["id"]), whole)
    result = ops("retry", SESSION_ID)
    assert (result.exit_code, "Nothing of this session has failed" in result.output) == (2, True)


@pytest.mark.parametrize("command", ["session", "wake", "retry"])
@pytest.mark.parametrize("session_id", ["none", "../x"])
def test_a_session_that_is_not_there_is_wrong_use(ops: Ops, command: str, session_id: str) -> None:
    assert ops(command, session_id).exit_code == 2


def _owned(world: EmbeddedWorld) -> None:
    olga = {UserId("olga"): Role.OWNER}
    create_project(world.ports, Project(id=PROJECT_ID, name="Clinic", members=olga))
    world.ports.blobs.write(paths.upload_blob(PROJECT_ID, OLD, "00000"), b"%PDF")


def _left(ports: Ports) -> list[str]:
    asked = (
        paths.membership_path(UserId("olga"), PROJECT_ID),
        paths.session_path(SESSION_ID),
        paths.comparison_path(MATCHED),
        paths.version_path(OLD),
        paths.page_path(OLD, 0),
    )
    return [path for path in asked if ports.documents.get(path) is not None]


@pytest.mark.parametrize("typed", ["", "clinic\n"])
def test_a_project_is_removed_only_by_its_own_id(
    ops: Ops, world: EmbeddedWorld, typed: str
) -> None:
    _owned(world)
    before = _left(world.ports)
    result = ops("delete-project", PROJECT_ID, text=typed)
    assert result.exit_code != 0
    assert _left(world.ports) == before != []


def test_a_project_is_removed_at_once_with_all_it_holds(ops: Ops, world: EmbeddedWorld) -> None:
    _owned(world)
    result = ops("delete-project", PROJECT_ID, text=f"{PROJECT_ID}\n")
    assert result.exit_code == 0
    assert f"Project {PROJECT_ID} holds 1 sessions, 2 drawing versions" in result.stdout
    assert _left(world.ports) == []
    assert not world.ports.blobs.exists(paths.upload_blob(PROJECT_ID, OLD, "00000"))
    record = PROJECT.decode(world.ports.documents.get(paths.project_path(PROJECT_ID)) or {})
    assert (record.status, record.name, record.members) == (ProjectStatus.DELETED, "", {})


class Later:
    """The time when the sweep removes what was deleted."""

    def __init__(self, ports: Ports) -> None:
        self._ports = ports

    def now(self) -> datetime:
        return self._ports.clock.now() + PURGED_AFTER + timedelta(hours=1)


def test_what_a_worker_wrote_after_that_is_removed_by_the_sweep(
    ops: Ops, world: EmbeddedWorld
) -> None:
    _owned(world)
    late = world.ports.documents.get(paths.version_path(OLD)) or {}
    ops("delete-project", PROJECT_ID, "--confirm", PROJECT_ID)
    world.ports.documents.create_missing({paths.version_path(OLD): late})
    sweep(replace(world.ports, clock=Later(world.ports)), older_than_s=1800.0)
    assert _left(world.ports) == []
    assert world.ports.documents.get(paths.project_path(PROJECT_ID)) is None


def test_a_project_of_dropped_files_may_be_called_anything(ops: Ops, world: EmbeddedWorld) -> None:
    name = ProjectId("Haus Süd 2")
    world.ports.blobs.write(f"drops/{name}/plans/Rev 1.pdf", b"%PDF")
    assert ops("delete-project", name, "--confirm", name).exit_code == 0
    assert not world.ports.blobs.exists(f"drops/{name}/plans/Rev 1.pdf")


@pytest.mark.parametrize("name", ["a/b", "..", "__x__"])
def test_what_no_project_is_called_removes_nothing(ops: Ops, name: str) -> None:
    assert ops("delete-project", name, "--confirm", name).exit_code == 2


def test_without_a_deployment_it_is_said_what_to_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("BUILDTRACE_PROJECT_ID", "BUILDTRACE_BUCKET"):
        monkeypatch.delenv(variable, raising=False)
    result = CliRunner().invoke(app, ["ops", "stuck"])
    assert result.exit_code == 2
    assert "BUILDTRACE_PROJECT_ID: Field required" in result.output
    assert "`terraform output`), or --folder for one of `buildtrace serve`" in result.output
