"""How Firestore is read: many documents by one call, and how long it is tried.

Google's client goes on for 300 s when the database is away.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, TypedDict

from google.api_core import exceptions
from google.api_core.retry import Retry, if_exception_type
from google.cloud import firestore

from common.gcp.values import Snapshot

# What one call asks for; the answer is a stream, only the request has to be of a size.
READS_PER_CALL: Final = 300
_PAUSE_LIMIT_S = 5.0


class ReadOptions(TypedDict):
    """What every reading call of the client takes."""

    retry: Retry
    timeout: float


def read_options(limit_s: float) -> ReadOptions:
    """Return what ends a read after about `limit_s`, its tries together; else like the client's."""
    retry = Retry(
        predicate=if_exception_type(
            exceptions.DeadlineExceeded,
            exceptions.InternalServerError,
            exceptions.ServiceUnavailable,
        ),
        initial=0.1,
        maximum=_PAUSE_LIMIT_S,
        multiplier=1.3,
        timeout=limit_s,
    )
    return ReadOptions(retry=retry, timeout=limit_s)


def snapshots(
    client: firestore.Client, paths: Sequence[str], reading: ReadOptions
) -> dict[str, Snapshot]:
    """Return what lies at each path, also where nothing does."""
    found: dict[str, Snapshot] = {}
    asked = list(dict.fromkeys(paths))
    for first in range(0, len(asked), READS_PER_CALL):
        references = [client.document(path) for path in asked[first : first + READS_PER_CALL]]
        found |= {s.reference.path: s for s in client.get_all(references, **reading)}
    return found
