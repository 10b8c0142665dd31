"""Paths of dropped files: what they say, and which are refused."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.domain.drop_names import MAX_NAME_CHARACTERS, DropName, drop_name
from common.domain.errors import ErrorCode, PermanentError
from common.domain.ids import ProjectId


def test_project_drawing_and_label_come_out_of_the_path() -> None:
    assert drop_name("drops/clinic/Bldg A – floor plans/Rev 2.1.pdf") == DropName(
        project_id=ProjectId("clinic"),
        drawing_name="Bldg A – floor plans",
        label="Rev 2.1",
        file_name="Rev 2.1.pdf",
    )


def test_two_spellings_of_an_umlaut_are_one_name() -> None:
    assert drop_name("drops/p/Gebäude/1.pdf") == drop_name("drops/p/Geba\u0308ude/1.pdf")


@pytest.mark.parametrize(
    "name", ["图纸", "مخطط", "نقشه\u200cها", "план этажа", "x" * 200, "A&B #1%"]
)
def test_names_of_every_script_are_names(name: str) -> None:
    assert drop_name(f"drops/p/{name}/1.pdf").drawing_name == name


@pytest.mark.parametrize(
    "path",
    [
        *("", "drops/", "drops/p/d", "drops/p/d/", "drops//d/1.pdf", "drops/p/d/e/1.pdf"),
        *("uploads/p/d/1.pdf", "/drops/p/d/1.pdf", "drops/../d/1.pdf", "drops/p/./1.pdf"),
        *("drops/p/ d/1.pdf", "drops/p/d\\e/1.pdf", "drops/p/d\0/1.pdf", "drops/p/d\n/1.pdf"),
        *("drops/__p__/d/1.pdf", "drops/p/\u202efdp/1.pdf", "drops/p/\ufeffd/1.pdf"),
        f"drops/p/{'x' * (MAX_NAME_CHARACTERS + 1)}/1.pdf",
    ],
)
def test_a_path_that_is_no_drop_is_refused(path: str) -> None:
    with pytest.raises(PermanentError) as raised:
        drop_name(path)
    assert raised.value.code is ErrorCode.INVALID_EVENT


@given(st.text(max_size=40))
def test_every_path_is_a_drop_or_refused(rest: str) -> None:
    try:
        name = drop_name(f"drops/{rest}")
    except PermanentError:
        return
    parts = (name.project_id, name.drawing_name, name.file_name)
    assert all(0 < len(part) <= MAX_NAME_CHARACTERS for part in parts)
    assert not any(unicodedata.category(c) == "Cc" for part in parts for c in part)
    assert drop_name(f"drops/{'/'.join(parts)}") == name
