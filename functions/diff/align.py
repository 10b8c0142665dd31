"""Alignment of the old sheet on the new one: the cheapest proof first, doubt said aloud.

Order: equal digests; words in the same places; words under a similarity; page size; features;
phase and quarter turns; refinement by patches; SIFT. It stops when a step is proven. The steps
and thresholds were measured on 126 synthetic and 218 real pairs (docs/ACCURACY.md).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from common.domain.changes import AlignmentGrade
from common.domain.geometry import Box, Transform
from functions.diff.align_image import (
    Candidates,
    align_by_features,
    page_size_candidates,
    phase_candidates,
    quarter_turn_candidates,
)
from functions.diff.align_refine import Refined, refine, residual_pt
from functions.diff.align_text import TextModel, align_by_text
from functions.diff.ink_score import InkScorer, Trust
from functions.diff.robust_fit import (
    IDENTITY,
    Array,
    Fit,
    apply,
    fit_affine,
    fit_similarity,
    fit_upright,
    inverse,
    scale_of,
)
from functions.diff.sheet_page import SheetPage

PX_PER_PT = 300 / 72
# Words that agree so closely fix the sheet to a tenth of a pixel.
EXACT_PT = 0.06
SOLID_PT = 0.2
SOLID_WORDS = 12
SOLID_CELLS = 5
# On different sheets of one set only the title block's words agree: 20 words in 8 cells. On one
# sheet plotted with another font and half its layers, 31 words in 16 cells do.
ANCHOR_WORDS = 25
ANCHOR_CELLS = 12
GOOD_SCORE = 0.85
FAIR_SCORE = 0.8
POOR_SCORE = 0.7
# A little less agreement is noise of the 75 dpi masks; a better fit of the patches outweighs it.
SCORE_NOISE = 0.02
RESIDUAL_NOISE_PT = 0.05
# A wide-format scanner stretches along its feed: half a per cent on a real 36 × 24 in scan.
MAX_STRETCH = 1.01
SIMILARITY_STRETCH = 1e-6  # rounding of a similarity
COARSE_DPI, FINE_DPI = 75.0, 150.0
# Resolution, reach and what is fitted, coarse to fine. A plot stands upright in the end; a scan
# may lean and stretch.
_Steps = tuple[tuple[float, int, Fit], ...]
_PLOT_STEPS: _Steps = (
    (COARSE_DPI, 40, fit_similarity),
    (FINE_DPI, 20, fit_similarity),
    (FINE_DPI, 20, fit_upright),
)
_SCAN_STEPS: _Steps = (
    (COARSE_DPI, 40, fit_similarity),
    (COARSE_DPI, 40, fit_affine),
    (FINE_DPI, 20, fit_affine),
)
# A lean of a hundredth of a degree is what noise of patches fits, not what plotters do.
UPRIGHT_SHARE = 0.9
# Patches further off than this at the end: something moved, or the transform is wrong.
MAX_GOOD_RESIDUAL_PX = 3.0
# A viewport that moved by less is another font's doing: its words centre elsewhere.
MIN_MOVE_PT = 3.0
SAME_SCALE = 0.01
# Identity is what an untouched frame means; a rival must beat it by more than noise.
IDENTITY_BONUS = 0.004


@dataclass(frozen=True, slots=True, kw_only=True)
class MovedContent:
    """Words that another transform explains: a viewport moved on the sheet.

    Attributes:
        box_pt: around those words, in the new frame.
    """

    new_from_old: Transform
    box_pt: Box
    word_count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AlignmentAttempt:
    """The best transform that was found, and what speaks for it.

    Attributes:
        residual_px: median distance of the anchors at 300 dpi; 0 for equal digests, `None` where
            nothing could be measured.
        exact: proven to less than a pixel at 300 dpi.
        anchored: words all over the sheet agree, or a person laid it so, whatever the ink says.
        trust: what the ink says, at 75 dpi.
    """

    method: str
    new_from_old: Transform
    residual_px: float | None
    exact: bool
    anchored: bool
    trust: Trust
    other_models: tuple[MovedContent, ...] = ()


def grade(attempt: AlignmentAttempt) -> AlignmentGrade:
    """Grade an alignment; thresholds from 218 real pairs read by eye.

    A displacement of 4 px at 300 dpi already brings `explained` down to .07, so doubt starts
    well before the eye sees it.
    """
    trust = attempt.trust
    solid = trust.contrast >= 0.5 and trust.explained >= 0.4 and trust.quadrants >= 3
    if attempt.method == "digest" or (solid and attempt.exact):
        return AlignmentGrade.VERIFIED
    measured = attempt.residual_px is not None and attempt.residual_px <= MAX_GOOD_RESIDUAL_PX
    if solid and measured:
        return AlignmentGrade.GOOD
    if solid or attempt.anchored or (trust.contrast >= 0.32 and trust.explained >= 0.12):
        return AlignmentGrade.DOUBTFUL
    return AlignmentGrade.NOT_COMPARABLE


def align(old: SheetPage, new: SheetPage) -> AlignmentAttempt:
    """Find how the old sheet lies on the new one."""
    if old.draws_as(new):
        certain = Trust(contrast=1.0, explained=1.0, quadrants=4)
        return _attempt("digest", IDENTITY, certain, residual_pt=0.0, exact=True)
    scorer = InkScorer.of(old, new)
    if scorer.is_blank:
        return _attempt("none", IDENTITY, scorer.trust(IDENTITY), residual_pt=None, exact=False)
    exact_words = old.has_text_layer and new.has_text_layer
    words = (old.text_layer, new.text_layer) if exact_words else (old.words, new.words)
    models = align_by_text(*words, (old.width_pt, old.height_pt))
    by_text = _by_text(old, new, models, scorer) if exact_words else None
    if by_text is not None and (by_text.anchored or grade(by_text) in _PROVEN):
        return by_text
    by_image = _by_image(old, new, models, scorer, exact_words=exact_words)
    if by_text is None or by_image.trust.contrast > by_text.trust.contrast + 0.02:
        return by_image
    return by_text


_PROVEN = frozenset({AlignmentGrade.VERIFIED, AlignmentGrade.GOOD})


def _by_text(
    old: SheetPage, new: SheetPage, models: tuple[TextModel, ...], scorer: InkScorer
) -> AlignmentAttempt | None:
    """Return the alignment by words where they fix it firmly, refined where fonts differ."""
    if not models or old.is_scan or new.is_scan:
        return None
    first = models[0]
    if (
        first.word_count < SOLID_WORDS
        or first.cells < SOLID_CELLS
        or first.median_pt >= SOLID_PT * max(1.0, scale_of(first.matrix))
    ):
        return None
    matrix, left_pt, method = _snapped(first.matrix), first.median_pt, "text"
    if left_pt >= EXACT_PT:
        # Another font or driver: word centres are good to a few tenths of a point only.
        refined = _refined_plot(old, new, matrix)
        if _polishes(refined, matrix):
            matrix, left_pt, method = refined.matrix, refined.median_pt, "text+refined"
    return _attempt(
        method,
        matrix,
        scorer.trust(matrix),
        residual_pt=left_pt,
        exact=left_pt < EXACT_PT,
        anchored=first.word_count >= ANCHOR_WORDS and first.cells >= ANCHOR_CELLS,
        others=_others(models, matrix),
    )


def _refined_plot(old: SheetPage, new: SheetPage, start: Array) -> Refined:
    """Refine between two plots: upright unless leaning or stretching explains clearly more."""
    upright = refine(old, new, start, FINE_DPI, reach_px=20, fit=fit_upright)
    loose = refine(old, new, start, FINE_DPI, reach_px=20, fit=fit_affine)
    return upright if upright.patches >= UPRIGHT_SHARE * loose.patches else loose


def _polishes(refined: Refined, start: Array) -> bool:
    turned = np.abs(refined.matrix[:, :2] - start[:, :2]).max()
    return refined.patches >= 15 and _is_plausible(refined) and bool(turned < 0.02)


def _by_image(
    old: SheetPage,
    new: SheetPage,
    models: tuple[TextModel, ...],
    scorer: InkScorer,
    *,
    exact_words: bool,
) -> AlignmentAttempt:
    """Return the best of all candidates by ink agreement, refined.

    Words of OCR propose a transform like any other candidate and explain no moved content.
    """
    found = _Found(scorer)
    found.add(page_size_candidates(old, new))
    found.add({f"text {index}": model.matrix for index, model in enumerate(models)})
    solid_text = exact_words and found.name.startswith("text") and found.score > POOR_SCORE
    if found.score < GOOD_SCORE and not solid_text:
        found.add_one("orb", align_by_features(old, new, "orb"))
        if found.score < FAIR_SCORE:
            found.add(phase_candidates(old, new))
            found.add(quarter_turn_candidates(old, new))
        _refine_best(found, old, new, reach_px=50)
        if found.score < POOR_SCORE and scorer.trust(found.matrix).contrast < 0.4:
            found.add_one("sift", align_by_features(old, new, "sift"))
    return _polished(found, old, new, models if exact_words else ())


def _refine_best(found: _Found, old: SheetPage, new: SheetPage, reach_px: int) -> None:
    for name, matrix in found.best(2):
        refined = refine(old, new, matrix, 75, reach_px=reach_px)
        if refined.patches >= 6:
            found.add_one(f"{name}+refined", refined.matrix)
        if found.score > FAIR_SCORE and refined.patches >= 20:
            break


def _polished(
    found: _Found, old: SheetPage, new: SheetPage, models: tuple[TextModel, ...]
) -> AlignmentAttempt:
    """Refine the best candidate by patches, coarse to fine, as long as that brings it nearer."""
    matrix, method = found.matrix, found.name.split()[0].removesuffix("+refined")
    score, is_refined, exact = found.score, found.name.endswith("+refined"), False
    left_pt = residual_pt(old, new, matrix, COARSE_DPI, reach_px=20)
    for dpi, reach_px, fit in _SCAN_STEPS if old.is_scan or new.is_scan else _PLOT_STEPS:
        refined = refine(old, new, matrix, dpi, reach_px=reach_px, fit=fit)
        if not _is_plausible(refined):
            continue
        refined_score = found.scorer.score(refined.matrix)
        refined_pt = residual_pt(old, new, refined.matrix, COARSE_DPI, reach_px=20)
        if _is_nearer(refined_pt, left_pt, refined_score - score):
            matrix, score, left_pt, is_refined = refined.matrix, refined_score, refined_pt, True
            firm = dpi == FINE_DPI and refined.patches >= 15 and refined.cells >= 5
            exact = firm and refined.median_pt * PX_PER_PT < 0.25
    matrix = _snapped(matrix)
    return _attempt(
        f"{method}+refined" if is_refined else method,
        matrix,
        found.scorer.trust(matrix),
        residual_pt=left_pt,
        exact=exact,
        others=_others(models, matrix),
    )


def _is_nearer(refined_pt: float | None, left_pt: float | None, gain: float) -> bool:
    """Judge by patches while the ink agrees as well within noise, else by the ink."""
    if abs(gain) > SCORE_NOISE or refined_pt is None or left_pt is None:
        return gain > 0
    return refined_pt <= left_pt + RESIDUAL_NOISE_PT


def _is_plausible(refined: Refined) -> bool:
    """Tell whether a refined transform rests on enough; a stretch needs patches all over."""
    stretch = np.linalg.svd(refined.matrix[:, :2], compute_uv=False)
    ratio = float(stretch[0] / stretch[1])
    if ratio > 1 + SIMILARITY_STRETCH and (refined.patches < 12 or refined.cells < 5):
        return False
    return refined.patches >= 6 and ratio < MAX_STRETCH


class _Found:
    """Candidates scored so far."""

    def __init__(self, scorer: InkScorer) -> None:
        self.scorer = scorer
        self._scored: dict[str, tuple[float, Array]] = {}

    def add(self, candidates: Candidates) -> None:
        for name, matrix in candidates.items():
            self.add_one(name, matrix)

    def add_one(self, name: str, matrix: Array | None) -> None:
        if matrix is not None and 0.15 < scale_of(matrix) < 7:
            self._scored[name] = (self.scorer.score(matrix), matrix)

    def best(self, count: int) -> list[tuple[str, Array]]:
        ranked = sorted(self._scored.items(), key=lambda item: -_with_bonus(*item))
        return [(name, matrix) for name, (_, matrix) in ranked[:count]]

    @property
    def name(self) -> str:
        return self.best(1)[0][0]

    @property
    def score(self) -> float:
        return self._scored[self.name][0]

    @property
    def matrix(self) -> Array:
        return self._scored[self.name][1]


def _with_bonus(name: str, scored: tuple[float, Array]) -> float:
    return scored[0] + (IDENTITY_BONUS if name in {"identity", "text 0"} else 0.0)


def _snapped(matrix: Array) -> Array:
    """Return identity for what differs from it by less than an eighth of a pixel anywhere."""
    near = np.abs(matrix[:, :2] - np.eye(2)).max() < 2e-5 and np.abs(matrix[:, 2]).max() < 0.03
    return IDENTITY if near else matrix


def _others(models: tuple[TextModel, ...], matrix: Array) -> tuple[MovedContent, ...]:
    """Return the text models that place their words clearly elsewhere than `matrix` does."""
    return tuple(
        MovedContent(
            new_from_old=Transform.from_matrix(_shifted_as(model, matrix)),
            box_pt=model.box_pt,
            word_count=model.word_count,
        )
        for model in models
        if model.word_count >= 8 and _moves_pt(model, matrix) >= MIN_MOVE_PT
    )


def _shifted_as(model: TextModel, matrix: Array) -> Array:
    """Return `matrix` shifted as the model shifts its words, where both scale and turn alike.

    A viewport that is moved keeps its scale; a few words fix that worse than the whole sheet.
    """
    if np.abs(model.matrix[:, :2] - matrix[:, :2]).max() > SAME_SCALE:
        return model.matrix
    x0, y0, x1, y1 = model.box_pt
    middle = np.array([[(x0 + x1) / 2, (y0 + y1) / 2]])
    shifted = matrix.copy()
    shifted[:, 2] += (middle - apply(matrix, apply(inverse(model.matrix), middle)))[0]
    return shifted


def _moves_pt(model: TextModel, matrix: Array) -> float:
    """Return how far a corner of the model's words is from where `matrix` puts it."""
    x0, y0, x1, y1 = model.box_pt
    corners = np.array([[x0, y0], [x1, y0], [x1, y1], [x0, y1]])
    unmoved = apply(matrix, apply(inverse(model.matrix), corners))
    return float(np.linalg.norm(corners - unmoved, axis=1).max())


def _attempt(
    method: str,
    matrix: Array,
    trust: Trust,
    *,
    residual_pt: float | None,
    exact: bool,
    anchored: bool = False,
    others: tuple[MovedContent, ...] = (),
) -> AlignmentAttempt:
    return AlignmentAttempt(
        method=method,
        new_from_old=Transform.from_matrix(matrix),
        residual_px=None if residual_pt is None else residual_pt * PX_PER_PT,
        exact=exact,
        anchored=anchored,
        trust=trust,
        other_models=others,
    )
