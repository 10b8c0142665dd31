"""What a PDF's object says, and all that it refers to, whatever their numbers in the file."""

from __future__ import annotations

import re
from typing import Any

_REFERENCE = re.compile(r"\b(\d+) 0 R\b")
_MAX_DEPTH = 12  # deeper than any drawing nests; long chains end here
_LEFT_OUT = frozenset({"Parent", "P", "Metadata", "StructParent", "StructParents", "Popup"})


class ObjectDigest:
    """Feeds objects and what they refer to into a digest, by content and not by number.

    Each object goes in once, later references by the order of its first visit: forms that share
    their page's resources refer to one another in circles.
    """

    def __init__(self, document: Any, digest: Any) -> None:
        """Take a PDF of PyMuPDF's and a hash of hashlib's, which gets what is fed."""
        self._document, self._digest = document, digest
        self._visits: dict[int, int] = {}

    def feed(self, xref: int, keys: tuple[str, ...] = (), depth: int = 0) -> None:
        """Feed an object of the PDF, of its entries only those named if any are."""
        if xref in self._visits:
            self._digest.update(f"seen:{self._visits[xref]}".encode())
            return
        if depth > _MAX_DEPTH:
            return
        self._visits[xref] = len(self._visits)
        for name in keys or tuple(sorted(self._document.xref_get_keys(xref))):
            if name not in _LEFT_OUT:
                kind, value = self._document.xref_get_key(xref, name)
                self._feed_text(f"{name}:{kind}")
                self._feed_value(value, depth)
        if self._document.xref_is_stream(xref):
            self._digest.update(self._document.xref_stream_raw(xref) or b"")

    def _feed_value(self, value: str, depth: int) -> None:
        for match in _REFERENCE.finditer(value):
            self.feed(int(match.group(1)), depth=depth + 1)
        self._feed_text(_REFERENCE.sub("R", value))

    def _feed_text(self, text: str) -> None:
        # Names and strings need not be UTF-8; MuPDF hands their other bytes on as surrogates.
        self._digest.update(text.encode(errors="backslashreplace"))
