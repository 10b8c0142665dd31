"""docs/DEPLOY.md names what is there, and its commands are the shell's."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest

from local.web.client import create_client
from local.web.config import ClientConfig, SignInWith, Source
from tests.api import open_api
from tests.infra.terraform import CONFIGURATION

ROOT = CONFIGURATION.parent
TEXT = (ROOT / "docs" / "DEPLOY.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"^```sh\n(.*?)^```", TEXT, flags=re.M | re.S)
HCL = "\n".join(path.read_text(encoding="utf-8") for path in CONFIGURATION.glob("*.tf"))
DEPLOYED_ORIGINS = ("https://*.run.app", "https://*.googleapis.com")


@pytest.mark.parametrize("block", COMMANDS, ids=range(len(COMMANDS)))
def test_commands_are_the_shells(block: str) -> None:
    done = subprocess.run(["bash", "-n"], input=block, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_what_is_asked_of_terraform_is_there() -> None:
    commands = "\n".join(COMMANDS)
    outputs = set(re.findall(r"output -raw (\w+)", TEXT))
    assert outputs <= set(re.findall(r'^output "(\w+)"', HCL, flags=re.M))
    for place in re.findall(r"-var-file=(environments/\S+?\.tfvars)", commands):
        assert (CONFIGURATION / place).is_file()
    for kind, name in re.findall(r"\b(google_\w+)\.(\w+)", commands):
        assert f'resource "{kind}" "{name}"' in HCL
    said = set(
        re.findall(r"^(\w+) += ", "\n".join(re.findall(r"<<END\n(.*?)END", TEXT, re.S)), re.M)
    )
    said |= set(re.findall(r"`(\w+)(?: = [^`]+)?` in `my\.tfvars`", TEXT))
    assert said
    assert said <= set(re.findall(r'^variable "(\w+)"', HCL, flags=re.M))


def test_what_is_asked_of_the_api_is_there(tmp_path: Path) -> None:
    asked = re.findall(r"(?:raw api_url\)|\$API)(/[\w/]*)", "\n".join(COMMANDS))
    assert {"/ready", "/api/projects"} <= set(asked)
    routes = {rule.rule for rule in open_api(tmp_path).client.application.url_map.iter_rules()}
    assert set(asked) <= routes


def test_make_has_what_it_is_asked_for() -> None:
    targets = set(re.findall(r"^([\w-]+):", (ROOT / "Makefile").read_text(), flags=re.M))
    asked = {name for line in re.findall(r"^make (.+)$", TEXT, re.M) for name in line.split()}
    assert asked
    assert asked <= targets


def test_secrets_are_named_as_terraform_names_them() -> None:
    named = set(re.findall(r"versions add (\S+)", TEXT))
    assert named == set(
        re.findall(r'"(buildtrace-[\w-]+)"', (CONFIGURATION / "secrets.tf").read_text())
    )


def test_the_deployed_page_is_as_guarded_as_the_local_one() -> None:
    config = ClientConfig(
        source=Source.FIRESTORE, sign_in=SignInWith.FIREBASE, origins=DEPLOYED_ORIGINS
    )
    local = dict(create_client(config).test_client().get("/config.json").headers)
    hosting = json.loads((ROOT / "firebase.json").read_text(encoding="utf-8"))["hosting"]
    assert hosting["headers"][0]["source"] == "**"
    deployed = {each["key"]: each["value"] for each in hosting["headers"][0]["headers"]}
    policy = _directives(deployed.pop("Content-Security-Policy"))
    assert policy == _directives(local["Content-Security-Policy"])
    del deployed["Cache-Control"]
    assert deployed.pop("Cross-Origin-Opener-Policy") == "same-origin-allow-popups"
    assert len(deployed) == 4
    assert {name: local[name] for name in deployed} == deployed


def _directives(policy: str) -> dict[str, str]:
    parts = (part.strip().partition(" ") for part in policy.split(";"))
    return {name: allowed for name, _, allowed in parts}


def test_the_released_rules_are_those_that_are_tested() -> None:
    released = json.loads((ROOT / "firebase.json").read_text(encoding="utf-8"))["firestore"]
    assert ROOT / released["rules"] == CONFIGURATION / "firestore.rules"
