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
    assert terraform.init().is_well
    answer = terraform.plan(said, f"environments/{environment}.tfvars")
    assert answer.is_well, answer.text
    assert faults(Deployed.of(terraform.planned())) == []


def test_terraform_tests_pass(terraform: Terraform, variables: Mapping[str, object]) -> None:
    terraform.init()
    answer = terraform.test(variables)
    assert answer.is_well, answer.text
    assert re.search(r"Success! \d\d passed, 0 failed", answer.out)


def test_a_validation_fails_without_the_network(terraform: Terraform) -> None:
    (terraform.folder / "wrong.tf").write_text('resource "google_pubsub_topic" "x" {}\n')
    terraform.init()
    assert 'The argument "name" is required' in terraform.run("validate", "-no-color").text


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_a_planted_mistake_is_caught(
    mutant: Mutant, terraform: Terraform, variables: Mapping[str, object]
) -> None:
    mutant.plant(terraform.folder)
    found = gate_faults(terraform, variables)
    assert any(mutant.says in fault for fault in found), found


def gate_faults(terraform: Terraform, variables: Mapping[str, object]) -> list[str]:
    """Return what the gate says, cheapest step first; it stops at the first that fails."""
    for step in (
        terraform.init,
        lambda: terraform.run("validate", "-no-color"),
        lambda: terraform.plan(variables),
    ):
        answer = step()
        if not answer.is_well:
            return [" ".join(answer.text.split())]
    found = faults(Deployed.of(terraform.planned()))
    if not found:
        answer = terraform.test(variables)
        found = [] if answer.is_well else [" ".join(answer.text.split())]
    return found
