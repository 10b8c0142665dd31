"""Manual overlays: what people say of a change list; summaries that are asked for again."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from flask import request
from pydantic import BaseModel, Field, StringConstraints, model_validator

from common.domain.changes import ChangeCategory, ChangeKind
from common.domain.manual_regions import ManualRegion, RegionAction
from common.records import ChangeSummary
from common.review_records import ManualOverlay
from functions.api.schemas.texts import Note, Request

_Coordinate = Annotated[float, Field(ge=-1e6, le=1e6, allow_inf_nan=False)]


class RegionSaid(Request):
    """One thing a person says of the change list."""

    action: RegionAction
    change_id: Annotated[str, StringConstraints(max_length=40)] = Field(
        default="", description="Of the entry; empty for one to be added."
    )
    box_pt: tuple[_Coordinate, _Coordinate, _Coordinate, _Coordinate] | None = Field(
        default=None, description="x0, y0, x1, y1 in 1/72 in on the new sheet; null: it stays."
    )
    kind: ChangeKind | None = None
    category: ChangeCategory | None = None
    label: Note | None = None

    def region(self) -> ManualRegion:
        """Return it as a value."""
        return ManualRegion(
            action=self.action,
            change_id=self.change_id,
            box_pt=self.box_pt,
            kind=self.kind,
            category=self.category,
            label=self.label,
        )


_Revision = Annotated[int, Field(ge=0, le=1_000_000_000)]
_LOOKED_AT = "What you looked at; 409 when somebody has changed it since."


class OverlayChange(Request):
    """What is said over what stands; what is not named stays. Or everything is taken back."""

    regions: list[RegionSaid] = Field(default=[], max_length=500)
    withdraw: bool = Field(default=False, description="Take back everything; without regions.")
    expected_revision: _Revision | None = Field(default=None, description=_LOOKED_AT)


class Regeneration(Request):
    """A summary is to be written again; the body may be left out."""

    expected_revision: _Revision | None = Field(default=None, description=_LOOKED_AT)

    @model_validator(mode="before")
    @classmethod
    def _may_be_left_out(cls, value: object) -> object:
        return {} if value is None and not request.get_data() else value


class OverlayAnswer(BaseModel):
    """Everything that was said of a change list at one of its revisions."""

    revision: int
    is_active: bool
    created_by: str
    created_at: datetime
    regions: list[ManualRegion]

    @classmethod
    def of(cls, overlay: ManualOverlay) -> OverlayAnswer:
        """Return the record as an answer."""
        return cls(
            revision=overlay.revision,
            is_active=overlay.is_active,
            created_by=overlay.created_by,
            created_at=overlay.created_at,
            regions=list(overlay.regions),
        )


class OverlayHistory(BaseModel):
    """Every manual overlay of a comparison, the newest first; nothing that was said is lost."""

    overlays: list[OverlayAnswer]


class SummaryHistory(BaseModel):
    """Every summary a comparison ever had, the newest first."""

    summaries: list[ChangeSummary]
