"""What a person says of a sheet stands above what was read."""

from __future__ import annotations

from dataclasses import replace

from common.domain.sheets import ReadingMethod, SheetReading

READ = SheetReading(number="A-1O1", title="FLOOR PLAN", confidence=0.4, accepted=False, date="2026")


def test_a_number_that_a_person_gave_is_certain_and_nothing_else_changes() -> None:
    assert READ.corrected("A-101") == replace(
        READ, number="A-101", confidence=1.0, accepted=True, method=ReadingMethod.PERSON
    )
