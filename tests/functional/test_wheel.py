"""What is handed on: the wheel alone, installed elsewhere, does what the checkout does."""

from __future__ import annotations

import json
import subprocess
import tomllib
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest
import requests

from local.stack.processes import HOST, Processes, Service, free_port
from tests.clean_environment import ROOT, build_wheel, environment_with
from tests.machine import is_ci

# CI downloads everything; elsewhere it takes half a minute.
pytestmark = [pytest.mark.timeout(900), pytest.mark.xdist_group("wheel")]


@dataclass(frozen=True, slots=True)
class Installed:
    """The wheel and where it is installed."""

    wheel: Path
    programs: Path
    folder: Path

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run the command far from the checkout, with nothing of this environment."""
        return subprocess.run(
            [str(self.programs / "buildtrace"), *arguments],
            cwd=self.folder,
            env={"PATH": "/usr/bin:/bin", "HOME": str(self.folder), "LANG": "C.UTF-8"},
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    folder = tmp_path_factory.mktemp("wheel")
    wheel = build_wheel(folder / "dist")
    programs = environment_with(wheel, "local", folder / "environment")
    return Installed(wheel, programs, folder)


def _version() -> str:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return str(project["version"])


def test_the_version_is_the_projects(installed: Installed) -> None:
    assert installed.run("--version").stdout.split()[-1] == _version()


def test_the_client_has_the_projects_version() -> None:
    package = json.loads((ROOT / "web" / "package.json").read_text(encoding="utf-8"))
    assert package["version"] == _version()


def test_demo_compares_the_sample_set(installed: Installed) -> None:
    done = installed.run("demo", "--out", "out", "--json")
    assert done.returncode == 0, done.stderr
    comparisons = json.loads(done.stdout)["comparisons"]
    assert {c["status"] for c in comparisons} == {"completed"}
    assert sum(len(c["changes"]) for c in comparisons) > 20
    assert "<html" in (installed.folder / "out" / "report.html").read_text(encoding="utf-8")


def test_cost_finds_its_figures(installed: Installed) -> None:
    done = installed.run("cost", "--sheets", "100", "--json")
    assert json.loads(done.stdout)["total_usd"] > 0


def test_the_wheel_holds_the_built_client(installed: Installed) -> None:
    _client_or_skip()
    with zipfile.ZipFile(installed.wheel) as archive:
        names = archive.namelist()
    assert "local/web_dist/index.html" in names
    assert [name for name in names if name.startswith("local/web_dist/assets/")]


def test_serve_answers_with_the_client_and_the_api(installed: Installed) -> None:
    _client_or_skip()
    port = free_port()
    command = [str(installed.programs / "buildtrace"), "serve", "--port", str(port), "--workers",
               "1", "--folder", str(installed.folder / "data")]  # fmt: skip
    with Processes(installed.folder / "logs") as processes:
        processes.start([Service(name="serve", command=command, port=port)])
        page = requests.get(f"http://{HOST}:{port}/", timeout=30)
        assert page.ok
        assert '<div id="root">' in page.text
        assert requests.get(f"http://{HOST}:{port}/openapi.json", timeout=30).ok


def _client_or_skip() -> None:
    if (ROOT / "web" / "dist" / "index.html").is_file():
        return
    if is_ci():
        pytest.fail("the web client is not built: run `make wheel`")
    pytest.skip("the web client is not built (cd web; npm ci; npm run build)")
