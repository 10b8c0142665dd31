"""Records of what follows a comparison: a person's corrections, the set's summary, questions."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from common.domain.chat import AnswerMode, ChatRole, Citation
from common.domain.ids import ComparisonId, ConversationId, ProjectId, SessionId, UserId
from common.domain.jobs import Failure, UnitStatus
from common.domain.language import ModelUse
from common.domain.manual_regions import ManualRegion
from common.domain.set_digest import DisciplineDigest, SetPoint
from common.domain.triage import TriageDecision
from common.records import Codec


@dataclass(frozen=True, slots=True, kw_only=True)
class ManualOverlay:
    """Everything people said of a change list until a revision of it; never changed but retired.

    Attributes:
        revision: of the change list that it made.
        is_active: whether it is the one that counts.
        next_number: of the next entry a person adds.
    """

    comparison_id: ComparisonId
    session_id: SessionId
    project_id: ProjectId
    revision: int
    created_by: str
    created_at: datetime
    updated_at: datetime
    regions: tuple[ManualRegion, ...]
    next_number: int
    is_active: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Triage:
    """What people decided of a comparison's changes, as it stands.

    Attributes:
        revision: how often somebody decided something.
        decisions: the last of each entry, also of entries that a person deleted since.
        names: of those who decided, as they were called then.
    """

    comparison_id: ComparisonId
    session_id: SessionId
    project_id: ProjectId
    revision: int
    updated_at: datetime
    decisions: tuple[TriageDecision, ...] = ()
    names: dict[UserId, str] = field(default_factory=dict)

    def name_of(self, decision: TriageDecision) -> str:
        """Return how the person who decided was called then; without a name the user's id."""
        return self.names.get(decision.decided_by) or decision.decided_by


@dataclass(frozen=True, slots=True, kw_only=True)
class TriageStep:
    """What was decided at once; never changed."""

    comparison_id: ComparisonId
    session_id: SessionId
    project_id: ProjectId
    revision: int
    decisions: tuple[TriageDecision, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SetSummary:
    """Words for a whole session; a later revision takes the place of an earlier one."""

    session_id: SessionId
    revision: int
    status: UnitStatus
    created_at: datetime
    updated_at: datetime
    source: str = "machine"
    attempts: int = 0
    error: Failure | None = None
    summary_text: str = ""
    disciplines: tuple[DisciplineDigest, ...] = ()
    points: tuple[SetPoint, ...] = ()
    to_check: tuple[SetPoint, ...] = ()
    model_version: str = ""
    model_use: ModelUse | None = None  # where a language model was asked
    duration_s: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """Questions about one session and their answers, in order."""

    id: ConversationId
    session_id: SessionId
    project_id: ProjectId
    created_by: str
    created_at: datetime
    updated_at: datetime
    message_count: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One question or answer.

    Attributes:
        number: its place in the conversation, from 1.
        citations: what an answer rests on, in the order of the text.
        mode: of an answer.
        note: what to know of an answer: why no model wrote it, what was left out.
        dropped_count: statements of a model that the records do not bear, and that are not shown.
    """

    number: int
    role: ChatRole
    text: str
    created_at: datetime
    citations: tuple[Citation, ...] = ()
    mode: AnswerMode | None = None
    model: str = ""
    note: str = ""
    dropped_count: int = 0


MANUAL_OVERLAY = Codec(ManualOverlay)
TRIAGE = Codec(Triage)
TRIAGE_STEP = Codec(TriageStep)
SET_SUMMARY = Codec(SetSummary)
CONVERSATION = Codec(Conversation)
MESSAGE = Codec(Message)
