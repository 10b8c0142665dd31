"""Looks for secrets in what is committed: `python -m tools.secrets_scan`.

What detect-secrets finds and a person has looked at is in `known_secrets.json`, as hashes; with
`--accept` what is found now becomes that. A new finding fails the tests.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from detect_secrets.core.secrets_collection import SecretsCollection
from detect_secrets.settings import default_settings

ROOT: Final = Path(__file__).resolve().parents[1]
KNOWN: Final = ROOT / "tools" / "known_secrets.json"
# Hashes, all of them: locks, and the list of what is known.
_HASHES: Final = ("requirements.lock", "requirements.txt", "package-lock.json", KNOWN.name)
# Written by our tools from what is scanned itself (tools.web_schemas, `npm run types`), or from the
# provider's package (tools.provider_schema): a tenth of the repository, and no place of a secret.
_GENERATED: Final = (
    "web/src/data/openapi.json", "web/src/data/openapi.d.ts", "web/src/data/records.json",
    "web/src/data/records.d.ts", "tests/infra/provider/schema.json",
)  # fmt: skip
_SKIPPED: Final = {".pdf", ".png", ".jpg", ".tif", ".tiff", ".woff2", ".ico"}
Findings = dict[str, list[str]]


def committed_files(root: Path = ROOT) -> list[Path]:
    """Return what git knows of, and what is about to be added."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],  # noqa: S607 - git
        cwd=root,
        check=True,
        capture_output=True,
        text=True,
    ).stdout.splitlines()
    files = [root / name for name in listed if name not in _GENERATED]
    return [
        file
        for file in files
        if file.is_file() and file.name not in _HASHES and file.suffix not in _SKIPPED
    ]


def findings(files: Iterable[Path], root: Path = ROOT) -> Findings:
    """Return what may be secrets: by file, kind and hash of each."""
    secrets = SecretsCollection(root=str(root))
    with default_settings():
        for file in files:
            secrets.scan_file(str(file.relative_to(root)))
    found: dict[str, set[str]] = {}
    for name, secret in secrets:
        found.setdefault(name, set()).add(f"{secret.type}: {secret.secret_hash}")
    return {name: sorted(each) for name, each in sorted(found.items())}


def known() -> Findings:
    """Return what a person has looked at."""
    looked_at: Findings = json.loads(KNOWN.read_text(encoding="utf-8"))
    return looked_at


def unknown(found: Findings) -> list[str]:
    """Return the findings that nobody has looked at."""
    looked_at = known()
    return [
        f"{name}: {secret.split(':')[0]}"
        for name, each in found.items()
        for secret in each
        if secret not in looked_at.get(name, [])
    ]


def main() -> int:
    """Print what is new; with --accept, take it as looked at."""
    found = findings(committed_files())
    if "--accept" in sys.argv[1:]:
        KNOWN.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
        return 0
    new = unknown(found)
    sys.stdout.write(("\n".join(new) or "No new finding.") + "\n")
    return 1 if new else 0


if __name__ == "__main__":
    sys.exit(main())
