"""Listens to the comparisons of one session as Google's Python client does; like live_listener.mjs.

Run by `live_progress.py` in a process of its own: `python -m benchmarks.live_listener PROJECT
SESSION`.
"""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Sequence
from typing import Any

from google.cloud import firestore


class Told:
    """Prints each comparison that has ended, and how long ago its record was stamped."""

    def __init__(self) -> None:
        self._is_first = True

    def __call__(self, every: Sequence[Any], changes: Sequence[Any], _read_time: object) -> None:
        """Tell of one snapshot."""
        now_s = time.time()
        if self._is_first:
            self._is_first = False
            print(f"listening {len(every)}", flush=True)
            return
        for change in changes:
            record = change.document.to_dict()
            if record["status"] != "pending":
                late_ms = (now_s - record["updated_at"].timestamp()) * 1000
                print(f"{change.document.id} {late_ms}", flush=True)


def main() -> None:
    """Listen until ended."""
    project_id, session_id = sys.argv[1:]
    comparisons = firestore.Client(project=project_id).collection("comparisons")
    of_session = comparisons.where(filter=firestore.FieldFilter("session_id", "==", session_id))
    of_session.on_snapshot(Told())
    threading.Event().wait()


if __name__ == "__main__":
    main()
