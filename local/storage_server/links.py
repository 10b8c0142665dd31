"""Signed links of the development server: no key signs them, but they run out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta


def refusal(query: Mapping[str, str], headers: Mapping[str, str], now: datetime) -> str | None:
    """Return the code by which Cloud Storage refuses a V4 signed link, `None` when it takes it."""
    if "X-Goog-Signature" not in query:
        return "AccessDenied"
    begin = datetime.strptime(query["X-Goog-Date"], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    if now > begin + timedelta(seconds=int(query["X-Goog-Expires"])):
        return "ExpiredToken"
    signed = query["X-Goog-SignedHeaders"].split(";")
    if any(name not in headers for name in signed if name != "host"):
        return "MalformedSecurityHeader"
    return None
