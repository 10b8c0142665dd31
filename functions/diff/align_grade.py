"""What an alignment found, and which grade that deserves."""

from __future__ import annotations

from dataclasses import dataclass, field

from common.domain.changes import AlignmentGrade
from common.domain.geometry import Box, Transform
from functions.diff.body_patches import BodyPatches
from functions.diff.ink_score import Trust
from functions.diff.masks import Mask

# Patches further off than this at the end: something moved, or the transform is wrong.
MAX_GOOD_RESIDUAL_PX = 3.0

# Ink that agrees all over the sheet is the same drawing, whatever patches of repeated lines find.
ALIKE = 0.95


@dataclass(frozen=True, slots=True, kw_only=True)
class MovedContent:
    """A part of the sheet that another transform explains: a viewport moved on it.

    Attributes:
        box_pt: around it, in the new frame.
        where: 1 where it is on the new sheet, at a resolution of its own.
        residual_px: median distance at 300 dpi of the words or patches that it rests on.
    """

    new_from_old: Transform
    box_pt: Box
    where: Mask = field(repr=False, compare=False)
    residual_px: float


@dataclass(frozen=True, slots=True, kw_only=True)
class AlignmentAttempt:
    """The best transform that was found, and what speaks for it.

    Attributes:
        residual_px: median distance of the anchors at 300 dpi; 0 for equal digests, `None` where
            nothing could be measured.
        exact: proven to less than a pixel at 300 dpi.
        anchored: words all over the sheet agree, or a person laid it so, whatever the ink says.
        trust: what the ink says, at 75 dpi.
        body: what the drawing inside frame and title block says; `None` where words all over it
            agree, or nothing was looked for.
    """

    method: str
    new_from_old: Transform
    residual_px: float | None
    exact: bool
    anchored: bool
    trust: Trust
    other_models: tuple[MovedContent, ...] = ()
    body: BodyPatches | None = None

    @property
    def is_identical(self) -> bool:
        """Whether both sheets are the same page, so that nothing need be compared."""
        return self.method == "digest"


def grade(attempt: AlignmentAttempt) -> AlignmentGrade:
    """Grade an alignment; thresholds from 218 real pairs read by eye.

    A displacement of 4 px at 300 dpi already brings `explained` down to .07, so doubt starts
    well before the eye sees it.
    """
    if attempt.is_identical:
        return AlignmentGrade.VERIFIED
    trust, body = attempt.trust, attempt.body
    alike = trust.contrast >= ALIKE and trust.explained >= ALIKE
    if body is not None and body.deny and not alike:
        return AlignmentGrade.NOT_COMPARABLE
    solid = trust.contrast >= 0.5 and trust.explained >= 0.4 and trust.quadrants >= 3
    if solid and not (body is not None and body.is_off):
        return _grade_of_solid(attempt)
    held = attempt.anchored or (body is not None and body.hold)
    if solid or held or (trust.contrast >= 0.32 and trust.explained >= 0.12):
        return AlignmentGrade.DOUBTFUL
    return AlignmentGrade.NOT_COMPARABLE


def _grade_of_solid(attempt: AlignmentAttempt) -> AlignmentGrade:
    if attempt.exact:
        return AlignmentGrade.VERIFIED
    measured = attempt.residual_px is not None and attempt.residual_px <= MAX_GOOD_RESIDUAL_PX
    return AlignmentGrade.GOOD if measured else AlignmentGrade.DOUBTFUL
