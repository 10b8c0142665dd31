"""What browsers may do in Firestore: every collection, every kind of person, every request."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from functools import partial

import pytest
from google.cloud import firestore

from common import paths
from common.domain.roles import ProjectStatus
from common.records import Comparison, DrawingVersion, Session
from local.stack.backends import Backends
from local.stack.emulators import FIRESTORE_RULES
from tests.emulated.firestore_clients import Browser, put_rules
from tests.emulators import OF_BACKENDS
from tests.page_queries import PAGE_QUERIES, Query

pytestmark = OF_BACKENDS
PROJECT = "test-rules"
MEMBERS = frozenset({"viewer", "editor", "owner"})
NOBODY: frozenset[str] = frozenset()
PEOPLE = (None, "stranger", "viewer", "editor", "owner")
OF_PROJECT = {"project_id": "p"}


@dataclass(frozen=True, kw_only=True)
class Kind:
    """One collection of docs/ARCHITECTURE.md, "Records".

    Attributes:
        path: of a document in it.
        getters: who may read that document.
        listers: who may run the query below.
        equals: what the query asks for.
        project_id: whose record it is; `gone` is deleted, `theirs` is another's.
    """

    path: str
    getters: frozenset[str] = MEMBERS
    listers: frozenset[str] = MEMBERS
    equals: Mapping[str, str] = field(default_factory=dict)
    project_id: str = "p"

    @property
    def collection(self) -> str:
        return self.path.rpartition("/")[0]

    @property
    def pattern(self) -> str:
        return _pattern(self.path)


def _closed(path: str) -> Kind:
    return Kind(path=path, getters=NOBODY, listers=NOBODY)


KINDS = (
    Kind(path="users/viewer", getters=frozenset({"viewer"}), listers=NOBODY),
    Kind(
        path="users/viewer/memberships/p",
        getters=frozenset({"viewer"}),
        listers=frozenset({"viewer"}),
    ),
    _closed("invitations/i"),
    Kind(path="projects/p", listers=NOBODY),
    Kind(path="projects/p/drawings/d"),
    _closed("requests/r"),
    Kind(path="drawing_versions/v", equals=OF_PROJECT),
    Kind(path="drawing_versions/v/pages/00000"),
    Kind(path="drawing_versions/v/tallies/pages"),
    Kind(path="drawing_versions/v/tallies/pages/shards/0000"),
    Kind(path="sessions/s", equals=OF_PROJECT),
    Kind(path="sessions/s/page_corrections/v-00000"),
    Kind(path="sessions/s/match_corrections/00000-00000"),
    Kind(path="sessions/s/alignment_corrections/00000-00000"),
    Kind(path="sessions/s/set_summaries/00001"),
    Kind(path="sessions/s/conversations/c"),
    Kind(path="sessions/s/conversations/c/messages/000001"),
    Kind(path="sessions/s/tallies/pairs"),
    Kind(path="sessions/s/tallies/pairs/shards/0000"),
    _closed("sessions/s/model_spending/total"),
    _closed("sessions/s/model_calls/m"),
    _closed("sessions/s/exports/states"),
    Kind(path="comparisons/c", equals={"project_id": "p", "session_id": "s"}),
    Kind(path="comparisons/c/change_summaries/machine"),
    Kind(path="comparisons/c/manual_overlays/00001"),
    Kind(path="comparisons/c/triage/standing"),
    Kind(path="comparisons/c/triage_steps/00001"),
    _closed("model_rates/e-0000"),
    _closed("collections_to_come/x"),
    Kind(
        path="sessions/theirs",
        getters=frozenset({"stranger"}),
        listers=frozenset({"stranger"}),
        equals={"project_id": "theirs"},
        project_id="theirs",
    ),
    Kind(
        path="sessions/gone",
        getters=NOBODY,
        listers=NOBODY,
        equals={"project_id": "gone"},
        project_id="gone",
    ),
)
# Each lets somebody see or do something that they must not, or the other way round.
MISTAKES = {
    "a project's members are not looked at": (" && uid in project.members", ""),
    "a deleted project is open": ("project.status != 'deleted' && ", ""),
    "records under a record are open": (
        "&& isMember(get(/databases/$(database)/documents/$(collection)/$(id)).data.project_id)",
        "",
    ),
    "everybody sees everybody's address": (
        "allow get: if request.auth != null && request.auth.uid == uid;",
        "allow get: if request.auth != null;",
    ),
    "memberships are open": (
        "allow read: if request.auth != null && request.auth.uid == uid;",
        "allow read: if request.auth != null;",
    ),
    "users are listed": (
        "allow get: if request.auth != null && request.auth.uid == uid;",
        "allow read: if request.auth != null;",
    ),
    "members write comparisons": (
        "match /comparisons/{comparisonId} {\n      allow read:",
        "match /comparisons/{comparisonId} {\n      allow read, write:",
    ),
    "members delete versions": (
        "match /drawing_versions/{versionId} {\n      allow read:",
        "match /drawing_versions/{versionId} {\n      allow read, delete:",
    ),
    "a session's books are open": ("match /set_summaries/", "match /{any}/"),
    "messages are forgotten": ("match /conversations/{rest=**}", "match /conversations/{rest}"),
    "shards are forgotten": ("match /tallies/{rest=**}", "match /tallies/{rest}"),
    "projects are listed": (
        "match /projects/{projectId} {",
        "match /projects/{projectId} {\n      allow list: if request.auth != null;",
    ),
    "what nobody thought of is open": (
        "match /users/{uid} {",
        "match /{rest=**} { allow get: if request.auth != null; }\n    match /users/{uid} {",
    ),
}


def _pattern(path: str) -> str:
    """Return the names of the collections on a path."""
    return "/".join(path.split("/")[::2])


def _write_world(client: firestore.Client) -> None:
    """Write one document of each kind, in a project that three people share."""
    for kind in KINDS:
        document = {"project_id": kind.project_id, "session_id": "s", "unit_index": 0}
        client.document(kind.path).set(document)
    _write_project(client, "p", *MEMBERS)
    _write_project(client, "gone", *MEMBERS, status=ProjectStatus.DELETED)
    _write_project(client, "theirs", "stranger")


def _write_project(
    client: firestore.Client,
    project_id: str,
    *members: str,
    status: ProjectStatus = ProjectStatus.ACTIVE,
) -> None:
    record = {"id": project_id, "status": status, "members": dict.fromkeys(members, "a role")}
    client.document(f"projects/{project_id}").set(record)


@pytest.fixture(scope="module")
def client(backends: Backends) -> firestore.Client:
    """Give the server's client, which the rules do not hold, with the world written."""
    assert backends.firestore
    client = firestore.Client(project=PROJECT)
    _write_world(client)
    return client


