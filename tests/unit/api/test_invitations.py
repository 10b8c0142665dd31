"""Invitations: nobody is looked up, and nobody is a member who has not said yes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.api import Api, open_api

PROJECT = "/api/projects/clinic"


@pytest.fixture
def api(tmp_path: Path) -> Api:
    opened = open_api(tmp_path)
    opened.project("clinic")
    opened.ask("sam", "GET", "/api/projects")  # signs in
    return opened


def _invite(api: Api, **said: str) -> dict[str, Any]:
    answer = api.ask("olga", "POST", f"{PROJECT}/members", json={"role": "viewer"} | said)
    assert answer.status_code == 201
    invitation: dict[str, Any] = answer.get_json()["invitations"][-1]
    return invitation


def _received(api: Api, who: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = api.ask(who, "GET", "/api/invitations").get_json()["invitations"]
    return found


@pytest.mark.parametrize("named", ["email", "user_id"])
def test_who_has_an_account_is_invited_like_who_has_none(api: Api, named: str) -> None:
    end = "@example.com" if named == "email" else ""
    answers = []
    for who in ("sam", "tom"):
        said = {named: f"{who}{end}", "role": "viewer"}
        told = api.ask("olga", "POST", f"{PROJECT}/members", json=said).get_json()
        (sent,) = told["invitations"]
        api.ask("olga", "DELETE", f"{PROJECT}/invitations/{sent.pop('invitation_id')}")
        answers.append(str(told).replace(who, "NAME"))
    assert answers[0] == answers[1]


def test_an_invited_person_sees_nothing_before_saying_yes(api: Api) -> None:
    _invite(api, email="Sam@Example.com")
    assert api.ask("sam", "GET", PROJECT).status_code == 404
    (received,) = _received(api, "sam")
    assert (received["project_name"], received["invited_by"]) == ("clinic", "olga@example.com")


def test_who_accepts_is_a_member_once(api: Api) -> None:
    place = f"/api/invitations/{_invite(api, email='sam@example.com')['invitation_id']}"
    assert api.ask("sam", "POST", f"{place}/accept").get_json()["role"] == "viewer"
    assert api.ask("sam", "GET", PROJECT).status_code == 200
    api.ask("olga", "DELETE", f"{PROJECT}/members/sam")
    assert api.ask("sam", "POST", f"{place}/accept").status_code == 404
    assert api.ask("sam", "GET", PROJECT).status_code == 404


def test_an_invitation_is_only_for_whom_it_names(api: Api) -> None:
    place = f"/api/invitations/{_invite(api, user_id='sam')['invitation_id']}"
    assert _received(api, "eva") == []
    assert api.ask("eva", "POST", f"{place}/accept").status_code == 404
    assert api.ask("eva", "DELETE", place).status_code == 404


@pytest.mark.parametrize("who", ["sam", "olga"])
def test_what_is_declined_or_taken_back_lets_nobody_in(api: Api, who: str) -> None:
    invitation_id = _invite(api, user_id="sam")["invitation_id"]
    own = f"/api/invitations/{invitation_id}"
    api.ask(who, "DELETE", own if who == "sam" else f"{PROJECT}/invitations/{invitation_id}")
    assert api.ask("sam", "POST", f"{own}/accept").status_code == 404


def test_an_owner_of_another_project_cannot_take_it_back(api: Api) -> None:
    invitation_id = _invite(api, user_id="sam")["invitation_id"]
    other = api.ask("eva", "POST", "/api/projects", json={"name": "E"}).get_json()["project_id"]
    place = f"/api/projects/{other}/invitations/{invitation_id}"
    assert api.ask("eva", "DELETE", place).status_code == 404
    assert len(_received(api, "sam")) == 1


def test_a_deleted_project_invites_nobody_any_more(api: Api) -> None:
    _invite(api, user_id="sam")
    api.ask("olga", "DELETE", PROJECT)
    assert _received(api, "sam") == []


def test_whom_a_project_waits_for_only_its_owners_see(api: Api) -> None:
    _invite(api, email="sam@example.com")
    assert api.ask("vera", "GET", f"{PROJECT}/members").get_json()["invitations"] == []


def test_a_member_by_address_gets_the_role_at_once(api: Api) -> None:
    said = {"email": "vera@example.com", "role": "editor"}
    told = api.ask("olga", "POST", f"{PROJECT}/members", json=said).get_json()
    assert {m["user_id"]: m["role"] for m in told["members"]}["vera"] == "editor"
