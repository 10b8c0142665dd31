"""Where everything lies: the collections and paths of documents, the paths of blobs."""

from __future__ import annotations

from typing import Final

from common.domain.drop_names import DROPS_PREFIX
from common.domain.ids import (
    ComparisonId,
    ConversationId,
    ProjectId,
    SessionId,
    UserId,
    VersionId,
    derived_id,
)

UPLOADS_PREFIX: Final = "uploads/"
VERSIONS = "drawing_versions"
PROJECTS = "projects"
USERS = "users"
INVITATIONS = "invitations"
SESSIONS = "sessions"
COMPARISONS = "comparisons"
MACHINE_SUMMARY = "machine"


def version_path(version_id: VersionId) -> str:
    """Return the document path of a version."""
    return f"{VERSIONS}/{version_id}"


def project_path(project_id: ProjectId) -> str:
    """Return the document path of a project."""
    return f"{PROJECTS}/{project_id}"


def user_path(user_id: UserId) -> str:
    """Return the document path of a user."""
    return f"{USERS}/{user_id}"


def memberships_collection(user_id: UserId) -> str:
    """Return the collection of a user's memberships."""
    return f"{user_path(user_id)}/memberships"


def membership_path(user_id: UserId, project_id: ProjectId) -> str:
    """Return the document path of one membership of a user."""
    return f"{memberships_collection(user_id)}/{project_id}"


def invitation_path(invitation_id: str) -> str:
    """Return the document path of an invitation to a project."""
    return f"{INVITATIONS}/{invitation_id}"


def request_path(request_key: str) -> str:
    """Return the document path of a request that may be made again."""
    return f"requests/{request_key}"


def drawings_collection(project_id: ProjectId) -> str:
    """Return the collection of a project's drawings."""
    return f"{project_path(project_id)}/drawings"


def drawing_path(project_id: ProjectId, drawing_name: str) -> str:
    """Return the document path of a drawing; its name may be longer than an id."""
    return f"{drawings_collection(project_id)}/{derived_id(drawing_name)}"


def pages_collection(version_id: VersionId) -> str:
    """Return the collection of a version's pages."""
    return f"{version_path(version_id)}/pages"


def page_path(version_id: VersionId, page_index: int) -> str:
    """Return the document path of a page; zero-padded, so ids sort in page order."""
    return f"{pages_collection(version_id)}/{page_index:05d}"


def session_path(session_id: SessionId) -> str:
    """Return the document path of a session."""
    return f"{SESSIONS}/{session_id}"


def page_corrections_collection(session_id: SessionId) -> str:
    """Return the collection of what people said of the pages of a session's versions."""
    return f"{session_path(session_id)}/page_corrections"


def page_correction_path(session_id: SessionId, version_id: VersionId, page_index: int) -> str:
    """Return the document path of what a person said of a page."""
    return f"{page_corrections_collection(session_id)}/{version_id}-{page_index:05d}"


def match_corrections_collection(session_id: SessionId) -> str:
    """Return the collection of what people said of a session's pairs."""
    return f"{session_path(session_id)}/match_corrections"


def match_correction_path(session_id: SessionId, old_page_index: int, new_page_index: int) -> str:
    """Return the document path of what a person said of two sheets."""
    return f"{match_corrections_collection(session_id)}/{old_page_index:05d}-{new_page_index:05d}"


def alignment_corrections_collection(session_id: SessionId) -> str:
    """Return the collection of how people laid a session's pairs on one another."""
    return f"{session_path(session_id)}/alignment_corrections"


def alignment_correction_path(
    session_id: SessionId, old_page_index: int, new_page_index: int
) -> str:
    """Return the document path of how a person laid two sheets on one another."""
    pair = f"{old_page_index:05d}-{new_page_index:05d}"
    return f"{alignment_corrections_collection(session_id)}/{pair}"


def comparison_path(comparison_id: ComparisonId) -> str:
    """Return the document path of a comparison."""
    return f"{COMPARISONS}/{comparison_id}"


def summaries_collection(comparison_id: ComparisonId) -> str:
    """Return the collection of every summary a comparison ever had."""
    return f"{comparison_path(comparison_id)}/change_summaries"


def summary_path(comparison_id: ComparisonId, revision: int = 0) -> str:
    """Return the document path of a comparison's summary; the session's own is revision 0."""
    name = _revision_id(revision) if revision else MACHINE_SUMMARY
    return f"{summaries_collection(comparison_id)}/{name}"


def manual_overlays_collection(comparison_id: ComparisonId) -> str:
    """Return the collection of everything people said of a comparison's change list."""
    return f"{comparison_path(comparison_id)}/manual_overlays"


def manual_overlay_id(revision: int) -> str:
    """Return the id of what was said at a revision of the change list."""
    return _revision_id(revision)


def manual_overlay_path(comparison_id: ComparisonId, overlay_id: str) -> str:
    """Return the document path of what was said at once."""
    return f"{manual_overlays_collection(comparison_id)}/{overlay_id}"


def triage_path(comparison_id: ComparisonId) -> str:
    """Return the document path of what people decided of a comparison's changes."""
    return f"{comparison_path(comparison_id)}/triage/standing"


