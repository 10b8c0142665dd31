"""What is committed holds no secret; what we depend on is listed, hashed and can be audited."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.machine import is_ci
from tools.audit import Report, npm_report, python_report
from tools.sbom import write_bills
from tools.secrets_scan import committed_files, findings, unknown

ROOT = Path(__file__).resolve().parents[2]
NPM_FOLDERS = ("web", "tests/firebase")
# Put together here: as one word it would be found in this file.
PLANTED = {
    "a key of a cloud": "aws_key = 'AKIA" + "IOSFODNN7EXAMPLX'",
    "a private key": "-----BEGIN " + "RSA PRIVATE KEY-----",
    "a password": "pass" + 'word = "hunter2hunter2"',
    "a token": "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9"
    + ".eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkoifQ"
    + ".SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c",
}


def _has_git() -> bool:
    return shutil.which("git") is not None and (ROOT / ".git").exists()


@pytest.mark.long
@pytest.mark.skipif(not _has_git(), reason="no checkout of git: what is committed is not known")
def test_nothing_that_is_committed_is_a_new_secret() -> None:
    """Look at what is found, then `python -m tools.secrets_scan --accept` if it is none."""
    assert unknown(findings(committed_files())) == []


@pytest.mark.parametrize("what", PLANTED)
def test_a_planted_secret_is_found(what: str, tmp_path: Path) -> None:
    file = tmp_path / "settings.py"
    file.write_text(PLANTED[what] + "\n", encoding="utf-8")
    assert unknown(findings([file], tmp_path))


def test_a_vulnerable_package_is_told_of() -> None:
    said = {
        "dependencies": [
            {"name": "flask", "version": "0.1", "vulns": [{"id": "PYSEC-1"}, {"id": "GHSA-2"}]},
            {"name": "rich", "version": "13", "vulns": []},
        ]
    }
    report = python_report(json.dumps(said), "", 2)
    assert report.lines() == [
        "Python: 2 of 2 packages audited, 1 vulnerable",
        "  flask 0.1: PYSEC-1, GHSA-2",
    ]


def test_what_could_not_be_audited_is_not_called_clean() -> None:
    said = {"dependencies": [{"name": "flask", "skip_reason": "not found on PyPI"}]}
    assert python_report(json.dumps(said), "", 1).lines() == [
        "Python: 0 of 1 packages audited, nothing is known",
        "  not audited: not found on PyPI",
    ]


@pytest.mark.parametrize("make", [python_report, npm_report])
def test_an_advisory_service_that_is_away_is_said_to_be(make: object) -> None:
    report: Report = make("", "Traceback\nProxyError: refused\n", 5)  # type: ignore[operator]
    assert (report.audited, report.found, report.reason) == (0, (), "ProxyError: refused")


def test_what_npm_says_is_told() -> None:
    said = {"vulnerabilities": {"vite": {"severity": "high"}}}
    report = npm_report(json.dumps(said), "", 500)
    assert report.lines() == ["npm: 500 of 500 packages audited, 1 vulnerable", "  vite: high"]


def test_the_bills_list_every_pin_of_the_locks(tmp_path: Path) -> None:
    if shutil.which("npm") is None and is_ci():
        pytest.fail("CI needs npm")
    bills = write_bills(tmp_path, are_validated=False)
    names = {bill.name: json.loads(bill.read_text("utf-8")) for bill in bills}
    lock = (ROOT / "functions" / "sweep" / "requirements.txt").read_text(encoding="utf-8")
    pins = {line.split("==")[0] for line in lock.splitlines() if "==" in line}
    bill = names["function-sweep.cdx.json"]
    assert {part["name"] for part in bill["components"]} == pins
    assert all(part["externalReferences"][0]["hashes"] for part in bill["components"])
    assert _is_of_the_schema(tmp_path / "function-sweep.cdx.json")
    if "web.cdx.json" in names:
        assert len(names["web.cdx.json"]["components"]) > 100


def _is_of_the_schema(bill: Path) -> bool:
    """Hold a bill to CycloneDX's schema: they are all of one program."""
    from cyclonedx.schema import SchemaVersion
    from cyclonedx.validation.json import JsonStrictValidator

    text = bill.read_text(encoding="utf-8")
    version = SchemaVersion.from_version(json.loads(text)["specVersion"])
    return JsonStrictValidator(version).validate_str(text) is None


@pytest.mark.parametrize("folder", NPM_FOLDERS)
def test_packages_of_npm_run_nothing_when_they_are_installed(folder: str) -> None:
    settings = (ROOT / folder / ".npmrc").read_text(encoding="utf-8").splitlines()
    assert "ignore-scripts=true" in settings


@pytest.mark.parametrize("folder", NPM_FOLDERS)
def test_every_package_of_npm_has_a_hash(folder: str) -> None:
    lock = json.loads((ROOT / folder / "package-lock.json").read_text(encoding="utf-8"))
    own = {""}
    missing = [
        name for name, p in lock["packages"].items() if "integrity" not in p and not p.get("link")
    ]
    assert set(missing) <= own
