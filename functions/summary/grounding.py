"""What a language model said of a sheet, held against its changes; `common.domain.proof` judges."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from common.domain.changes import Change
from common.domain.proof import is_borne
from functions.summary.evidence import SheetEvidence


class Evidence:
    """What may be said of each change of a sheet."""

    def __init__(self, evidence: SheetEvidence, changes: Sequence[Change]) -> None:
        self._sheet = " ".join(filter(None, (evidence.number, evidence.title)))
        self._of: Mapping[str, str] = {change.id: _words(change) for change in changes}

    def bears(self, text: str, change_ids: Sequence[str]) -> bool:
        """Tell whether a statement about these changes may be shown."""
        if not change_ids or any(change_id not in self._of for change_id in change_ids):
            return False
        names = "|".join(re.escape(change_id) for change_id in change_ids)
        said = re.sub(rf"\b(?:{names})\b", " ", text)
        evidence = " | ".join([self._sheet, *(self._of[change_id] for change_id in change_ids)])
        return is_borne(said, evidence, counts=frozenset({len(change_ids)}))


def _words(change: Change) -> str:
    """Return every text of a change, its row and its headings."""
    texts = [change.old_text, change.new_text, change.row, change.column, change.label]
    for part in change.parts:
        texts += [part.old_text, part.new_text, part.column]
    return " | ".join(text for text in texts if text)
