"""Names of files that are dropped into the bucket: `drops/{project}/{drawing_name}/{label}.pdf`."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Final

from common.domain.errors import ErrorCode, PermanentError
from common.domain.ids import ProjectId
from common.domain.texts import has_unseen

DROPS_PREFIX: Final = "drops/"
MAX_NAME_CHARACTERS: Final = 200  # a project's becomes a document id: at most 800 of 1,500 bytes
_RESERVED_ID: Final = re.compile(r"__.*__")  # Firestore's own document ids


@dataclass(frozen=True, slots=True, kw_only=True)
class DropName:
    """What a dropped file's path says; composed and decomposed spellings are the same name."""

    project_id: ProjectId
    drawing_name: str
    label: str
    file_name: str


def drop_name(path: str) -> DropName:
    """Return what the path says; whether the content is a drawing shows when it is opened.

    Raises:
        PermanentError: it is not such a path (code INVALID_EVENT).
    """
    segments = path.removeprefix(DROPS_PREFIX).split("/")
    if not path.startswith(DROPS_PREFIX) or len(segments) != 3:
        raise _refused(path, "it is not drops/PROJECT/DRAWING/LABEL.pdf")
    project, drawing, file = (_checked(path, segment) for segment in segments)
    label = PurePosixPath(file).stem
    return DropName(
        project_id=ProjectId(project), drawing_name=drawing, label=label, file_name=file
    )


def _checked(path: str, segment: str) -> str:
    name = unicodedata.normalize("NFC", segment)
    if name in {"", ".", ".."} or name != name.strip() or "\\" in name:
        raise _refused(path, "a name is empty, a dot, or begins or ends with a space")
    if len(name) > MAX_NAME_CHARACTERS:
        raise _refused(path, f"a name is longer than {MAX_NAME_CHARACTERS} characters")
    if has_unseen(name):
        raise _refused(path, "a name holds characters that cannot be seen")
    if _RESERVED_ID.fullmatch(name):
        raise _refused(path, "a name begins and ends with two underscores")
    return name


def _refused(path: str, why: str) -> PermanentError:
    return PermanentError(
        ErrorCode.INVALID_EVENT, f"{path!r} is no place to drop a drawing: {why}."
    )
