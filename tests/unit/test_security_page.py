"""What docs/SECURITY.md calls a proof is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.infra import policies

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docs" / "SECURITY.md").read_text(encoding="utf-8")
PROOFS = sorted(set(re.findall(r"`(tests/[\w/]+\.py)::(test_\w+)`", TEXT)))


@pytest.mark.parametrize(("file", "test"), PROOFS, ids=lambda part: str(part).rsplit("/", 1)[-1])
def test_a_proof_is_a_test(file: str, test: str) -> None:
    source = (ROOT / file).read_text(encoding="utf-8")
    assert re.search(rf"^(    )?def {test}\(", source, flags=re.M)


def test_a_policy_that_is_named_holds_for_every_deployment() -> None:
    named = set(re.findall(r"`(\w+)`", " ".join(re.findall(r"polic(?:y|ies) ([^|;]*)", TEXT))))
    assert named
    assert named <= {policy.__name__ for policy in policies.POLICIES}


def test_every_threat_has_a_proof() -> None:
    rows = re.findall(r"^\| (.+?) \| (.+?) \| (.+?) \|$", TEXT, flags=re.M)
    threats = [row for row in rows if row[0] != "threat"]
    assert len(threats) > 30
    for threat, _against, proof in threats:
        assert "::test_" in proof or "polic" in proof, threat
