"""Idempotency keys: a POST that is sent again is done once and answered as the first time."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import timedelta
from http import HTTPStatus
from typing import Final

from flask import Response, g, request

from common import paths
from common.domain.ids import derived_id
from common.ports import Transaction
from common.records import REQUEST, RememberedRequest
from functions.api.problems import conflict, invalid
from functions.api.world import ports

MAX_KEY_CHARACTERS: Final = 200
# A process that dies over a request leaves it begun; longer than any request takes.
TAKEN_OVER_AFTER: Final = timedelta(seconds=60)
KEPT: Final = timedelta(days=1)


def replay_or_begin() -> Response | None:
    """Return the answer of the same request before; else remember that it has begun.

    Raises:
        ProblemError: the key was used for another request (422), or its first is under way (409).
    """
    key = request.headers.get("Idempotency-Key")
    g.remembered = g.id_seed = None
    if request.method != "POST" or not key or g.user is None:
        return None
    if len(key) > MAX_KEY_CHARACTERS:
        raise invalid(f"An Idempotency-Key has at most {MAX_KEY_CHARACTERS} characters.")
    path = paths.request_path(derived_id("request", g.user.id, key))
    known = ports().documents.transact(lambda t: _begun(t, path, _fingerprint()))
    if known.status is not None:
        return _again(known)
    g.remembered, g.id_seed = path, known.expires_at.isoformat()
    return None


def remember(response: Response) -> Response:
    """Keep the answer of a request that succeeded; one that failed may be tried again."""
    path = g.get("remembered")
    if path is not None:
        ports().documents.transact(lambda t: _ended(t, path, response))
    return response


def _begun(transaction: Transaction, path: str, fingerprint: str) -> RememberedRequest:
    now, document = ports().clock.now(), transaction.get(path)
    known = REQUEST.decode(document) if document else None
    if known is not None and known.expires_at > now:
        if known.fingerprint != fingerprint:
            raise invalid(
                "This Idempotency-Key was used for another request. Take a new one.",
                "idempotency_key_reused",
            )
        if known.status is not None:
            return known
        if known.began_at + TAKEN_OVER_AFTER > now:
            raise conflict("The same request is under way. Ask again in a moment.", "in_progress")
        # Its end stays: the ids follow from it, and what the dead process made is found.
        taken_over = replace(known, began_at=now)
        transaction.set(path, REQUEST.encode(taken_over))
        return taken_over
    begun = RememberedRequest(fingerprint=fingerprint, began_at=now, expires_at=now + KEPT)
    transaction.set(path, REQUEST.encode(begun))
    return begun


def _ended(transaction: Transaction, path: str, response: Response) -> None:
    document = transaction.get(path)
    if document is None:
        return
    begun, now = REQUEST.decode(document), ports().clock.now()
    if response.is_streamed:  # read here it would be no stream any more
        ended = replace(begun, expires_at=now)
    elif response.status_code < HTTPStatus.BAD_REQUEST:
        ended = replace(
            begun,
            status=response.status_code,
            body=response.get_data(as_text=True),
            location=response.headers.get("Location", ""),
        )
    elif response.status_code < HTTPStatus.INTERNAL_SERVER_ERROR:
        ended = replace(begun, expires_at=now)
    else:  # something may have been made: the same request goes on with it, at once
        ended = replace(begun, began_at=now - TAKEN_OVER_AFTER)
    transaction.set(path, REQUEST.encode(ended))


def _again(known: RememberedRequest) -> Response:
    response = Response(known.body, known.status, content_type="application/json")
    response.headers["Idempotency-Replayed"] = "true"
    if known.location:
        response.headers["Location"] = known.location
    return response


def _fingerprint() -> str:
    """Return what tells this request from others; a form's boundary is chance and left out."""
    if request.mimetype == "multipart/form-data":
        boundary = request.mimetype_params.get("boundary", "").encode()
        body = request.get_data(cache=True, parse_form_data=False)
        body = body.replace(boundary, b"") if boundary else body
    else:
        body = request.get_data(cache=True)
    return derived_id(request.path, hashlib.sha256(body).hexdigest())
