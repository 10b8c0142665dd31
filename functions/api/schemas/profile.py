"""The caller."""

from __future__ import annotations

from pydantic import BaseModel, Field


class ProfileAnswer(BaseModel):
    """Who has signed in, as their issuer says."""

    user_id: str
    email: str = Field(description="Empty unless the issuer has verified it.")
    name: str
