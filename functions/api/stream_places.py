"""Places of event streams: each holds a thread, and nobody may take them all."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from threading import Lock

from common.domain.ids import UserId
from common.logs import log_event


@dataclass(slots=True)
class StreamPlaces:
    """How many streams may be open at a time, in all and for each user."""

    total: int
    per_user: int
    _taken: Counter[UserId] = field(default_factory=Counter)
    _lock: Lock = field(default_factory=Lock)

    def take(self, user_id: UserId) -> bool:
        """Take a place, and tell whether there was one."""
        with self._lock:
            if self._taken.total() >= self.total or self._taken[user_id] >= self.per_user:
                return False
            self._taken[user_id] += 1
            open_now = self._taken.total()
        _tell("opened", open_now)
        return True

    def give_back(self, user_id: UserId) -> None:
        """Give a place back."""
        with self._lock:
            self._taken[user_id] -= 1
            self._taken += Counter()  # forgets who has none
            open_now = self._taken.total()
        _tell("closed", open_now)


def _tell(change: str, open_now: int) -> None:
    """Say how many listen to this instance now."""
    log_event("listeners", change=change, open=open_now)
