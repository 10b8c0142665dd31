"""The real stages around scripted work: a page is its name, a pair is bad when the script says."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NoReturn

from common.chain.reading import Split
from common.chain.steps import load_corrected_pages
from common.domain.changes import (
    Change,
    ChangeCategory,
    ChangeFound,
    ChangeKind,
    Match,
    MatchKind,
    Summary,
)
from common.domain.errors import ErrorCode, PermanentError, ThrottledError, TransientError
from common.domain.events import SetSummaryQueued, Topic
from common.domain.geometry import PointPair
from common.domain.ids import comparison_id
from common.domain.jobs import Failure, UnitStatus
from common.domain.language import ModelAnswer, ModelRequest, ModelUse
from common.domain.set_digest import SetWords
from common.domain.sheets import PageSize, SheetReading
from common.paths import (
    page_blob,
)
from common.ports import LanguageModel, Ports
from common.records import (
    Comparison,
    DrawingVersion,
    Page,
    Session,
)
from common.stage import Stage
from functions.diff.compare import SheetDifference, SheetSource
from functions.diff.pair import PairStage
from functions.diff.session_ready import SessionStage
from functions.ocr.drop import drop_stage
from functions.ocr.page import PageStage
from functions.ocr.read_page import PageFacts
from functions.ocr.set_consensus import PageEvidence
from functions.ocr.upload import UploadStage
from functions.ocr.version import VersionStage
from functions.summary.analyst_rules import SheetEvidence
from functions.summary.overlay import SummaryStage
from functions.summary.set_evidence import SetEvidence
from functions.summary.set_stage import SetSummaryStage
from functions.summary.settings import AnalystSettings
from functions.summary.writing import SummaryWriter
from tests.simulation.script import Script

ANALYST = AnalystSettings(llm_pause_s=0.0)
FOUND_CHANGES = 3  # on every pair
ALONE = "alone"  # the number of a page that has not been settled


def settled_number(place: int, page_count: int) -> str:
    """Return the number of the page at a place among those that could be read."""
    return f"{place} of {page_count}"


def dpi_said(point_count: int) -> float:
    """Return the resolution by which a result tells how many points it was laid by."""
    return 300.0 + point_count


@dataclass(frozen=True, slots=True)
class ScriptedWork:
    """Splits, reads, matches, compares and summarises as the script says."""

    script: Script
    rng: random.Random
    kill: Callable[[], NoReturn]

    def stages(self) -> Mapping[Topic, Stage[Any]]:
        rooms: dict[Topic, Any] = {
            Topic.DROPS: drop_stage(),
            Topic.UPLOADS: UploadStage(split=self._split),
            Topic.OCR_PAGES: PageStage(read=self._read),
            Topic.OCR_VERSIONS: VersionStage(settle=self._settle),
            Topic.SESSIONS_READY: SessionStage(plan=self._plan),
            Topic.DIFF_PAIRS: PairStage(compare=self._compare),
            Topic.SUMMARY_OVERLAYS: SummaryStage(
                SummaryWriter(settings=ANALYST, rules=self._analyse, rules_version="sim")
            ),
            Topic.SUMMARY_SETS: _WithModel(
                SetSummaryStage(
                    analyse=self._analyse_set,
                    model_version="sim",
                    settings=ANALYST,
                    rewrite=self._rewrite_set,
                )
            ),
        }
        return {
            topic: Stage(name=topic, handle=room.handle, fail=room.fail)
            for topic, room in rooms.items()
        }

    def _stumble(self) -> None:
        if self.rng.random() < self.script.flaky_chance:
            raise TransientError(ErrorCode.CONFLICT, "Try again.")

    def _split(self, version: DrawingVersion, ports: Ports) -> Split:
        self._stumble()
        count = self.script.page_counts[version.id]
        for index in range(count):
            content = f"{version.id} {index}".encode()
            ports.blobs.write(page_blob(version.id, index, "page.pdf"), content)
        return Split(page_count=count)

    def _read(self, pdf: bytes, page_index: int) -> PageFacts:
        page = (pdf.decode().split()[0], page_index)
        if page in self.script.deadly_pages:
            self.kill()
        self._stumble()
        if page in self.script.bad_pages:
            raise PermanentError(ErrorCode.DAMAGED_PAGE, "This page is damaged.")
        return PageFacts(
            size=PageSize(width_pt=1, height_pt=1),
            words=(),
            reading=SheetReading(number=ALONE, title=None, confidence=0, accepted=False),
            view_png=b"",
            view_dpi=1,
            thumbnail_png=b"",
            title_block_png=b"",
            digest=str(page_index),
            is_damaged=False,
        )

    def _settle(self, pages: Sequence[PageEvidence]) -> list[SheetReading]:
        """Give each page a number that only all of them together can tell."""
        self._stumble()
        return [
            replace(page.reading, number=settled_number(place, len(pages)))
            for place, page in enumerate(pages)
        ]

    def _plan(
        self, session: Session, old: DrawingVersion, new: DrawingVersion, ports: Ports
    ) -> list[Comparison]:
        """Pair the pages that could be read by their place."""
        self._stumble()
        read = [
            {p.page_index: p for p in load_corrected_pages(ports, session.id, v.id) if p.images}
            for v in (old, new)
        ]
        return [
            _pair(session, unit, *(side.get(i) for side in read), ports=ports)
            for unit, i in enumerate(sorted(read[0] | read[1]))
        ]

    def _compare(
        self, old: SheetSource | None, new: SheetSource | None, said: Sequence[PointPair]
    ) -> SheetDifference:
        self._stumble()
        names = {source.pdf.decode().split()[1] for source in (old, new) if source}
        if names & {str(index) for index in self.script.bad_pairs}:
            raise PermanentError(ErrorCode.DAMAGED_PAGE, "This pair is damaged.")
        return SheetDifference(
            alignment=None,
            changes=tuple(_change(number) for number in range(1, FOUND_CHANGES + 1)),
            overlay_png=b"",
            tiles=b"",
            view_png=b"",
            thumbnail_png=b"",
            width_px=1,
            height_px=1,
            overlay_dpi=dpi_said(len(said)),
            view_scale=1.0,
        )

    def _analyse(self, evidence: SheetEvidence) -> Summary:
        self._wait_for_a_turn()
        self._stumble()
        assert evidence.number
        words = sheet_words(evidence.changes)
        found = ChangeFound(
            change_ids=(), description=words, location="", category="", trade="", severity="low"
        )
        return Summary(
            summary_text=words, changes_found=(found,), critical_change="door", recommendations=()
        )

    def _rewrite_set(
        self, _model: LanguageModel, _session: Session, words: SetWords
    ) -> tuple[SetWords, ModelUse | None]:
        """Say the same, when its turn comes."""
        self._wait_for_a_turn()
        return words, None

    def _wait_for_a_turn(self) -> None:
        if self.script.throttle_chance and self.rng.random() < self.script.throttle_chance:
            raise ThrottledError("Later.", 1.0)

    def _analyse_set(self, evidence: SetEvidence) -> SetWords:
        self._stumble()
        return SetWords(summary_text=set_words(evidence), disciplines=(), points=())


class _SilentModel:
    """A language model that is there; the script says what comes of asking."""

    name = "sim"

    def answer(self, request: ModelRequest) -> ModelAnswer:
        raise AssertionError(f"the script answers, not {request.key}")

    def stream(self, request: ModelRequest) -> Iterator[str | ModelAnswer]:
        raise AssertionError(f"the script answers, not {request.key}")


@dataclass(frozen=True, slots=True)
class _WithModel:
    """The set's stage in a world with a language model; sheets have their words by rules."""

    stage: SetSummaryStage

    def handle(self, event: SetSummaryQueued, ports: Ports) -> None:
        self.stage.handle(event, replace(ports, language_model=_SilentModel()))

    def fail(self, event: SetSummaryQueued, ports: Ports, failure: Failure) -> None:
        self.stage.fail(event, ports, failure)


