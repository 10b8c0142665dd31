"""The configuration passes the gate, and a planted mistake does not."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pytest

from tests.infra.deployed import Deployed
from tests.infra.mutants import MUTANTS, Mutant
from tests.infra.policies import POLICIES, Policy, faults
from tests.infra.provider.stub import load_schema
from tests.infra.terraform import CONFIGURATION, Terraform
from tools.provider_schema import used_types

TERRAFORM_TESTS = ("stage_function", "defaults", "choices", "refused")
# One deployment serves all that look at it.
WITH_DEPLOYED = pytest.mark.xdist_group("infra")


def test_the_configuration_is_written_as_terraform_writes_it(terraform: Terraform) -> None:
    answer = terraform.run("fmt", "-check", "-recursive", "-diff")
    assert answer.is_well, answer.text


def test_the_stub_knows_every_resource_that_is_used() -> None:
    schema = load_schema()
    known = {("resource", name) for name in schema["resource_schemas"]}
    known |= {("data", name) for name in schema["data_source_schemas"]}
    missing = used_types() - known
    assert not missing, (
        "take them out of the provider: python -m pip download --no-deps cdktn-provider-google, "
        "then python -m tools.provider_schema WHEEL tests/infra/provider/schema.json"
    )


def test_the_schema_is_of_the_version_that_is_asked_for() -> None:
    asked = re.search(r'version = "~> (\d+)\.', (CONFIGURATION / "versions.tf").read_text())
    assert asked is not None
    assert load_schema()["provider_version"].split(".")[0] == asked[1]


@WITH_DEPLOYED
@pytest.mark.parametrize("policy", POLICIES, ids=lambda policy: policy.__name__)
def test_the_deployment_holds(policy: Policy, deployed: Deployed) -> None:
    assert list(policy(deployed)) == []


@pytest.mark.parametrize("environment", ["dev", "prod"])
def test_what_is_said_of_an_environment_can_be_planned(
    environment: str, terraform: Terraform, variables: Mapping[str, object]
) -> None:
    said = {name: variables[name] for name in ("project_id", "bundle_folder")}
    answer = terraform.plan(said, f"environments/{environment}.tfvars")
    assert answer.is_well, answer.text
    assert faults(Deployed.of(terraform.planned())) == []


@pytest.mark.parametrize("file", TERRAFORM_TESTS)
def test_terraforms_own_tests_pass(
    file: str, terraform: Terraform, variables: Mapping[str, object]
) -> None:
    answer = terraform.test(variables, file)
    assert answer.is_well, answer.text
    assert re.search(r"Success! [1-9]\d* passed, 0 failed", answer.out)


def test_every_file_of_terraforms_tests_is_run() -> None:
    files = {path.name.removesuffix(".tftest.hcl") for path in CONFIGURATION.glob("tests/*")}
    assert files == set(TERRAFORM_TESTS)


def test_terraforms_own_tests_ask_no_cloud() -> None:
    """Whoever runs them with credentials would make what they apply."""
    for path in CONFIGURATION.glob("tests/*"):
        assert 'mock_provider "google" {' in path.read_text(encoding="utf-8"), path.name


def test_the_configuration_is_valid(terraform: Terraform) -> None:
    answer = terraform.run("validate", "-no-color")
    assert answer.is_well, answer.text


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_a_planted_mistake_is_caught(
    mutant: Mutant, terraform: Terraform, variables: Mapping[str, object]
) -> None:
    mutant.plant(terraform.folder)
    found = gate_faults(terraform, variables, mutant)
    assert any(mutant.says in fault for fault in found), found


def gate_faults(terraform: Terraform, variables: Mapping[str, object], mutant: Mutant) -> list[str]:
    """Return what the gate says: planning also validates; Terraform's own tests are slowest."""
    answer = terraform.plan(variables)
    if not answer.is_well:
        return [" ".join(answer.text.split())]
    found = faults(Deployed.of(terraform.planned()))
    if not found:
        answer = terraform.test(variables, mutant.tests)
        found = [] if answer.is_well else [" ".join(answer.text.split())]
    return found