@pytest.fixture
def host(backends: Backends, client: firestore.Client) -> str:
    assert client.document("projects/p").get().exists
    return backends.firestore


@pytest.fixture
def with_rules(host: str, client: firestore.Client) -> Iterator[Callable[[str], None]]:
    """Give what holds the emulator to other rules; the deployed ones come again at the end."""
    yield partial(put_rules, host, PROJECT)
    put_rules(host, PROJECT, FIRESTORE_RULES.read_text(encoding="utf-8"))
    _write_world(client)


def _allowed(browser: Browser, kind: Kind) -> dict[str, bool]:
    return {
        "get": browser.get(kind.path),
        "list": browser.list(kind.collection, kind.equals),
        "create": browser.create(kind.collection),
        "update": browser.update(kind.path),
        "delete": browser.delete(kind.path),
    }


def _expected(uid: str | None, kind: Kind) -> dict[str, bool]:
    return {
        "get": uid in kind.getters,
        "list": uid in kind.listers,
        "create": False,
        "update": False,
        "delete": False,
    }


@pytest.mark.parametrize("uid", PEOPLE, ids=lambda uid: uid or "anonymous")
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.path)
def test_everybody_may_do_what_is_written_here_and_no_more(
    host: str, kind: Kind, uid: str | None
) -> None:
    assert _allowed(Browser(host, PROJECT, uid), kind) == _expected(uid, kind)


