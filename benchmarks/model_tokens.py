"""How many tokens the questions to a language model hold, without asking one.

The real questions about a comparison that has ended, counted by the vocabulary of OpenAI's models.
An answer is taken to say what the rules said, in the form a model must answer in: no real model has
been measured.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from statistics import fmean
from typing import Any

from benchmarks.measured_session import SESSION, ports_of
from common.chain.steps import load_comparisons, load_session, load_shown_summary
from common.domain.events import OverlayReady
from common.domain.jobs import UnitStatus
from common.domain.language import AnswerEnd, ImagePart, ModelAnswer, ModelRequest, TextPart
from common.domain.set_digest import SetWords
from common.paths import summary_path
from common.ports import Ports, Transaction
from common.records import SUMMARY, ChangeSummary, Comparison
from functions.summary.overlay import summary_stage
from functions.summary.set_model import in_models_words
from functions.summary.set_rules import summarise_set
from functions.summary.set_stage import set_evidence
from functions.summary.settings import AnalystSettings
from local.cost.measured import ModelTokens


@cache
def _vocabulary() -> Any:
    import bpe_openai  # noqa: PLC0415 - its import alone takes 150 MiB

    return bpe_openai.get_encoding("o200k_base")


@dataclass(slots=True)
class Recorder:
    """A language model that keeps the questions; its empty answers make the rules write."""

    name: str = "recorder"
    asked: list[ModelRequest] = field(default_factory=list)

    def answer(self, request: ModelRequest) -> ModelAnswer:
        """Keep the question."""
        self.asked.append(request)
        return ModelAnswer(text="", end=AnswerEnd.REFUSED, model=self.name)

    def stream(self, request: ModelRequest) -> Iterator[str | ModelAnswer]:
        """Keep the question."""
        yield self.answer(request)


def sheet_tokens(folder: Path) -> tuple[ModelTokens, float]:
    """Return what a question about a sheet holds, and the share of sheets that have one."""
    ports, model = ports_of(folder), Recorder()
    stage, answers = summary_stage(AnalystSettings()), list[int]()
    comparisons = load_comparisons(ports, SESSION)
    for comparison in comparisons:
        said = load_shown_summary(ports, comparison)
        before = len(model.asked)
        _make_pending(ports, comparison)
        stage.handle(
            OverlayReady(comparison_id=comparison.id), replace(ports, language_model=model)
        )
        if len(model.asked) > before:
            answers.append(_count(json.dumps(_answered(said), ensure_ascii=False)))
    return _tokens(model.asked, answers), len(model.asked) / len(comparisons)


def set_tokens(folder: Path) -> ModelTokens:
    """Return what the question about the set holds."""
    ports, model = ports_of(folder), Recorder()
    session = load_session(ports, SESSION)
    words = summarise_set(set_evidence(ports, session))
    in_models_words(model, session, words)
    return _tokens(model.asked, [_count(json.dumps(_told(words), ensure_ascii=False))])


def _make_pending(ports: Ports, comparison: Comparison) -> None:
    path = summary_path(comparison.id)

    def body(transaction: Transaction) -> None:
        summary = SUMMARY.decode(transaction.get(path) or {})
        transaction.set(path, SUMMARY.encode(replace(summary, status=UnitStatus.PENDING)))

    ports.documents.transact(body)


def _answered(said: ChangeSummary) -> dict[str, Any]:
    """Return a summary of the rules as a model would have to answer it."""
    every = [i for found in said.changes_found for i in found.change_ids]
    critical = said.critical_change
    return {
        "summary_text": [
            {"change_ids": every[:3], "text": text} for text in said.summary_text.split(". ")
        ],
        "changes_found": [
            {
                "change_ids": list(found.change_ids),
                "description": found.description,
                "location": found.location,
                "category": "dimension",
                "trade": "architectural",
                "severity": "medium",
            }
            for found in said.changes_found
        ],
        "critical_change": {"change_ids": every[:1], "text": critical} if critical else None,
        "recommendations": [{"change_ids": every[:1], "text": t} for t in said.recommendations],
    }


def _told(words: SetWords) -> dict[str, Any]:
    return {
        "statements": [
            {"point_ids": [f"P{n}"], "text": point.text, "severity": point.severity}
            for n, point in enumerate(words.points[:10], 1)
        ]
    }


def _tokens(asked: Sequence[ModelRequest], answers: Sequence[int]) -> ModelTokens:
    return ModelTokens(
        text_tokens=round(fmean(map(_text_tokens, asked)), 1),
        images=round(fmean(sum(isinstance(p, ImagePart) for p in _parts(r)) for r in asked), 2),
        output_tokens=round(fmean(answers), 1),
    )


def _text_tokens(request: ModelRequest) -> int:
    schema = json.dumps(request.answer_type.model_json_schema()) if request.answer_type else ""
    words = [part.text for part in _parts(request) if isinstance(part, TextPart)]
    return sum(map(_count, (schema, *words)))


def _parts(request: ModelRequest) -> list[TextPart | ImagePart]:
    return [part for message in request.messages for part in message.parts]


def _count(text: str) -> int:
    return len(_vocabulary().encode(text))
