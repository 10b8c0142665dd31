"""Every record of the document store: its fields, its codec; its path is in `common.paths`.

Names follow the customer's schema. `DESIGN` of a record: flat enough for Firestore (no arrays in
arrays), small enough for its 1 MiB limit (long change lists go to a blob). One module a topic.
"""

from common.records.codec import Codec, Document, existing
from common.records.comparisons import (
    CHANGES,
    COMPARISON,
    LEDGER,
    SUMMARY,
    ChangeCounts,
    ChangeSummary,
    Comparison,
    OverlayImages,
)
from common.records.projects import (
    DRAWING,
    MEMBERSHIP,
    PROJECT,
    REQUEST,
    USER,
    Drawing,
    DroppedVersion,
    Membership,
    Project,
    RememberedRequest,
    User,
)
from common.records.sessions import (
    ALIGNMENT_CORRECTION,
    EXPORTED_STATES,
    MATCH_CORRECTION,
    PAGE_CORRECTION,
    SESSION,
    AlignmentCorrection,
    ExportedState,
    ExportedStates,
    MatchCorrection,
    PageCorrection,
    Session,
)
from common.records.tallies import SHARD, TALLY, Shard, Tally
from common.records.versions import PAGE, VERSION, WORDS, DrawingVersion, Page, PageImages, SetPart

__all__ = [
    "ALIGNMENT_CORRECTION",
    "CHANGES",
    "COMPARISON",
    "DRAWING",
    "EXPORTED_STATES",
    "LEDGER",
    "MATCH_CORRECTION",
    "MEMBERSHIP",
    "PAGE",
    "PAGE_CORRECTION",
    "PROJECT",
    "REQUEST",
    "SESSION",
    "SHARD",
    "SUMMARY",
    "TALLY",
    "USER",
    "VERSION",
    "WORDS",
    "AlignmentCorrection",
    "ChangeCounts",
    "ChangeSummary",
    "Codec",
    "Comparison",
    "Document",
    "Drawing",
    "DrawingVersion",
    "DroppedVersion",
    "ExportedState",
    "ExportedStates",
    "MatchCorrection",
    "Membership",
    "OverlayImages",
    "Page",
    "PageCorrection",
    "PageImages",
    "Project",
    "RememberedRequest",
    "Session",
    "SetPart",
    "Shard",
    "Tally",
    "User",
    "existing",
]
