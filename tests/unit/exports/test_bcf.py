"""The BCF archive: what the schema files of the release ask of it, and its pictures."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from xml.etree.ElementTree import Element

import pytest
from PIL import Image

from functions.api.exports.bcf import write_bcf
from tests.session_records import change
from tests.unit.exports.exported import CHANGES, export_of, parsed, written

GUID = re.compile(r"[a-f0-9]{8}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{12}")
# The order of markup.xsd of BCF 3.0; these elements are optional but for title, date and author.
TOPIC_ORDER = [
    "ReferenceLinks", "Title", "Priority", "Index", "Labels", "CreationDate", "CreationAuthor",
    "ModifiedDate", "ModifiedAuthor", "DueDate", "AssignedTo", "Stage", "Description",
    "BimSnippet", "DocumentReferences", "RelatedTopics", "Comments", "Viewpoints",
]  # fmt: skip


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    content = written(write_bcf, export_of(tmp_path_factory.mktemp("bcf"), *CHANGES))
    return zipfile.ZipFile(io.BytesIO(content))


def _topics(archive: zipfile.ZipFile) -> list[Element]:
    names = [name for name in archive.namelist() if name.endswith("markup.bcf")]
    found = [parsed(archive.read(name)).find("Topic") for name in names]
    return [topic for topic in found if topic is not None]


def test_the_archive_says_its_version_project_and_values(archive: zipfile.ZipFile) -> None:
    assert parsed(archive.read("bcf.version")).attrib == {"VersionId": "3.0"}
    project = parsed(archive.read("project.bcfp")).find("Project")
    assert project is not None
    assert project.get("ProjectId") == "local"
    types = parsed(archive.read("extensions.xml")).findall("TopicTypes/TopicType")
    assert "dimension" in {node.text for node in types}


def test_every_entry_and_every_sheet_without_a_list_is_a_topic(archive: zipfile.ZipFile) -> None:
    assert [topic.findtext("Title") for topic in _topics(archive)] == [
        "A-101 c1: text changed, “3 BEDS” → “4 BEDS”",
        "A-101 c2: text changed, “=1+1”",
        "A-102 PLAN: sheet added",
        "A-103 PLAN: sheet could not be compared",
    ]


def test_the_elements_of_a_topic_stand_in_the_order_of_the_schema(
    archive: zipfile.ZipFile,
) -> None:
    for topic in _topics(archive):
        places = [TOPIC_ORDER.index(node.tag) for node in topic]
        assert places == sorted(places)
        assert {"Title", "CreationDate", "CreationAuthor"} <= {node.tag for node in topic}
        assert GUID.fullmatch(topic.get("Guid", ""))
        assert topic.get("TopicType")
        assert topic.get("TopicStatus") == "Open"


def test_the_viewpoint_looks_down_on_the_change(archive: zipfile.ZipFile) -> None:
    guid = _topics(archive)[0].get("Guid")
    camera = parsed(archive.read(f"{guid}/viewpoint.bcfv")).find("OrthogonalCamera")
    assert camera is not None
    assert [node.text for node in camera.findall("CameraDirection/*")][2] == "-1.000000"
    inch = 0.0254
    assert float(camera.findtext("ViewToWorldScale") or 0) == pytest.approx(350 / 300 * inch, 1e-3)


def test_the_picture_shows_the_place_with_a_frame_around_it(archive: zipfile.ZipFile) -> None:
    guid = _topics(archive)[0].get("Guid")
    picture = Image.open(io.BytesIO(archive.read(f"{guid}/snapshot.png"))).convert("RGB")
    # 0.75 in at 300 dpi around (42, 83, 167, 125), cut at the upper left corner.
    assert picture.size == (167 + 225, 125 + 225)
    assert picture.getpixel((42, 100)) == (204, 102, 0)


def test_a_sheet_without_an_overlay_has_a_topic_without_a_picture(
    archive: zipfile.ZipFile,
) -> None:
    failed = _topics(archive)[3]
    assert failed.find("Viewpoints") is None
    assert f"{failed.get('Guid')}/snapshot.png" not in archive.namelist()


def test_texts_that_xml_cannot_hold_are_held_as_far_as_it_can(tmp_path: Path) -> None:
    entry = change(old_text="A\x00\x0b\ufffe<&>", new_text="]]>")
    content = written(write_bcf, export_of(tmp_path, entry))
    [first, *_] = _topics(zipfile.ZipFile(io.BytesIO(content)))
    assert "Was: A   <&>\nIs: ]]>" in (first.findtext("Description") or "")
