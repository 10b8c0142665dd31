"""Answers of a language model, as it would write them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

Json = dict[str, Any]


def said(text: str, *ids: str) -> Json:
    return {"change_ids": list(ids), "text": text}


def found(description: str, *ids: str, severity: str = "medium", **more: str) -> Json:
    rest = {"location": "upper left", "category": "other", "trade": "general", **more}
    return {"change_ids": list(ids), "description": description, "severity": severity, **rest}


def sheet_answer(
    *,
    summary_text: Sequence[Json] = (),
    changes_found: Sequence[Json] = (),
    critical_change: Json | None = None,
    recommendations: Sequence[Json] = (),
) -> str:
    return json.dumps(
        {
            "summary_text": list(summary_text),
            "changes_found": list(changes_found),
            "critical_change": critical_change,
            "recommendations": list(recommendations),
        }
    )
