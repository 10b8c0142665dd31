"""What the simulation knows of the cloud: each value with where it comes from.

*Documented* values are Google's; *assumed* ones were never measured by us, because nothing is
deployed. `benchmarks.scaling` prints what becomes of the result when they are wrong.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from common.domain.events import TOPICS_OF_UNITS
from common.settings import RetrySettings
from local.cost.model import Waits
from local.cost.tiers import DEPLOYED, Deployed
from local.stack.topology import ENTRY_POINTS


@dataclass(frozen=True, slots=True, kw_only=True)
class Push:
    """A push subscription.

    Attributes:
        latency_s: from published to pushed; assumed.
        window: pushes under way at first; "small single digit", documented.
        max_window: that it grows to, by one with every answer; 3,000, documented.
        min_backoff_s: before the second delivery; doubles. Ours (terraform).
        max_backoff_s: likewise.
        doubled_share: of messages that come twice; assumed.
    """

    latency_s: float = 0.05
    window: int = 4
    max_window: int = 3000
    min_backoff_s: float = 10.0
    max_backoff_s: float = 600.0
    doubled_share: float = 0.001


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenUp:
    """When an event is given up; ours (terraform, common/entry.py).

    Attributes:
        deliveries: before the dead letter, refused ones included.
        beginnings: without an end, where its unit counts them.
    """

    deliveries: int
    beginnings: int | None = None


# A failure that can be caught ends with the last attempt, one that kills its worker with one more.
BEGINNINGS: Final = RetrySettings.model_fields["max_attempts"].get_default() + 1


def given_up_as_deployed() -> dict[str, GivenUp]:
    """Return when each function's events are given up."""
    return {
        entry.name: GivenUp(
            deliveries=entry.max_deliveries,
            beginnings=BEGINNINGS if entry.topic in TOPICS_OF_UNITS else None,
        )
        for entry in ENTRY_POINTS
        if entry.max_deliveries
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Scaling:
    """How instances come.

    Attributes:
        container_s: until our code begins; assumed.
        new_per_s: instances that a function gets a second; assumed.
        pending_s: that a request waits for one before it is refused; 10, documented.
        limit_s: of one event; 540, documented.
    """

    container_s: float = 1.5
    new_per_s: float = 20.0
    pending_s: float = 10.0
    limit_s: float = 540.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelLimits:
    """A language model's limits; the settings' defaults.

    Attributes:
        answer_s: that an answer takes; assumed.
        patience_s: after which the rules write; ours.
    """

    requests_per_minute: float = 60.0
    tokens_per_minute: float = 200_000.0
    tokens_per_request: float = 9_500.0
    answer_s: float = 10.0
    patience_s: float = 3600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Cloud:
    """Everything around the stages.

    Attributes:
        functions: by name.
        given_up: when the events of each are.
        document_write_s: between two commits to one document; Firestore takes one a second for
            long, more for a moment: assumed.
        waits: for calls; assumed.
        model: `None` where the rules write.
    """

    functions: Mapping[str, Deployed] = field(default_factory=lambda: dict(DEPLOYED))
    given_up: Mapping[str, GivenUp] = field(default_factory=given_up_as_deployed)
    push: Push = field(default_factory=Push)
    scaling: Scaling = field(default_factory=Scaling)
    waits: Waits = field(default_factory=Waits)
    document_write_s: float = 0.2
    model: ModelLimits | None = None
