"""docs/OPERATIONS.md names commands, variables, events and roles as they are."""

from __future__ import annotations

import json
import re
from pathlib import Path

import typer.main

from common.outcomes import StageOutcome
from local.ops.cli import ops

ROOT = Path(__file__).resolve().parents[2]
TERRAFORM = ROOT / "terraform"
TEXT = (ROOT / "docs" / "OPERATIONS.md").read_text(encoding="utf-8")
HCL = "\n".join(path.read_text(encoding="utf-8") for path in TERRAFORM.glob("*.tf"))


def test_commands_are_there() -> None:
    group = typer.main.get_command(ops)
    known = set(getattr(group, "commands"))  # noqa: B009 - a group's, which its type does not say
    named = set(re.findall(r"(?:buildtrace )?\bops ([a-z][a-z-]+)\b", TEXT))
    assert named == known


def test_variables_of_terraform_are_there() -> None:
    variables = set(re.findall(r'^variable "(\w+)"', HCL, flags=re.M))
    said = {
        *("alert_emails", "alert_limits", "backup_days", "budget", "export_days", "language_model"),
        *("notification_channels", "oldest_message_limit_s", "replaced_file_days", "runbook_url"),
        *("sizes", "tracing"),
    }
    assert {name for name in said if f"`{name}" in TEXT} == said <= variables


def test_every_event_that_is_counted_is_explained() -> None:
    metrics = json.loads((TERRAFORM / "modules/monitoring/metrics.json").read_text("utf-8"))
    counted = {
        name for m in metrics.values() for name in re.findall(r'event=\(?"(\w+)"', m["filter"])
    }
    assert {name for name in counted if f"`{name}`" not in TEXT} == set()


def test_tiles_are_called_as_on_the_dashboard() -> None:
    tiles = json.loads((TERRAFORM / "modules/monitoring/tiles.json").read_text("utf-8"))
    named = set(re.findall(r'[Tt]iles? (?:"[^"]+" [^"]*and )?["*]([^"*]+)["*]', TEXT))
    assert len(named) > 3
    assert named <= {tile["title"] for tile in tiles}


def test_every_outcome_is_explained() -> None:
    assert {outcome for outcome in StageOutcome if f"`{outcome}`" not in TEXT} == set()


def test_functions_are_called_as_they_are_deployed() -> None:
    functions = set(re.findall(r"^    ([a-z-]+) = \{$", HCL, flags=re.M))
    named = set(re.findall(r"`((?:api|ocr|diff|summary|sweep)-[a-z-]+)`", TEXT))
    assert named
    assert named <= functions
