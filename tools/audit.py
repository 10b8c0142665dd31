"""Known vulnerabilities of what we depend on: `python -m tools.audit`, a report.

It says how much could be audited: where the advisory service cannot be reached, nothing is known,
and that is no failure of the code. Only with `--strict`, for who releases, a vulnerability is one.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parents[1]
LIMIT_S: Final = 120.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What is known of one lock.

    Attributes:
        audited: packages that the service knew of.
        total: packages of the lock.
        found: vulnerable ones, with their advisories.
        reason: why not all were audited.
    """

    name: str
    audited: int
    total: int
    found: tuple[str, ...] = ()
    reason: str = ""

    def lines(self) -> list[str]:
        """Return what to print."""
        head = f"{self.name}: {self.audited} of {self.total} packages audited"
        known = f", {len(self.found)} vulnerable" if self.audited else ", nothing is known"
        why = [f"  not audited: {self.reason}"] if self.reason else []
        return [head + known, *why, *(f"  {line}" for line in self.found)]


def python_report(output: str, errors: str, total: int) -> Report:
    """Return what pip-audit says, as JSON or as an error."""
    packages = _json(output).get("dependencies")
    if packages is None:
        return Report(name="Python", audited=0, total=total, reason=_last_line(errors))
    skipped = [package for package in packages if "skip_reason" in package]
    return Report(
        name="Python",
        audited=len(packages) - len(skipped),
        total=total,
        found=tuple(
            f"{p['name']} {p['version']}: {', '.join(v['id'] for v in p['vulns'])}"
            for p in packages
            if p.get("vulns")
        ),
        reason=skipped[0]["skip_reason"] if skipped else "",
    )


def npm_report(output: str, errors: str, total: int) -> Report:
    """Return what npm audit says, as JSON or as an error."""
    said = _json(output)
    found = said.get("vulnerabilities")
    if found is None:
        reason = said.get("message") or _last_line(errors)
        return Report(name="npm", audited=0, total=total, reason=reason)
    return Report(
        name="npm",
        audited=total,
        total=total,
        found=tuple(f"{name}: {each['severity']}" for name, each in sorted(found.items())),
    )


def reports(root: Path = ROOT) -> list[Report]:
    """Ask the advisory services about both locks."""
    lock = root / "requirements.lock"
    pins = sum("==" in line for line in lock.read_text(encoding="utf-8").splitlines())
    beside = Path(sys.executable).with_name("pip-audit")
    asked = _run([str(beside), "--disable-pip", "--format", "json", "-r", str(lock)], root)
    found = [python_report(*asked, pins)]
    web, npm = root / "web", shutil.which("npm")
    packages = json.loads((web / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    total = len(packages) - 1  # without our own
    if npm is None:
        return [*found, Report(name="npm", audited=0, total=total, reason="npm is not installed")]
    asked = _run([npm, "audit", "--audit", "--json", "--package-lock-only"], web)
    return [*found, npm_report(*asked, total)]


def _run(command: Sequence[str], folder: Path) -> tuple[str, str]:
    try:
        done = subprocess.run(  # noqa: S603 - our own commands
            command, cwd=folder, check=False, capture_output=True, text=True, timeout=LIMIT_S
        )
    except subprocess.TimeoutExpired:
        return "", f"no answer within {LIMIT_S:.0f} s"
    return done.stdout, done.stderr


def _json(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except json.JSONDecodeError:
        return {}
    return found if isinstance(found, dict) else {}


def _last_line(text: str) -> str:
    return (text.strip().splitlines() or ["it said nothing"])[-1][:300]


def main() -> int:
    """Print the reports; 1 for a vulnerability with --strict."""
    found = reports()
    sys.stdout.writelines(f"{line}\n" for report in found for line in report.lines())
    return int("--strict" in sys.argv[1:] and any(report.found for report in found))


if __name__ == "__main__":
    sys.exit(main())
