"""Text in requests: composed, visible, of bounded length; ids that are safe in paths."""

from __future__ import annotations

import unicodedata
from pathlib import PurePosixPath, PureWindowsPath
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from common.domain.texts import has_unseen

_LINE_BREAKS = "\n\r\t"


def visible(text: str) -> str:
    """Return a line of text in composed spelling; a character that cannot be seen is refused."""
    if has_unseen(text):
        raise ValueError("holds characters that cannot be seen")
    return unicodedata.normalize("NFC", text)


def visible_lines(text: str) -> str:
    """Return some lines of text, likewise."""
    if has_unseen(text, allowed=_LINE_BREAKS):
        raise ValueError("holds characters that cannot be seen")
    return unicodedata.normalize("NFC", text)


def _base_name(name: str) -> str:
    """Return the last part of a path of any system: it is shown, and never leads anywhere."""
    last = PurePosixPath(PureWindowsPath(name).as_posix()).name
    if last in {"", ".", ".."}:
        raise ValueError("is no name of a file")
    return last


Name = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=200),
    AfterValidator(visible),
]
ShortText = Annotated[
    str, StringConstraints(strip_whitespace=True, max_length=200), AfterValidator(visible)
]
Note = Annotated[
    str, StringConstraints(strip_whitespace=True, max_length=4000), AfterValidator(visible_lines)
]
FileName = Annotated[Name, AfterValidator(_base_name)]
Id = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,127}$")]


class Request(BaseModel):
    """Base of request bodies: a field that is misspelt is refused, not ignored."""

    model_config = ConfigDict(extra="forbid")


class ProjectPath(BaseModel):
    """A project's id."""

    project_id: Id


class VersionPath(BaseModel):
    """A drawing version's id."""

    version_id: Id


class SessionPath(BaseModel):
    """A session's id."""

    session_id: Id


class ComparisonPath(BaseModel):
    """A comparison's id."""

    comparison_id: Id


class MemberPath(ProjectPath):
    """A project's id, and a member's."""

    user_id: Id = Field(description="Of the member.")
