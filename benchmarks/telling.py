"""What a stage's span and its log line cost: `python -m benchmarks.telling`.

Off is the default; console writes each span to a file, as an exporter that never waits.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from opentelemetry.sdk.trace.export import ConsoleSpanExporter

from common.logs import log_event, log_to
from common.otel import OtelRecorder
from common.trace_context import new_trace
from common.tracing import SpanKind, record_by, span

RUNS = 20_000


def _microseconds(work: Callable[[], None]) -> float:
    started_s = time.perf_counter()
    for _ in range(RUNS):
        work()
    return (time.perf_counter() - started_s) / RUNS * 1e6


def main() -> None:
    """Print microseconds of one span off and on, and of one line of the log."""
    parent = new_trace()

    def one_span() -> None:
        with span("page", SpanKind.CONSUMER, parent):
            pass

    def one_line() -> None:
        log_event("stage_outcome", stage="page", outcome="completed", attempt=1, duration_s=0.5)

    with tempfile.TemporaryDirectory() as folder:
        log_to(Path(folder) / "log.jsonl")
        print(f"span, off      {_microseconds(one_span):8.2f} µs")
        print(f"log line       {_microseconds(one_line):8.2f} µs")
        with Path(os.devnull).open("w", encoding="utf-8") as nowhere:
            recorder = OtelRecorder(ConsoleSpanExporter(out=nowhere), "benchmark")
            record_by(recorder)
            print(f"span, recorded {_microseconds(one_span):8.2f} µs")
            recorder.flush()
            record_by(None)


if __name__ == "__main__":
    main()
