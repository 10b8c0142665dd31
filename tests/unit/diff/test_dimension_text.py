"""Which texts are lengths."""

from __future__ import annotations

import pytest

from functions.diff.dimension_text import prints_length


@pytest.mark.parametrize("text", ["12'-6\"", "-5'-0\"", '−1/2"', "+3'-2 1/4\"", "±4 mm", "R25 mm"])
def test_a_length_may_have_a_sign(text: str) -> None:
    assert prints_length(text)


@pytest.mark.parametrize("text", ["12A", "A-101", "-101", "EXAM 1", "1 OF 4"])
def test_a_number_without_a_unit_is_no_length(text: str) -> None:
    assert not prints_length(text)
