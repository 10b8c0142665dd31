"""The question to a language model about one sheet: instructions, fenced evidence, pictures."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from common.domain.changes import Change, ChangePart
from common.domain.ids import ProjectId, SessionId, derived_id
from common.domain.language import ImagePart, ModelMessage, ModelRequest, Role, TextPart
from functions.summary.answer import SheetAnswer
from functions.summary.critical_rules import SEVERITIES, severity_of
from functions.summary.crops import Picture
from functions.summary.evidence import SheetEvidence
from functions.summary.neighbourhoods import Place
from functions.summary.places import place_of
from functions.summary.prompt import INSTRUCTIONS, PICTURES, VERSION

# The rules tell of what is beyond: a model that is shown hundreds of changes repeats itself.
MAX_LISTED: Final = 80
MAX_TEXT_LENGTH: Final = 240
MAX_PARTS: Final = 12
MAX_OUTPUT_TOKENS: Final = 4000


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A place and how it looks."""

    place: Place
    picture: Picture


def listed_changes(evidence: SheetEvidence) -> tuple[Change, ...]:
    """Return the changes of the drawing that a model is told of, the most urgent if too many."""
    drawing = [change for change in evidence.changes if change.is_of_drawing]
    drawing.sort(key=lambda change: (SEVERITIES.index(severity_of(change)), -change.ink_px))
    kept = {change.id for change in drawing[:MAX_LISTED]}
    return tuple(change for change in evidence.changes if change.id in kept)


def sheet_request(
    evidence: SheetEvidence,
    shown: Sequence[Shown],
    *,
    project_id: ProjectId,
    session_id: SessionId,
) -> ModelRequest:
    """Return the question; its key follows from what is told of the sheet."""
    told = _fenced(evidence)
    parts: list[TextPart | ImagePart] = [TextPart(text=told)]
    if shown:
        parts.append(TextPart(text=PICTURES))
    for number, item in enumerate(shown, 1):
        ids = " ".join(item.place.change_ids)
        for sheet, png in (("old", item.picture.old_png), ("new", item.picture.new_png)):
            parts.append(TextPart(text=f"Place {number} (changes {ids}), {sheet} sheet:"))
            parts.append(ImagePart(png=png))
    return ModelRequest(
        key=derived_id(told),
        project_id=project_id,
        session_id=session_id,
        prompt_version=VERSION,
        messages=(
            ModelMessage.of(Role.SYSTEM, INSTRUCTIONS),
            ModelMessage(role=Role.USER, parts=tuple(parts)),
        ),
        max_output_tokens=MAX_OUTPUT_TOKENS,
        answer_type=SheetAnswer,
    )


def _fenced(evidence: SheetEvidence) -> str:
    """Return the evidence as JSON in which no text can close the fence."""
    data = {
        "sheet_number": _clean(evidence.number),
        "sheet_title": _clean(evidence.title),
        "alignment": evidence.alignment.grade.value if evidence.alignment else None,
        "changes": [_told(change, evidence) for change in listed_changes(evidence)],
    }
    text = json.dumps(data, ensure_ascii=False, indent=0)
    fenced = text.replace("<", "\\u003c").replace(">", "\\u003e")
    return f"<drawing-data>\n{fenced}\n</drawing-data>"


def _told(change: Change, evidence: SheetEvidence) -> dict[str, Any]:
    worded = [part for part in change.parts if part.old_text or part.new_text]
    told = {
        "id": change.id,
        "what": change.kind.value,
        "kind": change.category.value,
        "where": place_of(change, evidence.size),
        "old": _clean(change.old_text),
        "new": _clean(change.new_text),
        "row": _clean(change.row),
        "column": _clean(change.column),
        "label": _clean(change.label),
        "box_pt": [round(value) for value in change.box_pt],
        "parts": [_part(part) for part in worded[:MAX_PARTS]],
    }
    return {key: value for key, value in told.items() if value not in (None, [])}


def _part(part: ChangePart) -> dict[str, str | None]:
    return {
        "column": _clean(part.column),
        "old": _clean(part.old_text),
        "new": _clean(part.new_text),
    }


def _clean(text: str | None) -> str | None:
    """Return what a person can see of a text: no controls, nothing without width, not endless."""
    if text is None:
        return None
    spaced = " ".join(text.replace("\n", " / ").replace("\t", " | ").split())
    seen = "".join(c for c in spaced if not unicodedata.category(c).startswith("C"))
    return seen if len(seen) <= MAX_TEXT_LENGTH else seen[: MAX_TEXT_LENGTH - 1] + "…"