def triage_steps_collection(comparison_id: ComparisonId) -> str:
    """Return the collection of everything people ever decided of a comparison's changes."""
    return f"{comparison_path(comparison_id)}/triage_steps"


def triage_step_path(comparison_id: ComparisonId, revision: int) -> str:
    """Return the document path of what people decided at once."""
    return f"{triage_steps_collection(comparison_id)}/{_revision_id(revision)}"


def set_summary_path(session_id: SessionId, revision: int) -> str:
    """Return the document path of a summary of a session's whole set."""
    return f"{session_path(session_id)}/set_summaries/{_revision_id(revision)}"


def conversations_collection(session_id: SessionId) -> str:
    """Return the collection of what people asked about a session."""
    return f"{session_path(session_id)}/conversations"


def conversation_path(session_id: SessionId, conversation_id: ConversationId) -> str:
    """Return the document path of a conversation."""
    return f"{conversations_collection(session_id)}/{conversation_id}"


def messages_collection(session_id: SessionId, conversation_id: ConversationId) -> str:
    """Return the collection of a conversation's messages."""
    return f"{conversation_path(session_id, conversation_id)}/messages"


def message_path(session_id: SessionId, conversation_id: ConversationId, number: int) -> str:
    """Return the document path of a message; zero-padded, so ids sort in order."""
    return f"{messages_collection(session_id, conversation_id)}/{number:06d}"


def _revision_id(revision: int) -> str:
    return f"{revision:05d}"


def page_tally_path(version_id: VersionId) -> str:
    """Return the tally that counts a version's pages."""
    return f"{version_path(version_id)}/tallies/pages"


def pair_tally_path(session_id: SessionId) -> str:
    """Return the tally that counts a session's pairs."""
    return f"{session_path(session_id)}/tallies/pairs"


def summary_tally_path(session_id: SessionId) -> str:
    """Return the tally that counts a session's summaries."""
    return f"{session_path(session_id)}/tallies/summaries"


def shard_path(tally_path: str, shard_index: int) -> str:
    """Return one shard of a tally."""
    return f"{tally_path}/shards/{shard_index:04d}"


def page_blob(version_id: VersionId, page_index: int, name: str) -> str:
    """Return the blob path of one artefact of a page; the same on every run."""
    return f"pages/{version_id}/{page_index:05d}/{name}"


def pages_tree(version_id: VersionId) -> str:
    """Return what all artefacts of a version's pages lie beneath."""
    return f"pages/{version_id}"


def comparison_tree(comparison_id: ComparisonId) -> str:
    """Return what all artefacts of a comparison lie beneath."""
    return f"comparisons/{comparison_id}"


def exports_tree(session_id: SessionId) -> str:
    """Return what all exports of a session lie beneath."""
    return f"exports/{session_id}"


def dropped_tree(version_id: VersionId) -> str:
    """Return beneath what the copy of a dropped set lies, which no later drop replaces."""
    return f"dropped/{version_id}"


def drops_tree(project_id: ProjectId) -> str:
    """Return beneath what files are dropped for a project."""
    return f"{DROPS_PREFIX}{project_id}"


def uploads_tree(project_id: ProjectId) -> str:
    """Return what all uploaded files of a project lie beneath."""
    return f"{UPLOADS_PREFIX}{project_id}"


def comparison_blob(comparison_id: ComparisonId, name: str) -> str:
    """Return the blob path of one artefact of a comparison; the same on every run."""
    return f"comparisons/{comparison_id}/{name}"


def export_tree(session_id: SessionId, state: str) -> str:
    """Return what the exports of a session in some state lie beneath."""
    return f"{exports_tree(session_id)}/{state}"


def export_blob(session_id: SessionId, state: str, name: str) -> str:
    """Return the blob path of an export of a session as it was in some state."""
    return f"{export_tree(session_id, state)}/{name}"


def exported_states_path(session_id: SessionId) -> str:
    """Return the document path of the states of a session that files were written of."""
    return f"{session_path(session_id)}/exports/states"


def upload_blob(project_id: ProjectId, version_id: VersionId, name: str) -> str:
    """Return the blob path of one file of an uploaded set; its upload is told by this path."""
    return f"{UPLOADS_PREFIX}{project_id}/{version_id}/{name}"


def model_spending_path(session_id: SessionId) -> str:
    """Return the document path of what a session has spent on a language model."""
    return f"{session_path(session_id)}/model_spending/total"


def model_call_path(session_id: SessionId, call_id: str) -> str:
    """Return the document path of one question to a language model."""
    return f"{session_path(session_id)}/model_calls/{call_id}"


def model_answer_blob(project_id: ProjectId, call_id: str) -> str:
    """Return the blob path of what the model answered, as it came."""
    return f"{project_path(project_id)}/model_answers/{call_id}.json"


def model_rate_path(endpoint_id: str, shard_index: int) -> str:
    """Return the document path of one share of what may be asked of an endpoint a minute."""
    return f"model_rates/{endpoint_id}-{shard_index:04d}"
