"""What the functions stand on: Firestore, Pub/Sub and Cloud Storage of this machine."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from local.stack.emulators import Emulators
from local.stack.processes import HOST, Processes, Service, free_port


@dataclass(frozen=True, slots=True, kw_only=True)
class Backends:
    """Where they listen."""

    firestore: str
    pubsub: str
    storage: str

    def environment(self) -> dict[str, str]:
        """Return the variables by which Google's clients find them."""
        return {
            "FIRESTORE_EMULATOR_HOST": self.firestore,
            "PUBSUB_EMULATOR_HOST": self.pubsub,
            "STORAGE_EMULATOR_HOST": self.storage,
        }


def start_backends(
    processes: Processes, emulators: Emulators, folder: Path, beside: Sequence[Service] = ()
) -> Backends:
    """Start all three on free ports.

    Args:
        processes: takes them over, and ends them.
        emulators: the installed ones; their state is in memory.
        folder: of the stored files.
        beside: what is started with them.
    """
    ports = [free_port() for _ in range(3)]
    backends = Backends(
        firestore=f"{HOST}:{ports[0]}",
        pubsub=f"{HOST}:{ports[1]}",
        storage=f"http://{HOST}:{ports[2]}",
    )
    storage = Service(
        name="storage",
        command=[sys.executable, "-m", "local.storage_server", str(folder), str(ports[2])],
        port=ports[2],
        environment=backends.environment(),
    )
    processes.start([emulators.firestore(ports[0]), emulators.pubsub(ports[1]), storage, *beside])
    return backends
