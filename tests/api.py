"""An API over an embedded world, as several people see it; nothing is rendered."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from http import HTTPStatus
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from common.chain.projects import change_project, create_project, remember_user, with_member
from common.domain.changes import Change
from common.domain.ids import ProjectId, UserId
from common.domain.roles import Role
from common.ports import Ports, UploadLink
from common.records import Project, User
from common.wiring import EmbeddedWorld, embedded_world
from functions.api.app import create_app
from functions.api.auth import SignedIn
from functions.api.problems import ProblemError
from functions.api.settings import ApiSettings
from functions.api.world import ApiWorld
from tests.session_records import AT, finished_session

PEOPLE = {"olga": Role.OWNER, "eddie": Role.EDITOR, "vera": Role.VIEWER}
LINK_SECRET = "of the tests, and of nothing else at all"  # noqa: S105 - opens nothing


class NamedUsers:
    """Believes everybody who says `Bearer NAME`."""

    def identify(self, authorization: str | None) -> SignedIn | None:
        if not authorization:
            return None
        name = authorization.removeprefix("Bearer ")
        if name == "expired":
            raise ProblemError(HTTPStatus.UNAUTHORIZED, "token_refused", "Sign in again.")
        return SignedIn(id=UserId(name), email=f"{name}@example.com", name=name)

    def check(self) -> None:
        pass


@dataclass
class PlainLinks:
    """Links that say what they are for."""

    made: list[str] = field(default_factory=list)

    def download(
        self,
        path: str,
        valid: timedelta,
        content_type: str | None = None,
        file_name: str | None = None,
    ) -> str:
        return f"https://bucket.example/{path}?type={content_type}&s={valid.seconds}"

    def resumable_upload(
        self, path: str, valid: timedelta, content_type: str, max_bytes: int
    ) -> UploadLink:
        self.made.append(path)
        return UploadLink(url=f"https://bucket.example/{path}", method="POST", headers={})


@dataclass
class Api:
    """The API and what is behind it; `ask` is a request of one of the people."""

    world: EmbeddedWorld
    client: FlaskClient
    links: PlainLinks

    @property
    def ports(self) -> Ports:
        return self.world.ports

    def ask(self, who: str | None, method: str, path: str, **more: Any) -> TestResponse:
        headers = {"Authorization": f"Bearer {who}"} if who else {}
        headers |= more.pop("headers", {})
        return self.client.open(path, method=method, headers=headers, **more)

    def project(self, name: str = "clinic", people: Mapping[str, Role] = PEOPLE) -> str:
        """Make a project with an owner, an editor and a viewer; return its id."""
        project = Project(
            id=ProjectId(name), name=name, members={UserId("olga"): Role.OWNER}, created_at=AT,
            updated_at=AT,
        )  # fmt: skip
        create_project(self.ports, project)
        for who, role in people.items():
            user = User(
                id=UserId(who), email=f"{who}@example.com", name=who, created_at=AT, updated_at=AT
            )
            remember_user(self.ports, user)
            add = _adding(UserId(who), role)
            change_project(self.ports, project.id, add)
        return project.id


def _adding(user_id: UserId, role: Role) -> Callable[[Project], Project]:
    return lambda project: with_member(project, user_id, role)


def open_api(folder: Path, **settings: Any) -> Api:
    """Return an API whose world is in a folder."""
    world, links = embedded_world(folder), PlainLinks()
    app = create_app(
        ApiWorld(
            ports=world.ports,
            links=links,
            authenticator=NamedUsers(),
            settings=ApiSettings.model_validate(
                {"link_secret": LINK_SECRET, "rate_limit": "100000 per minute"} | settings
            ),
        )
    )
    return Api(world=world, client=app.test_client(), links=links)


def open_finished(folder: Path, *changes: Change, **settings: Any) -> Api:
    """Return an API of the finished session, in a project with somebody in every role."""
    finished_session(folder, *changes).close()
    opened = open_api(folder, **settings)
    opened.project("local")
    return opened
