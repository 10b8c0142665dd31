"""Uploads: versions get their numbers, and what is no drawing set does no harm."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from werkzeug.test import TestResponse

from common.chain.steps import load_version
from common.domain.ids import VersionId
from tests.api import Api, open_api

PDF = b"%PDF-1.7\n of some pages"
DRAWINGS, UPLOADS = "/api/projects/clinic/drawings", "/api/projects/clinic/uploads"


@pytest.fixture
def api(tmp_path: Path) -> Api:
    opened = open_api(tmp_path)
    opened.project()
    return opened


def _upload(api: Api, content: bytes = PDF, name: str = "set.pdf", **fields: Any) -> TestResponse:
    form: dict[str, Any] = {"drawing_name": "Set", **fields, "file": (io.BytesIO(content), name)}
    return api.ask("eddie", "POST", DRAWINGS, data=form)


def _announce(api: Api, **said: Any) -> TestResponse:
    body = {"drawing_name": "Set", "file_name": "set.pdf", "file_size": 10} | said
    return api.ask("eddie", "POST", UPLOADS, json=body)


def test_versions_of_a_drawing_are_numbered_in_their_order(api: Api) -> None:
    _upload(api, version_label="Permit")
    _announce(api, version_label="Addendum 1")
    _upload(api, drawing_name="Other")
    drawings = api.ask("vera", "GET", DRAWINGS).get_json()["drawings"]
    assert [
        (d["drawing_name"], [(v["version_number"], v["version_label"]) for v in d["versions"]])
        for d in drawings
    ] == [("Other", [(1, "")]), ("Set", [(1, "Permit"), (2, "Addendum 1")])]


def test_an_upload_is_stored_and_waits_to_be_read(api: Api) -> None:
    made = _upload(api).get_json()
    version = load_version(api.ports, VersionId(made["drawing_version_id"]))
    assert api.ports.blobs.read(version.storage_path) == PDF
    assert not api.world.queue.is_idle()
    assert (made["uploaded_by"], made["file_size"], len(made["sha256"])) == ("eddie", len(PDF), 64)


def test_an_announced_file_waits_for_nobody_until_it_is_there(api: Api) -> None:
    answer = _announce(api)
    assert answer.status_code == 201
    assert api.world.queue.is_idle()
    assert answer.get_json()["url"].startswith("https://bucket.example/uploads/clinic/")


@pytest.mark.parametrize("label", ["007", "1e5", "null", "true", "[1]", '"quoted"'])
def test_a_label_is_taken_as_it_is_written(api: Api, label: str) -> None:
    assert _upload(api, version_label=label).get_json()["version_label"] == label


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../../etc/passwd", "passwd"),
        ("/abs/set.pdf", "set.pdf"),
        ("uploads/other/v1/00000", "00000"),
        ("図面 A‑1.pdf", "図面 A‑1.pdf"),
    ],
)
def test_the_name_of_a_file_is_shown_and_leads_nowhere(api: Api, name: str, shown: str) -> None:
    for answer in (_upload(api, name=name).get_json(), _announce(api, file_name=name).get_json()):
        version = answer.get("version", answer)
        place = load_version(api.ports, VersionId(version["drawing_version_id"])).storage_path
        assert version["file_name"] == shown
        assert place == f"uploads/clinic/{version['drawing_version_id']}/00000"


def test_the_folder_of_a_windows_path_is_left_out(api: Api) -> None:
    version = _announce(api, file_name="C:\\plans\\set.pdf").get_json()["version"]
    assert version["file_name"] == "set.pdf"


@pytest.mark.parametrize("name", ["..", ".", "/", "a/..", "x" * 10_000, "a\u202efdp.exe", "a\nb"])
def test_a_name_that_is_none_is_refused(api: Api, name: str) -> None:
    assert _announce(api, file_name=name).status_code == 422


@pytest.mark.parametrize(
    ("content", "status"),
    [(b"", 422), (b"MZ\x90\x00", 415), (b"PK\x03\x04", 415), (b"<svg/>", 415), (b"%PD", 415)],
)
def test_a_file_that_is_no_drawing_is_refused_whatever_its_name(
    api: Api, content: bytes, status: int
) -> None:
    assert _upload(api, content).status_code == status
    assert api.ask("vera", "GET", DRAWINGS).get_json()["drawings"] == []


@pytest.mark.parametrize("field", ["drawing_name", "version_label", "comments"])
@pytest.mark.parametrize("text", ["x" * 10_000, "a\x00b", "a\u202eb", "\ue000"])
def test_a_text_that_is_too_long_or_deceives_is_refused(api: Api, field: str, text: str) -> None:
    assert _upload(api, PDF, **{field: text}).status_code == 422
    assert _announce(api, **{field: text}).status_code == 422


def test_composed_and_decomposed_names_are_the_same_drawing(api: Api) -> None:
    _upload(api, drawing_name="Caf\u00e9")
    assert _upload(api, drawing_name="Cafe\u0301").get_json()["version_number"] == 2


@pytest.mark.parametrize(
    "form", [{}, {"drawing_name": "Set"}, {"drawing_name": "S", "file": "text"}]
)
def test_a_form_without_a_file_is_refused(api: Api, form: dict[str, str]) -> None:
    answer = api.ask("eddie", "POST", DRAWINGS, data=form, content_type="multipart/form-data")
    assert answer.status_code == 422


def test_a_form_of_many_parts_is_refused(api: Api) -> None:
    assert _upload(api, PDF, **{f"field{n}": "x" for n in range(200)}).status_code == 413


def test_a_form_over_the_limit_is_refused(tmp_path: Path) -> None:
    api = open_api(tmp_path, max_form_bytes=1000)
    api.project()
    assert _upload(api, PDF + b"x" * 2000).status_code == 413


def test_an_announced_file_over_the_limit_is_refused(api: Api) -> None:
    answer = _announce(api, file_size=(1 << 30) + 1)
    assert (answer.status_code, answer.get_json()["code"]) == (413, "file_too_large")


@pytest.mark.parametrize("size", [0, -1, 1.5, 10**30, "many"])
def test_a_size_that_is_none_is_refused(api: Api, size: object) -> None:
    assert _announce(api, file_size=size).status_code in {413, 422}


def test_an_upload_that_is_sent_again_is_one_version(api: Api) -> None:
    made = set()
    for _ in range(2):
        form = {"drawing_name": "Set", "file": (io.BytesIO(PDF), "set.pdf")}
        key = {"Idempotency-Key": "one"}
        answer = api.ask("eddie", "POST", DRAWINGS, data=form, headers=key)
        made.add(answer.get_json()["drawing_version_id"])
    assert len(made) == 1
