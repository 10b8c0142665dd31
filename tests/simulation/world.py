"""A world in memory whose every call may be interrupted, delayed or be the last of its process.

Handlers run as greenlets; each call of a port hands control to the scheduler, which picks by
seed who goes on, so that handlers interleave between any two calls, and repeats exactly.
"""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import greenlet

from common.domain.errors import ErrorCode, PermanentError
from common.domain.events import Event
from common.ports import Transaction, Watch
from common.records import Document

T = TypeVar("T")


_TERMINAL = frozenset({"completed", "completed_with_failures", "failed", "cancelled", "ready"})
# What may still be added to a finished record: its summary's gist, what people say of a change
# list and decide of its changes, and what is wanted and shown of summaries that are written anew.
_ADDED_LATER = frozenset(
    {"summary_text", "critical_change", "updated_at"}
    | {"counts", "revision", "summary_revision", "summary_is_due", "summary_error"}
    | {"set_revision", "set_summary_revision", "set_summary_is_due"}
    | {"manual_overlay_id", "triage", "triage_revision"}
)
_HISTORY = ("/manual_overlays/", "/triage_steps/")
# What of a manual overlay changes when another takes its place.
_RETIRED = frozenset({"is_active", "updated_at"})
# What the settling of a version changes of its pages, once, before the version has ended.
_SETTLED_LATER = frozenset({"reading", "drawing_name"})


class Killed(BaseException):
    """The process is gone: no handler code runs after this."""


class Interrupts:
    """Gives control away at every port call, and kills now and then."""

    def __init__(self, rng: random.Random, kill_chance: float) -> None:
        self._rng = rng
        self.kill_chance = kill_chance
        self.scheduler: greenlet.greenlet | None = None
        self.kills = 0
        self._dead: set[greenlet.greenlet] = set()

    @classmethod
    def none(cls) -> Interrupts:
        """Return what never interrupts: nothing schedules it."""
        return cls(random.Random(0), 0.0)

    def pause(self) -> None:
        """Let others go on; raise Killed if this process dies here."""
        current = greenlet.getcurrent()
        if self.scheduler is None or current is self.scheduler:
            return
        if current in self._dead:  # a `finally` that the process did not live to see
            raise Killed
        self.scheduler.switch()
        if self._rng.random() < self.kill_chance:
            self.kill()

    def kill(self) -> NoReturn:
        """End this process."""
        self.kills += 1
        self._dead.add(greenlet.getcurrent())
        raise Killed


class MemoryDocuments:
    """Optimistic transactions over dicts; refuses what Firestore refuses."""

    def __init__(self, interrupts: Interrupts) -> None:
        self._interrupts = interrupts
        self._documents: dict[str, dict[str, Document]] = defaultdict(dict)
        self._versions: dict[str, int] = defaultdict(int)
        self.terminal_rewrites: list[str] = []
        self.conflicts = 0

    def get(self, path: str) -> Document | None:
        self._interrupts.pause()
        return self._read(path)

    def get_many(self, paths: Sequence[str]) -> list[Document | None]:
        return [self.get(path) for path in paths]

    def query(self, collection: str, equals: Mapping[str, Any] | None = None) -> list[Document]:
        self._interrupts.pause()
        found = sorted(self._documents[collection].items())
        wanted = (equals or {}).items()
        return [dict(d) for _, d in found if all(d.get(k) == v for k, v in wanted)]

    def transact(self, body: Callable[[Transaction], T]) -> T:
        while True:
            transaction = _MemoryTransaction(self)
            value = body(transaction)
            self._interrupts.pause()
            if self.is_unchanged(transaction.read):
                for path, document in transaction.writes.items():
                    self._write(path, document)
                self._interrupts.pause()
                return value
            self.conflicts += 1

    def create_missing(self, documents: Mapping[str, Document]) -> None:
        for path, document in documents.items():
            self._interrupts.pause()
            if self._read(path) is None:
                self._write(path, document)

    def delete_tree(self, path: str) -> None:
        raise AssertionError("no stage deletes")

    def watch(self, collection: str, on_change: Callable[[dict[str, Document]], None]) -> Watch:
        raise AssertionError("no stage watches")

    def is_unchanged(self, read: Mapping[str, int]) -> bool:
        return all(self._versions[path] == version for path, version in read.items())

    def version_of(self, path: str) -> int:
        return self._versions[path]

    def _read(self, path: str) -> Document | None:
        collection, _, name = path.rpartition("/")
        document = self._documents[collection].get(name)
        return None if document is None else dict(document)

    def _write(self, path: str, document: Document) -> None:
        before = self._read(path) or {}
        is_final = before.get("status") in _TERMINAL or any(kind in path for kind in _HISTORY)
        if (
            before
            and is_final
            and before
            != document
            | {key: before[key] for key in self._may_change(path, before) & before.keys()}
        ):
            self.terminal_rewrites.append(path)
        collection, _, name = path.rpartition("/")
        self._documents[collection][name] = dict(document)
        self._versions[path] += 1

    def _may_change(self, path: str, before: Document) -> frozenset[str]:
        if "/manual_overlays/" in path:
            return _RETIRED
        version_path, _, rest = path.partition("/pages/")
        if not rest or before["reading"] != before["page_reading"]:
            return _ADDED_LATER
        is_reading = (self._read(version_path) or {}).get("status") == "reading"
        return _ADDED_LATER | _SETTLED_LATER if is_reading else _ADDED_LATER


