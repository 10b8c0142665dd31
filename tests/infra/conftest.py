"""Terraform with the stub of the provider; skipped where its library is not installed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from tests.infra.deployed import Deployed
from tests.infra.provider.stub import load_schema, serving
from tests.infra.terraform import Terraform
from tools.bundle import write_bundles


@pytest.fixture(scope="session")
def provider(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mapping[str, str]]:
    """Give the variables by which Terraform finds the stub."""
    with serving(load_schema(), tmp_path_factory.mktemp("provider")) as environment:
        yield environment


@pytest.fixture(scope="session")
def variables(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, object]:
    """Give what a person says of a deployment that has everything."""
    bundles = tmp_path_factory.mktemp("bundles")
    write_bundles(bundles)
    return {
        "project_id": "my-project",
        "environment": "prod",
        "region": "europe-west1",
        "firestore_location": "eur3",
        "bundle_folder": str(bundles),
        "web_origins": ["https://drawings.example.com"],
        "language_model": {
            "name": "gpt-4o-mini",
            "input_usd_per_million": 0.15,
            "output_usd_per_million": 0.6,
            "tokens_per_image": 8500,
        },
    }


@pytest.fixture
def terraform(provider: Mapping[str, str], tmp_path: Path) -> Terraform:
    """Give a copy of the configuration of a test's own."""
    return Terraform.copied(tmp_path / "terraform", provider)


@pytest.fixture(scope="session")
def deployed(
    provider: Mapping[str, str],
    variables: Mapping[str, object],
    tmp_path_factory: pytest.TempPathFactory,
) -> Deployed:
    """Give the whole deployment as the stub made it."""
    folder = tmp_path_factory.mktemp("deployed") / "terraform"
    return Deployed.of(Terraform.copied(folder, provider).applied(variables))
