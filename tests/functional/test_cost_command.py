"""`buildtrace cost`, and the tables of docs/COST.md, which it prints."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from local.cli import app

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "COST.md"
# A command on a line of its own, and the table behind it.
_SHOWN = re.compile(r"^`buildtrace (cost [^`]*)`[^\n]*\n\n((?:\|[^\n]*\n)+)", re.M)
_TABLE = re.compile(r"((?:^\|[^\n]*\n)+)", re.M)


def _run(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["cost", *arguments])


def _shown() -> list[tuple[str, str]]:
    return _SHOWN.findall(DOCUMENT.read_text(encoding="utf-8"))


def test_the_document_shows_several_estimates() -> None:
    assert len(_shown()) >= 3


@pytest.mark.parametrize(("command", "table"), _shown())
def test_the_document_shows_what_the_command_prints(command: str, table: str) -> None:
    printed = _run(*shlex.split(command)[1:], "--markdown")
    assert printed.exit_code == 0
    assert _TABLE.findall(printed.stdout)[0] == table


def test_the_document_shows_every_table_behind_an_estimate() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    _first, *behind = _TABLE.findall(_run("--sheets", "1", "--markdown").stdout)
    assert len(behind) == 5
    assert [table for table in behind if table not in text] == []


def test_the_table_is_printed_with_the_day_of_its_prices() -> None:
    printed = _run("--sheets", "1000", "--scans", "0.2", "--llm-model", "gpt-4.1-mini")
    assert printed.exit_code == 0
    assert "compare sheets" in printed.stdout
    assert "gpt-4.1-mini" in printed.stdout
    assert "list prices of us-central1" in " ".join(printed.stdout.split())


def test_json_has_every_amount_and_adds_up() -> None:
    document = json.loads(_run("--sheets", "1000", "--json").stdout)
    parts = sum(stage["usd"] for stage in document["stages"]) + document["language_model_usd"]
    assert document["total_usd"] == pytest.approx(parts, abs=1e-4)
    by_name = {stage["name"]: stage["amounts"] for stage in document["stages"]}
    assert by_name["diff-pair"]["request"] == 1000
    assert by_name["ocr-page"]["request"] == 2000


def test_what_is_free_each_month_is_left_out() -> None:
    whole, less = (
        json.loads(_run("--sheets", "1000", "--json", *more).stdout)["total_usd"]
        for more in ([], ["--less-free"])
    )
    assert 0 < less < whole
    assert "free each month" in _run("--sheets", "1000", "--less-free").stdout


def test_a_region_without_prices_is_refused_until_somebody_gives_them(tmp_path: Path) -> None:
    refused = _run("--sheets", "10", "--region", "europe-west1")
    assert refused.exit_code == 2
    assert "--prices FILE" in refused.stderr
    path = tmp_path / "prices.json"
    path.write_text('{"region": "europe-west1"}')
    assert _run("--sheets", "10", "--region", "europe-west1", "--prices", str(path)).exit_code == 0


def test_a_model_without_prices_is_refused_with_those_that_have_them() -> None:
    refused = _run("--sheets", "10", "--llm-model", "my-model")
    assert refused.exit_code == 2
    assert "gpt-4.1-mini" in refused.stderr


def test_no_sheets_is_wrong_use() -> None:
    assert _run("--sheets", "0").exit_code == 2