class _MemoryTransaction:
    def __init__(self, store: MemoryDocuments) -> None:
        self._store = store
        self.read: dict[str, int] = {}
        self.writes: dict[str, Document] = {}
        self._found: dict[str, Document | None] = {}

    def get(self, path: str) -> Document | None:
        if self.writes:
            raise RuntimeError("a transaction reads before it writes")
        if path not in self.read:  # what was read stays what it was, as Firestore's adapter has it
            self._found[path] = self._store.get(path)
            self.read[path] = self._store.version_of(path)
        return self._found[path]

    def get_many(self, paths: Sequence[str]) -> list[Document | None]:
        return [self.get(path) for path in paths]

    def set(self, path: str, document: Document) -> None:
        self.writes[path] = document


class MemoryBlobs:
    def __init__(self, interrupts: Interrupts) -> None:
        self._interrupts = interrupts
        self._blobs: dict[str, bytes] = {}

    def read(self, path: str) -> bytes:
        self._interrupts.pause()
        if path not in self._blobs:
            raise PermanentError(ErrorCode.NOT_FOUND, f"There is no stored file {path}.")
        return self._blobs[path]

    def read_many(self, paths: Iterable[str]) -> Iterator[bytes]:
        return map(self.read, paths)

    def write(self, path: str, data: bytes) -> None:
        self._interrupts.pause()
        self._blobs[path] = data
        self._interrupts.pause()

    def write_many(self, blobs: Iterable[tuple[str, bytes]]) -> None:
        for path, data in blobs:
            self.write(path, data)

    def write_file(self, path: str, source: Path) -> None:
        raise AssertionError("no stage writes from a file")

    def exists(self, path: str) -> bool:
        self._interrupts.pause()
        return path in self._blobs

    def copy_generation(self, path: str, generation: int, target: str) -> int:
        self._interrupts.pause()
        self._blobs[target] = b"a set"
        self._interrupts.pause()
        return len(self._blobs[target])

    def delete_tree(self, path: str) -> None:
        raise AssertionError("no stage deletes")

    def local_copy(self, path: str) -> AbstractContextManager[Path]:
        raise AssertionError("the splitter is simulated")


class MemoryBus:
    """Keeps every message until its handler ends well; loses some for good when told to."""

    def __init__(self, interrupts: Interrupts, rng: random.Random, loss: float) -> None:
        self._interrupts = interrupts
        self._rng = rng
        self.loss = loss
        self.lost = 0
        self.waiting: list[tuple[Event, int]] = []
        self.published = Counter[Event]()

    def publish(self, events: Sequence[Event]) -> None:
        for event in events:
            self._interrupts.pause()
            self.published[event] += 1
            if self._rng.random() < self.loss:
                self.lost += 1
            else:
                self.waiting.append((event, 1))
        self._interrupts.pause()

    def notify(self, event: Event) -> None:
        """Tell of a file in the bucket, which is told until it is heard."""
        self.waiting.append((event, 1))

    def deliver_again(self, event: Event, attempt: int) -> None:
        """Keep what was not handled, or lose it where messages are lost at all, every second."""
        if self.loss and self._rng.random() < 0.5:
            self.lost += 1
        else:
            self.waiting.append((event, attempt))


class SteppingClock:
    """Every look at it is a second later."""

    def __init__(self) -> None:
        self._now = datetime(2026, 1, 1, tzinfo=UTC)

    def now(self) -> datetime:
        self._now += timedelta(seconds=1)
        return self._now
