"""A real pair through the bucket: what comes out is what the command finds in the same files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.drawings import BESIDE_THE_CHECKOUT
from benchmarks.emulated_pairs import differences, dropped, session_comparisons
from tests.drawings import COARSE
from tests.emulated.cloud import Cloud
from tests.emulators import OF_CLOUD
from tests.functional.command import compare

pytestmark = [*OF_CLOUD, pytest.mark.shared_data]
PAIR = BESIDE_THE_CHECKOUT / "pairs" / "kegonsa-ASK-003"


def test_a_real_pair_that_is_dropped_gives_what_the_command_finds(
    cloud: Cloud, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not PAIR.is_dir():
        pytest.skip("the folder of real drawings is not beside the checkout")
    sets = (PAIR / "rev1_20150115.pdf", PAIR / "rev2_20150116.pdf")
    session_id = dropped(cloud.ports, "real", *sets)
    for name, value in COARSE.items():
        monkeypatch.setenv(name, value)
    assert compare(*sets, tmp_path).returncode == 0
    by_command = json.loads((tmp_path / "session.json").read_text(encoding="utf-8"))
    found = session_comparisons(session_id, cloud.ports)
    assert sum(len(comparison["changes"]) for comparison in found) > 0
    assert differences(found, by_command["comparisons"]) == []
