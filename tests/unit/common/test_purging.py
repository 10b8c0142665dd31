"""A deleted project leaves nothing behind, and takes nothing of another with it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from common import paths
from common.chain.invitations import by_email, invite, load_invitations_of
from common.chain.projects import create_project, delete_project
from common.chain.purging import PURGED_AFTER
from common.domain.ids import ProjectId, UserId
from common.domain.jobs import SessionStatus
from common.domain.roles import Role
from common.ports import Ports
from common.records import SESSION, Project
from common.sweep import sweep
from common.wiring import embedded_world
from tests.session_records import AT, MATCHED, OLD, PROJECT, SESSION_ID, finished_session

OTHER, OLGA = ProjectId("other"), UserId("olga")


@dataclass
class Clock:
    time: datetime = AT

    def now(self) -> datetime:
        return self.time


@dataclass
class World:
    ports: Ports
    clock: Clock

    def sweep_after(self, passed: timedelta) -> None:
        self.clock.time += passed
        sweep(self.ports, older_than_s=1800.0)

    def documents(self) -> list[str]:
        asked = (
            paths.project_path(PROJECT),
            paths.membership_path(OLGA, PROJECT),
            paths.session_path(SESSION_ID),
            paths.comparison_path(MATCHED),
            paths.summary_path(MATCHED),
            paths.version_path(OLD),
            paths.page_path(OLD, 0),
        )
        return [path for path in asked if self.ports.documents.get(path) is not None]


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    finished_session(tmp_path).close()
    embedded, clock = embedded_world(tmp_path), Clock()
    ports = replace(embedded.ports, clock=clock)
    for name in (PROJECT, OTHER):
        create_project(ports, Project(id=name, name=name, members={OLGA: Role.OWNER}))
        ports.blobs.write(paths.upload_blob(name, OLD, "00000"), b"%PDF")
    ports.blobs.write(paths.export_blob(SESSION_ID, "state", "report.pdf"), b"%PDF")
    yield World(ports=ports, clock=clock)
    embedded.close()


def test_a_deleted_project_goes_for_good_after_its_days_and_not_before(world: World) -> None:
    delete_project(world.ports, PROJECT)
    everything = world.documents()
    world.sweep_after(PURGED_AFTER - timedelta(minutes=1))
    assert world.documents() == everything
    assert len(everything) == 7
    world.sweep_after(timedelta(minutes=1))
    assert world.documents() == []


def test_its_files_go_with_it_and_those_of_others_stay(world: World) -> None:
    kept = paths.upload_blob(OTHER, OLD, "00000")
    gone = (
        paths.upload_blob(PROJECT, OLD, "00000"),
        paths.export_blob(SESSION_ID, "state", "report.pdf"),
        paths.comparison_blob(MATCHED, "overlay.png"),
        paths.page_blob(OLD, 0, "page.pdf"),
        f"{paths.dropped_tree(OLD)}/set.pdf",
        f"{paths.drops_tree(PROJECT)}/PLANS/1.pdf",
    )
    for path in gone[2:]:
        world.ports.blobs.write(path, b"1")
    delete_project(world.ports, PROJECT)
    world.sweep_after(PURGED_AFTER)
    assert [path for path in (*gone, kept) if world.ports.blobs.exists(path)] == [kept]


def test_it_waits_for_nobody_any_more(world: World) -> None:
    project = Project(id=PROJECT, members={OLGA: Role.OWNER})
    invite(world.ports, project, by_email("vera@example.com"), Role.VIEWER, OLGA)
    delete_project(world.ports, PROJECT)
    world.sweep_after(PURGED_AFTER)
    assert load_invitations_of(world.ports, PROJECT) == []


def test_a_session_that_never_ended_goes_too(world: World) -> None:
    path = paths.session_path(SESSION_ID)
    found = SESSION.decode(world.ports.documents.get(path) or {})
    running = SESSION.encode(replace(found, status=SessionStatus.COMPARING))
    world.ports.documents.transact(lambda transaction: transaction.set(path, running))
    delete_project(world.ports, PROJECT)
    world.sweep_after(PURGED_AFTER)
    assert world.ports.documents.get(path) is None


def test_a_project_that_is_there_stays(world: World) -> None:
    everything = world.documents()
    world.sweep_after(10 * PURGED_AFTER)
    assert world.documents() == everything
