"""Links to files: signed by us, exchanged for the bucket's, and gone after some minutes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from functions.api.app import create_app
from functions.api.world import ApiWorld
from tests.api import Api, open_api, open_finished
from tests.session_records import MATCHED

OTHER_SECRET = "another secret of the same length"  # noqa: S105 - opens nothing


@dataclass
class Watch:
    """A clock that is set by hand."""

    time: datetime

    def now(self) -> datetime:
        return self.time


@pytest.fixture
def watch() -> Watch:
    return Watch(datetime(2026, 1, 3, tzinfo=UTC))


@pytest.fixture
def api(tmp_path: Path, watch: Watch) -> Iterator[Api]:
    opened = open_finished(tmp_path)
    world: ApiWorld = opened.client.application.extensions["buildtrace"]
    app = create_app(replace(world, ports=replace(world.ports, clock=watch)))
    yield replace(opened, client=app.test_client())
    opened.world.close()


def _overlay_url(api: Api) -> str:
    url: str = api.ask("vera", "GET", f"/api/comparisons/{MATCHED}").get_json()["overlay_url"]
    return url


def test_a_link_leads_to_the_bucket_without_a_token(api: Api) -> None:
    answer = api.ask(None, "GET", _overlay_url(api))
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith(
        f"https://bucket.example/comparisons/{MATCHED}/overlay.png?type=image/png"
    )


def test_the_buckets_link_is_valid_no_longer_than_ours(api: Api, watch: Watch) -> None:
    url = _overlay_url(api)
    watch.time += timedelta(seconds=1000)
    answer = api.ask(None, "GET", url)
    assert answer.headers["Location"].endswith("&s=200")


def test_links_that_are_made_soon_after_one_another_are_equal(api: Api, watch: Watch) -> None:
    first = _overlay_url(api)
    watch.time += timedelta(seconds=100)
    assert _overlay_url(api) == first


def test_a_link_runs_out(api: Api, watch: Watch) -> None:
    url = _overlay_url(api)
    watch.time += timedelta(seconds=899)
    assert api.ask(None, "GET", url).status_code == 302
    watch.time += timedelta(seconds=302)
    assert (api.ask(None, "GET", url).status_code, _overlay_url(api) != url) == (410, True)


@pytest.mark.parametrize("change", ["one letter", "another secret", "nothing signed"])
def test_a_link_that_we_did_not_make_leads_nowhere(api: Api, tmp_path: Path, change: str) -> None:
    url = _overlay_url(api)
    forged = {
        "one letter": url[:-5] + ("A" if url[-5] != "A" else "B") + url[-4:],
        "another secret": url,
        "nothing signed": url.rpartition(".")[0],
    }[change]
    if change == "another secret":
        api = open_api(tmp_path, link_secret=OTHER_SECRET)
    assert api.ask(None, "GET", forged).status_code == 404
