"""What people say of sheets: their numbers, which are a pair, how they lie on one another."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, Field, StringConstraints, model_validator

from common.chain.corrections import Said
from common.domain.geometry import PointPair
from common.domain.ids import VersionId
from common.records import AlignmentCorrection, MatchCorrection, PageCorrection, Session
from functions.api.schemas.texts import Request, visible

PageNumber = Annotated[int, Field(ge=1, le=1_000_000, description="From 1.")]
Coordinate = Annotated[float, Field(ge=0, le=1e6, allow_inf_nan=False)]
SheetNumber = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=60),
    AfterValidator(visible),
    AfterValidator(lambda text: " ".join(text.split())),
]


class PagePlace(Request):
    """A page of one of the two sets."""

    set: Literal["old", "new"]
    page: PageNumber


class CorrectedPage(PagePlace):
    """The sheet number of a page."""

    number: SheetNumber


class PairPlace(Request):
    """A page of each set."""

    old_page: PageNumber
    new_page: PageNumber


class CorrectedPair(PairPlace):
    """Two pages that are the same sheet, or never are."""

    is_pair: bool


class Points(Request):
    """One place on both sheets: in 1/72 in from the upper left corner of the sheet as displayed."""

    old_x_pt: Coordinate
    old_y_pt: Coordinate
    new_x_pt: Coordinate
    new_y_pt: Coordinate


class CorrectedAlignment(PairPlace):
    """Places that lie on one another, two or more, far apart; the two pages are a pair then."""

    points: list[Points] = Field(min_length=2, max_length=50)


class Withdrawn(Request):
    """What was said before and is said no more."""

    pages: list[PagePlace] = Field(default=[], max_length=1000)
    pairs: list[PairPlace] = Field(default=[], max_length=1000)
    alignments: list[PairPlace] = Field(default=[], max_length=1000)


class NewCorrections(Request):
    """One or more statements; together they make one session that follows this one."""

    pages: list[CorrectedPage] = Field(default=[], max_length=1000)
    pairs: list[CorrectedPair] = Field(default=[], max_length=1000)
    alignments: list[CorrectedAlignment] = Field(default=[], max_length=1000)
    withdraw: Withdrawn = Withdrawn()

    @model_validator(mode="after")
    def _says_something(self) -> NewCorrections:
        gone = self.withdraw
        lists = (self.pages, self.pairs, self.alignments, gone.pages, gone.pairs, gone.alignments)
        if not any(lists):
            raise ValueError("say something of a page, a pair or an alignment")
        return self


class CorrectionsAnswer(BaseModel):
    """Everything that was said when a session began."""

    pages: list[CorrectedPage]
    pairs: list[CorrectedPair]
    alignments: list[CorrectedAlignment]

    @classmethod
    def of(cls, said: Said, session: Session) -> CorrectionsAnswer:
        """Return the records as an answer."""
        return cls(
            pages=[
                CorrectedPage(
                    set="old" if page.version_id == session.old_version_id else "new",
                    page=page.page_index + 1,
                    number=page.number,
                )
                for page in said.pages
            ],
            pairs=[
                CorrectedPair(
                    old_page=pair.old_page_index + 1,
                    new_page=pair.new_page_index + 1,
                    is_pair=pair.is_pair,
                )
                for pair in said.pairs
            ],
            alignments=[
                CorrectedAlignment(
                    old_page=pair.old_page_index + 1,
                    new_page=pair.new_page_index + 1,
                    points=[_shown(point) for point in pair.points],
                )
                for pair in said.alignments
            ],
        )


def said_with(said: Said, body: NewCorrections, session: Session, now: datetime) -> Said:
    """Return what is said now: what was said before, less what is withdrawn, and the new."""
    said = _without(said, body.withdraw, session)
    for page in body.pages:
        said = said.with_page(
            PageCorrection(
                version_id=_version(session, page),
                page_index=page.page - 1,
                number=page.number,
                created_at=now,
            )
        )
    for pair in body.pairs:
        said = said.with_pair(_match(pair, now, is_pair=pair.is_pair))
    for laid in body.alignments:
        points = tuple(PointPair(**point.model_dump()) for point in laid.points)
        said = said.with_pair(_match(laid, now, is_pair=True)).with_alignment(
            AlignmentCorrection(
                old_page_index=laid.old_page - 1,
                new_page_index=laid.new_page - 1,
                points=points,
                created_at=now,
            )
        )
    return said


def _without(said: Said, gone: Withdrawn, session: Session) -> Said:
    pages = {(_version(session, place), place.page - 1) for place in gone.pages}
    pairs = {(place.old_page - 1, place.new_page - 1) for place in gone.pairs}
    laid = {(place.old_page - 1, place.new_page - 1) for place in gone.alignments}
    return Said(
        pages=tuple(p for p in said.pages if (p.version_id, p.page_index) not in pages),
        pairs=tuple(p for p in said.pairs if (p.old_page_index, p.new_page_index) not in pairs),
        alignments=tuple(
            a for a in said.alignments if (a.old_page_index, a.new_page_index) not in laid
        ),
    )


def _version(session: Session, place: PagePlace) -> VersionId:
    return session.old_version_id if place.set == "old" else session.new_version_id


def _match(place: PairPlace, now: datetime, *, is_pair: bool) -> MatchCorrection:
    return MatchCorrection(
        old_page_index=place.old_page - 1,
        new_page_index=place.new_page - 1,
        is_pair=is_pair,
        created_at=now,
    )


def _shown(point: PointPair) -> Points:
    return Points(
        old_x_pt=point.old_x_pt,
        old_y_pt=point.old_y_pt,
        new_x_pt=point.new_x_pt,
        new_y_pt=point.new_y_pt,
    )
