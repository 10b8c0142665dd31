"""The XML files of a BCF 3.0 archive (buildingSMART, BCF-XML 3.0: markup, visinfo, project)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID, uuid5
from xml.etree.ElementTree import Element, SubElement, tostring

from common.domain.geometry import POINTS_PER_INCH, Box
from common.domain.triage import TriageStatus
from functions.api.exports.log_rows import SHEET, LogRow
from functions.api.exports.wording import (
    AUTHOR,
    CATEGORIES,
    KINDS,
    TRIAGE,
    author_of,
    row_title,
    row_words,
)

VIEWPOINT, SNAPSHOT = "viewpoint.bcfv", "snapshot.png"
_METRES_PER_POINT: Final = 0.0254 / POINTS_PER_INCH
_HEIGHT_OF_EYE_M: Final = 1.0
# What XML 1.0 cannot hold, however it is written.
_NOT_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """One row of the change log as a topic.

    Attributes:
        files: names of the two sets.
        at: when the comparison was made.
        shown_pt: what its picture shows, in page points; `None` without a picture.
    """

    row: LogRow
    files: tuple[str, str]
    at: datetime
    shown_pt: Box | None

    @property
    def viewpoint_guid(self) -> UUID:
        """The id of its only viewpoint, as lasting as the topic's own."""
        return uuid5(self.row.guid, VIEWPOINT)


def version_xml() -> bytes:
    """Return bcf.version."""
    return _written(Element("Version", VersionId="3.0"))


def project_xml(project_id: str, name: str) -> bytes:
    """Return project.bcfp."""
    root = Element("ProjectInfo")
    _text(SubElement(root, "Project", ProjectId=project_id), "Name", name)
    return _written(root)


def extensions_xml() -> bytes:
    """Return extensions.xml: the values that topics use."""
    root = Element("Extensions")
    _list(root, "TopicTypes", "TopicType", CATEGORIES.values())
    _list(root, "TopicStatuses", "TopicStatus", TRIAGE.values())
    _list(root, "Priorities", "Priority", [])
    _list(root, "TopicLabels", "TopicLabel", KINDS.values())
    _list(root, "Users", "User", [AUTHOR])
    return _written(root)


def markup_xml(topic: Topic) -> bytes:
    """Return markup.bcf of a topic."""
    row, root = topic.row, Element("Markup")
    files = SubElement(SubElement(root, "Header"), "Files")
    for name in topic.files:
        _text(SubElement(files, "File", IsExternal="true"), "Filename", name)
    node = SubElement(
        root,
        "Topic",
        Guid=str(row.guid),
        TopicType=CATEGORIES[row.category],
        TopicStatus=TRIAGE[row.triage or TriageStatus.OPEN],
    )
    _text(node, "Title", row_title(row))
    _list(node, "Labels", "Label", _labels(row))
    _text(node, "CreationDate", _moment(topic.at))
    _text(node, "CreationAuthor", author_of(row))
    if row.decision is not None:
        _text(node, "ModifiedDate", _moment(row.decision.decided_at))
        _text(node, "ModifiedAuthor", row.sheet.triage.name_of(row.decision))
    _text(node, "Description", row_words(row))
    _comments(node, row)
    if topic.shown_pt is not None:
        viewpoints = SubElement(node, "Viewpoints")
        viewpoint = SubElement(viewpoints, "ViewPoint", Guid=str(topic.viewpoint_guid))
        _text(viewpoint, "Viewpoint", VIEWPOINT)
        _text(viewpoint, "Snapshot", SNAPSHOT)
    return _written(root)


def viewpoint_xml(guid: UUID, shown_pt: Box) -> bytes:
    """Return a .bcfv that looks straight down on the sheet, laid flat at its size on paper.

    The sheet's upper left corner is the origin, x to the right, y up, in metres.
    """
    x0, y0, x1, y1 = (value * _METRES_PER_POINT for value in shown_pt)
    root = Element("VisualizationInfo", Guid=str(guid))
    camera = SubElement(root, "OrthogonalCamera")
    _vector(camera, "CameraViewPoint", ((x0 + x1) / 2, -(y0 + y1) / 2, _HEIGHT_OF_EYE_M))
    _vector(camera, "CameraDirection", (0.0, 0.0, -1.0))
    _vector(camera, "CameraUpVector", (0.0, 1.0, 0.0))
    _text(camera, "ViewToWorldScale", f"{y1 - y0:.6f}")
    _text(camera, "AspectRatio", f"{(x1 - x0) / (y1 - y0):.6f}")
    return _written(root)


def _comments(parent: Element, row: LogRow) -> None:
    """Add what a person said of the change when they decided it."""
    decision = row.decision
    if decision is None or not decision.comment:
        return
    said_at = decision.decided_at.isoformat()
    guid = uuid5(row.guid, f"comment/{said_at}/{decision.comment}")
    node = SubElement(SubElement(parent, "Comments"), "Comment", Guid=str(guid))
    _text(node, "Date", _moment(decision.decided_at))
    _text(node, "Author", row.sheet.triage.name_of(decision))
    _text(node, "Comment", decision.comment)


def _labels(row: LogRow) -> list[str]:
    sheet = "" if row.category == SHEET else row.sheet.comparison.drawing_name
    return [label for label in (KINDS[row.kind], sheet) if label.strip()]


def _vector(parent: Element, name: str, values: tuple[float, float, float]) -> None:
    node = SubElement(parent, name)
    for axis, value in zip("XYZ", values, strict=True):
        _text(node, axis, f"{value:.6f}")


def _list(parent: Element, name: str, item: str, texts: Iterable[str]) -> None:
    node = SubElement(parent, name)
    for text in texts:
        _text(node, item, text)


def _text(parent: Element, name: str, text: str) -> None:
    SubElement(parent, name).text = _NOT_XML.sub(" ", text)


def _moment(at: datetime) -> str:
    return at.isoformat(timespec="seconds")


def _written(root: Element) -> bytes:
    return bytes(tostring(root, encoding="utf-8", xml_declaration=True))
