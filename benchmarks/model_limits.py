"""What the limits of a language model cost: `python -m benchmarks.model_limits`, on the emulator.

Workers of one session ask at once. Each question takes a turn of the endpoint's rate and holds and
settles money on the session's one document, in Firestore transactions; the model itself answers at
once, or after a second as a quick one does. Only what comes on top of its answers is shown.
"""

from __future__ import annotations

import argparse
import logging
import statistics
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from benchmarks.completion import Retries, emulator, ports_of
from benchmarks.drawings import p95
from common import paths
from common.domain.errors import TransientError
from common.domain.ids import ProjectId, SessionId
from common.domain.language import (
    AnswerEnd,
    ModelAnswer,
    ModelMessage,
    ModelRequest,
    Role,
    TokenUsage,
)
from common.llm.metered import MeteredModel
from common.llm.rate import SharedRate
from common.llm.spending import Prices, Spending
from common.logs import log_to
from common.model_records import MODEL_SPENDING
from common.ports import Ports
from common.settings import LanguageModelSettings

WORKERS = (1, 10, 30, 60)
_HEADING = (
    "| workers | model, s | answers/s | more, ms | p95 | tries more | put off | paid |\n"
    "|---|---|---|---|---|---|---|---|"
)
USAGE = TokenUsage(input_tokens=1000, output_tokens=100)
# Limits that nobody reaches: what is measured is the keeping of the accounts, not the waiting.
SETTINGS = LanguageModelSettings(
    llm_model="m", llm_input_usd_per_million=1.0, llm_output_usd_per_million=4.0,
    llm_session_budget_usd=1e6, llm_requests_per_minute=60_000, llm_tokens_per_minute=2_000_000_000,
)  # fmt: skip


@dataclass(frozen=True)
class _Endpoint:
    """Answers after a while."""

    latency_s: float
    name: str = "m"

    def answer(self, request: ModelRequest) -> ModelAnswer:
        time.sleep(self.latency_s)
        return ModelAnswer(text=request.key, end=AnswerEnd.COMPLETE, model="m", usage=USAGE)

    def stream(self, request: ModelRequest) -> Iterator[str | ModelAnswer]:
        yield self.answer(request)


@dataclass(frozen=True, kw_only=True)
class _Asked:
    """What became of a question: how long it took, and how often it was put off."""

    seconds: float
    put_off: int


def _question(session: str, number: int) -> ModelRequest:
    return ModelRequest(
        key=f"{session}-{number}", project_id=ProjectId("p"), session_id=SessionId(session),
        prompt_version="1", messages=(ModelMessage.of(Role.USER, "What?"),), max_output_tokens=500,
    )  # fmt: skip


def _ask(model: MeteredModel, request: ModelRequest) -> _Asked:
    """Ask until there is an answer, as deliveries do."""
    begun_s, put_off = time.perf_counter(), 0
    while True:
        try:
            model.answer(request)
        except TransientError:
            put_off += 1
        else:
            return _Asked(seconds=time.perf_counter() - begun_s, put_off=put_off)


def measure(ports: Ports, retries: Retries, workers: int, latency_s: float, calls: int) -> None:
    """Print what so many workers of one session pay for their accounts."""
    model = MeteredModel(
        model=_Endpoint(latency_s), blobs=ports.blobs,
        rate=SharedRate(ports.documents, ports.clock, SETTINGS),
        spending=Spending(ports.documents, ports.clock, SETTINGS), prices=Prices.of(SETTINGS),
    )  # fmt: skip
    session, retries.count = f"s-{workers}-{latency_s}", 0
    begun_s = time.perf_counter()
    with ThreadPoolExecutor(workers) as pool:
        asked = list(pool.map(lambda n: _ask(model, _question(session, n)), range(calls)))
    took_s = time.perf_counter() - begun_s
    extra_ms = sorted((a.seconds - latency_s) * 1000 for a in asked)
    print(
        f"| {workers} | {latency_s:g} | {calls / took_s:.1f} | {statistics.median(extra_ms):.0f} "
        f"| {p95(extra_ms):.0f} | {retries.count / calls:.2f} | {sum(a.put_off for a in asked)} "
        f"| {_counted(ports, session)} of {calls} |",
        flush=True,
    )


def _counted(ports: Ports, session: str) -> int:
    """Return how many answers the session's account has paid, by their money."""
    document = ports.documents.get(paths.model_spending_path(SessionId(session)))
    spending = MODEL_SPENDING.decode(document or {})
    price = Prices.of(SETTINGS).cost_usd_micros(USAGE)
    return spending.spent_usd_micros // price


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=int, default=300, help="questions for each row")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        log_to(Path(folder) / "log.jsonl")
        retries = Retries()
        logging.getLogger("buildtrace").addHandler(retries)
        with emulator(Path(folder)):
            ports, _ = ports_of("limits", Path(folder))
            print(
                "| workers | model, s | answers/s | more, ms | p95 | tries more | put off | paid |"
            )
            print("|---|---|---|---|---|---|---|---|")
            for latency_s in (0.0, 1.0):
                for workers in WORKERS:
                    measure(ports, retries, workers, latency_s, asked.calls)


if __name__ == "__main__":
    main()