def test_every_collection_of_the_records_is_in_the_matrix() -> None:
    assert {kind.pattern for kind in KINDS} == _patterns() | {"collections_to_come"}


def test_the_records_of_root_collections_say_whose_they_are() -> None:
    for record in (DrawingVersion, Session, Comparison):
        assert "project_id" in {each.name for each in fields(record)}


def test_a_session_of_many_sheets_is_listed(host: str, client: firestore.Client) -> None:
    """The rules look at the project once for all: ten looks are what a query may take."""
    batch = client.batch()
    for index in range(60):
        reference = client.document(f"comparisons/many-{index}")
        batch.set(reference, {"project_id": "p", "session_id": "many", "unit_index": index})
    batch.commit()
    equals = {"project_id": "p", "session_id": "many"}
    assert Browser(host, PROJECT, "viewer").list("comparisons", equals)
    assert not Browser(host, PROJECT, "stranger").list("comparisons", equals)


@pytest.mark.parametrize("query", PAGE_QUERIES)
def test_what_a_page_listens_to_is_allowed(host: str, query: Query) -> None:
    equals = {field: {"project_id": "p", "session_id": "s"}[field] for field in query.equals}
    assert Browser(host, PROJECT, "viewer").list(query.collection, equals, query.order_by)


@pytest.mark.parametrize(
    "equals", [{}, {"session_id": "s"}, {"project_id": "theirs"}, {"project_id": "none"}]
)
@pytest.mark.parametrize("collection", ["comparisons", "sessions", "drawing_versions"])
def test_a_query_that_could_find_what_is_not_the_readers_is_refused(
    host: str, collection: str, equals: dict[str, str]
) -> None:
    assert not Browser(host, PROJECT, "owner").list(collection, equals)


@pytest.mark.parametrize("name", ["pages", "messages", "shards", "comparisons", "memberships"])
def test_no_query_goes_over_the_collections_of_several_records(host: str, name: str) -> None:
    assert not Browser(host, PROJECT, "owner").list_group(name, {"project_id": "p"})


def test_what_is_not_there_is_refused_like_what_is_not_the_readers(host: str) -> None:
    browser = Browser(host, PROJECT, "owner")
    paths_of_nothing = ("projects/none", "sessions/none", "comparisons/none/change_summaries/x")
    assert not any(browser.get(path) for path in paths_of_nothing)


def test_who_is_no_member_any_more_sees_nothing(host: str, client: firestore.Client) -> None:
    _write_project(client, "left", "guest")
    client.document("sessions/left").set({"project_id": "left"})
    guest = Browser(host, PROJECT, "guest")
    assert guest.get("sessions/left")
    _write_project(client, "left", "owner")
    assert not guest.get("sessions/left")


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_in_the_rules_is_noticed(
    host: str, with_rules: Callable[[str], None], mistake: str
) -> None:
    rules, (right, wrong) = FIRESTORE_RULES.read_text(encoding="utf-8"), MISTAKES[mistake]
    assert right in rules
    with_rules(rules.replace(right, wrong))
    browsers = [Browser(host, PROJECT, uid) for uid in PEOPLE]
    assert any(
        _allowed(browser, kind) != _expected(browser.uid, kind)
        for kind in KINDS
        for browser in browsers
    )


def _patterns() -> set[str]:
    """Return the collections of every document that `common.paths` gives a path to."""
    made = {
        name: function
        for name, function in inspect.getmembers(paths, inspect.isfunction)
        if name.endswith("_path") and function.__module__ == paths.__name__
    }
    plain = {name: _called(function) for name, function in made.items() if name != "shard_path"}
    tallies = [path for name, path in plain.items() if name.endswith("_tally_path")]
    return {_pattern(path) for path in [*plain.values(), *(f"{t}/shards/0" for t in tallies)]}


def _called(function: object) -> str:
    assert callable(function)
    parameters = inspect.signature(function).parameters.values()
    path = function(*(0 if each.annotation == "int" else "x" for each in parameters))
    assert isinstance(path, str)
    return path
