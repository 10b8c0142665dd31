"""Who writes a summary: the language model where there is one and it can, else the rules."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from common.domain.changes import Summary
from common.domain.errors import BuildTraceError
from common.domain.language import ModelAnswer, ModelUse, TokenUsage
from common.ports import LanguageModel, Ports
from common.records import ChangeSummary, Comparison
from functions.summary.analyst_model import Told, told_by_model
from functions.summary.analyst_rules import has_change_list, model_version, summarise
from functions.summary.crops import OverlayTiles
from functions.summary.evidence import SheetEvidence
from functions.summary.neighbourhoods import places_to_show
from functions.summary.patience import is_final
from functions.summary.prompt import VERSION
from functions.summary.request import Shown, listed_changes, sheet_request
from functions.summary.settings import AnalystSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A summary and who wrote it."""

    summary: Summary
    model_version: str
    model_use: ModelUse | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SummaryWriter:
    """Writes by rules, or with the language model of the ports.

    A sheet without a change list has nothing that a model could add.

    Attributes:
        rules: the analyst by rules.
        rules_version: changes when its answers do.
    """

    settings: AnalystSettings
    rules: Callable[[SheetEvidence], Summary] = summarise
    rules_version: str = model_version()

    def write(
        self,
        evidence: SheetEvidence,
        comparison: Comparison,
        pending: ChangeSummary,
        ports: Ports,
    ) -> Written:
        """Return the words for one comparison.

        Args:
            evidence: of the comparison.
            comparison: whose pictures are shown and whose session pays.
            pending: the summary to be written, this attempt counted.
            ports: with or without a language model.

        Raises:
            ThrottledError: later.
            TransientError: the model does not answer, and there are attempts left.
        """
        model = ports.language_model
        if model is None or not has_change_list(evidence):
            return Written(summary=self.rules(evidence), model_version=self.rules_version)
        try:
            answer = _asked(model, evidence, comparison, ports)
        except BuildTraceError as error:
            # A sweep touches a comparison whose later summary is due; the first is due with it.
            due_at = pending.created_at if pending.revision else comparison.updated_at
            waited = ports.clock.now() - due_at
            if not is_final(error, waited, pending.attempts, self.settings):
                raise
            told = Told(summary=self.rules(evidence), fallback=error.user_message)
            return self._with_use(told, model, None)
        return self._with_use(told_by_model(evidence, answer), model, answer)

    def _with_use(self, told: Told, model: LanguageModel, answer: ModelAnswer | None) -> Written:
        usage = (answer.usage if answer else None) or TokenUsage()
        use = ModelUse(
            model=answer.model if answer else model.name,
            prompt_version=VERSION,
            input_tokens=usage.input_tokens,
            output_tokens=usage.output_tokens,
            cost_usd_micros=answer.cost_usd_micros if answer else 0,
            dropped_count=told.dropped_count,
            uncited_count=told.uncited_count,
            fallback=told.fallback,
        )
        version = self.rules_version if told.fallback else f"{use.model} {VERSION}"
        return Written(summary=told.summary, model_version=version, model_use=use)


def _asked(
    model: LanguageModel, evidence: SheetEvidence, comparison: Comparison, ports: Ports
) -> ModelAnswer:
    return model.answer(
        sheet_request(
            evidence,
            _shown(evidence, comparison, ports),
            project_id=comparison.project_id,
            session_id=comparison.session_id,
        )
    )


def _shown(evidence: SheetEvidence, comparison: Comparison, ports: Ports) -> list[Shown]:
    """Return pictures of the changes; none where a comparison of earlier versions has no tiles."""
    if comparison.images is None or comparison.images.tiles_path is None:
        return []
    tiles = OverlayTiles(ports.blobs.read(comparison.images.tiles_path))
    places = places_to_show(listed_changes(evidence))
    return [Shown(place=place, picture=tiles.picture(place.box_px)) for place in places]