def sheet_words(changes: Sequence[Change]) -> str:
    """Return words that tell every change list from every other."""
    return " ".join(f"{c.id}:{c.kind}:{c.label}" for c in changes) or "nothing"


def set_words(evidence: SetEvidence) -> str:
    """Return words that tell every state of a set from every other."""
    said = [[found.description for found in sheet.found] for sheet in evidence.sheets]
    return f"{said} {[sheet_words(sheet.changes) for sheet in evidence.sheets]}"


def _change(number: int) -> Change:
    return Change(
        id=f"c{number}",
        kind=ChangeKind.MODIFIED,
        category=ChangeCategory.TEXT,
        box_pt=(0.0, 0.0, 1.0, 1.0),
        box_px=(0, 0, 4, 4),
        new_text="words",
    )


def _pair(
    session: Session, unit_index: int, old: Page | None, new: Page | None, *, ports: Ports
) -> Comparison:
    old_index, new_index = (page.page_index if page else None for page in (old, new))
    kind = MatchKind.MATCHED
    if old is None or new is None:
        kind = MatchKind.ADDED if old is None else MatchKind.REMOVED
    now = ports.clock.now()
    return Comparison(
        id=comparison_id(session.id, old_index, new_index),
        session_id=session.id,
        project_id=session.project_id,
        unit_index=unit_index,
        drawing_name=str(next(page.drawing_name for page in (new, old) if page)),
        title="",
        kind=kind,
        match=Match(
            kind=kind,
            old_page_index=old_index,
            new_page_index=new_index,
            method="order",
            confidence=1.0,
        ),
        old_version_id=session.old_version_id,
        new_version_id=session.new_version_id,
        status=UnitStatus.PENDING,
        created_at=now,
        updated_at=now,
    )
