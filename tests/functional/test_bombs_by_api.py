"""A file that unpacks to far more than it is, sent to the API: one page fails, no more."""

from __future__ import annotations

import time
from http import HTTPStatus
from pathlib import Path
from typing import Any

import pytest
import requests

from local.stack.processes import HOST, Processes, Service, free_port
from tests import bad_files
from tests.functional.command import BUILDTRACE
from tests.waiting import wait_until

TINY_MEMORY_BYTES = 600 * 1024**2
SIDE_PX = 26_000  # 676 MB unpacked, of 0.7 MB sent


def _bomb() -> bytes:
    inline = bad_files.inline_image_operators(SIDE_PX)
    return bad_files.with_replaced_contents(1, inline, "A-1", "A-2", "A-3")


def _uploaded(project: str, content: bytes) -> str:
    answer = requests.post(
        f"{project}/drawings",
        data={"drawing_name": "Set"},
        files={"file": ("set.pdf", content)},
        timeout=60,
    )
    assert answer.status_code == HTTPStatus.CREATED, answer.text
    version_id: str = answer.json()["drawing_version_id"]
    return version_id


def _told(version: str) -> dict[str, Any]:
    time.sleep(0.5)  # within the rate that a user has
    told: dict[str, Any] = requests.get(version, timeout=60).json()
    return told


@pytest.mark.long
@pytest.mark.timeout(300)
def test_a_bomb_costs_its_own_page_and_the_api_goes_on_answering(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BUILDTRACE_WORKER_MEMORY_LIMIT_BYTES", str(TINY_MEMORY_BYTES))
    port = free_port()
    api = f"http://{HOST}:{port}/api"
    command = [str(BUILDTRACE), "serve", "--port", str(port), "--folder", str(tmp_path / "data")]
    with Processes(tmp_path / "logs") as processes:
        processes.start([Service(name="serve", command=command, port=port)])
        made = requests.post(f"{api}/projects", json={"name": "A"}, timeout=60).json()
        version_id = _uploaded(f"{api}/projects/{made['project_id']}", _bomb())
        version = f"{api}/drawing-versions/{version_id}"
        wait_until(lambda: _told(version)["status"] in {"ready", "failed"}, give_up_s=240)
        told = _told(version)
        assert (told["status"], told["page_count"], told["failed_page_count"]) == ("ready", 3, 1)
        pages = requests.get(f"{version}/pages", timeout=60).json()["pages"]
        assert [page["error"]["code"] for page in pages if page["error"]] == ["out_of_memory"]
