"""Places of event streams: each holds a thread, and nobody may take them all."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from threading import Lock

from common.domain.ids import UserId


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
            return True

    def give_back(self, user_id: UserId) -> None:
        """Give a place back."""
        with self._lock:
            self._taken[user_id] -= 1
            self._taken += Counter()  # forgets who has none
