"""What every stage takes, for the cost model: `python -m benchmarks.footprint [--data DIR]`.

Sets of two sizes are compared event by event, each deployed function in a process of its own with
Google's clients loaded and one thread, on documents and files of this machine; what would be billed
is counted at the ports. CPU time, so that other work on the machine matters little. What is found
is written to local/cost/measured.json; with `--data`, a real set is measured beside it and printed.
Run `benchmarks.worst_memory` after it. With `--counts` only what is counted is written anew: calls,
files, bytes and messages, which are the same however busy the machine is.
"""

from __future__ import annotations

import argparse
import platform
import tempfile
from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import UTC, datetime
from pathlib import Path
from statistics import fmean

from benchmarks import naive
from benchmarks.drawings import print_table
from benchmarks.fresh_process import in_fresh_process
from benchmarks.function_starts import measured_starts
from benchmarks.measured_session import MeasuredSession, measured_session
from benchmarks.model_tokens import set_tokens, sheet_tokens
from benchmarks.plots import drawn, plain, shifted
from benchmarks.sized_sets import write_drawn, write_scanned
from benchmarks.stage_workers import stage_workers
from local.cost.measured import (
    MEASURED_PATH,
    Measured,
    MeasuredStage,
    NaivePair,
    Per,
    SheetKind,
    Viewed,
    WorstPeak,
    dump_measured,
    load_measured,
)
from local.cost.usage import FIELDS, Usage, mean

COMMAND = "python -m benchmarks.footprint"
# How many copies of the sample set are compared; the small one twice, to tell what comes first.
COPIES = {SheetKind.VECTOR: (1, 8), SheetKind.SCAN: (1, 2)}
WRITE = {SheetKind.VECTOR: write_drawn, SheetKind.SCAN: write_scanned}
MAX_SAMPLES = 48
# Entry, runs in a comparison beside its units, unit.
STAGES = (
    ("ocr-upload", 2, Per.PAGE),
    ("ocr-page", 0, Per.PAGE),
    ("ocr-version", 2, Per.PAGE),
    ("diff-session-ready", 1, Per.SHEET),
    ("diff-pair", 0, Per.SHEET),
    ("summary-overlay", 0, Per.SHEET),
    ("summary-set-summary", 1, Per.SHEET),
)
# Not run again: takes 18 GB (docs/PERFORMANCE.md, 2026-11-24).
NAIVE_300 = NaivePair(
    cpu_s=89.3,
    peak_bytes=round(17.7 * 2**30),
    source="python -m benchmarks.speed --full-naive, 2026-11-24",
)
REAL = (
    "pairs/kegonsa-set-history/20150129_full_MERGED.pdf",
    "pairs/kegonsa-set-history/20150910_set.pdf",
)


def measured_kind(folder: Path, kind: SheetKind) -> tuple[list[MeasuredStage], Viewed]:
    """Return what the stages take on sheets of a kind, and what a look at one moves."""
    small, large = COPIES[kind]
    with stage_workers() as workers:
        files = WRITE[kind](folder / "small", small)
        cold = measured_session(workers, folder / "cold", *files)
        warm = measured_session(workers, folder / "warm", *files)
        files = WRITE[kind](folder / "large", large)
        many = measured_session(workers, folder / "many", *files)
    stages = [_start_stage(kind, warm)]
    stages += [_stage(kind, *stage, (cold, warm, many)) for stage in STAGES]
    return stages, _viewed(folder / "many", many)


def counted_kind(folder: Path, kind: SheetKind) -> list[MeasuredStage]:
    """Return the stages on sheets of a kind as far as they are counted."""
    with stage_workers() as workers:
        small, large = (
            measured_session(workers, folder / name, *WRITE[kind](folder / name, copies))
            for name, copies in zip(("warm", "many"), COPIES[kind], strict=True)
        )
    sessions = (small, small, large)
    return [_start_stage(kind, small), *(_stage(kind, *stage, sessions) for stage in STAGES)]


def with_counts(known: MeasuredStage, counted: MeasuredStage) -> MeasuredStage:
    """Return a stage with what was counted anew, its CPU time and memory as they are known."""
    return replace(
        known,
        per_set=replace(counted.per_set, cpu_s=known.per_set.cpu_s),
        per_unit=replace(counted.per_unit, cpu_s=known.per_unit.cpu_s),
    )


def recounted(folder: Path, before: Measured) -> Measured:
    """Count all stages again."""
    counted = {
        (stage.kind, stage.entry): stage
        for kind in SheetKind
        for stage in counted_kind(folder / kind, kind)
    }
    stages = tuple(with_counts(stage, counted[stage.kind, stage.entry]) for stage in before.stages)
    commands = {**before.commands, "counts": f"{COMMAND} --counts"}
    return replace(before, stages=stages, commands=commands)


def _start_stage(kind: SheetKind, session: MeasuredSession) -> MeasuredStage:
    """Return what begins a comparison: only its files grow with the pages."""
    stored = session.started.written_bytes
    fixed = {f: getattr(session.started, f) for f in FIELDS} | {"written_bytes": 0.0}
    return MeasuredStage(
        entry="start",
        kind=kind,
        sets=1,
        per=Per.PAGE,
        per_set=Usage(**fixed),
        per_unit=Usage(written_bytes=round(stored / session.page_count, 1)),
        cpu_samples_s=(),
        first_cpu_s=0.0,
        peak_bytes=0,
    )


def _stage(
    kind: SheetKind,
    entry: str,
    sets: int,
    per: Per,
    sessions: tuple[MeasuredSession, MeasuredSession, MeasuredSession],
) -> MeasuredStage:
    cold, warm, many = sessions
    if sets:
        per_set, per_unit = line(_point(warm, entry, sets, per), _point(many, entry, sets, per))
        samples: tuple[float, ...] = ()
    else:
        per_set = Usage()
        per_unit = _rounded(mean([handled.usage for handled in many.of(entry)]))
        samples = spread([handled.usage.cpu_s for handled in many.of(entry)])
    first_s = cold.of(entry)[0].usage.cpu_s - warm.of(entry)[0].usage.cpu_s
    return MeasuredStage(
        entry=entry,
        kind=kind,
        sets=sets,
        per=per,
        per_set=per_set,
        per_unit=per_unit,
        cpu_samples_s=samples,
        first_cpu_s=round(max(0.0, first_s), 3),
        peak_bytes=many.of(entry)[-1].peak_bytes,
    )


Point = tuple[float, Usage]


def _point(session: MeasuredSession, entry: str, sets: int, per: Per) -> Point:
    """Return the units of one run of a stage and what it took: the mean over its runs."""
    units = session.page_count if per is Per.PAGE else session.sheet_count
    return units / sets, session.usage(entry).times(1 / sets)


def line(small: Point, large: Point) -> tuple[Usage, Usage]:
    """Return what a run takes and what each unit adds, neither below zero."""
    fixed, slope = dict[str, float](), dict[str, float]()
    for name in FIELDS:
        few, many = getattr(small[1], name), getattr(large[1], name)
        rise = max(0.0, (many - few) / (large[0] - small[0]))
        foot = few - rise * small[0]
        if foot < 0:
            foot, rise = 0.0, many / large[0]
        fixed[name], slope[name] = foot, rise
    return _rounded(Usage(**fixed)), _rounded(Usage(**slope))


def spread(values: Sequence[float]) -> tuple[float, ...]:
    """Return at most MAX_SAMPLES of the values, ascending, evenly chosen."""
    ordered = sorted(values)
    step = max(1.0, len(ordered) / MAX_SAMPLES)
    chosen = [ordered[int(i * step)] for i in range(min(MAX_SAMPLES, len(ordered)))]
    return tuple(round(value, 4) for value in chosen)


def _rounded(usage: Usage) -> Usage:
    return Usage(**{field.name: round(getattr(usage, field.name), 5) for field in fields(usage)})


def _viewed(folder: Path, session: MeasuredSession) -> Viewed:
    """Return the bytes of an overlay with its thumbnail: tiles whole, though a look takes few."""
    tiles = list(folder.rglob("overlay.pmtiles"))
    thumbnails = [path.with_name("thumbnail.png") for path in tiles]
    size_bytes = sum(path.stat().st_size for path in (*tiles, *thumbnails))
    return Viewed(bytes_out=round(size_bytes / session.sheet_count, 1))


def measured_naive() -> NaivePair:
    """Return the obvious pipeline at 220 dpi on one pair."""
    old, new = shifted(drawn("A-101", 1)).source.pdf, plain(drawn("A-101", 2)).source.pdf
    taken = in_fresh_process(naive.naive, old, new, naive.REDUCED)
    return NaivePair(cpu_s=round(taken.cpu_s, 2), peak_bytes=taken.peak_bytes, source=COMMAND)


def print_stages(stages: Sequence[MeasuredStage]) -> None:
    """Print what was measured."""
    rows = [
        [
            stage.entry,
            stage.kind,
            f"{stage.per_set.cpu_s:.3f}",
            f"{stage.per_unit.cpu_s:.3f} a {stage.per}",
            f"{stage.first_cpu_s:.2f}",
            f"{stage.peak_bytes / 2**20:.0f}",
            f"{stage.per_unit.document_reads:.1f}/{stage.per_unit.document_writes:.1f}",
        ]
        for stage in stages
    ]
    headings = ["stage", "kind", "CPU s a set", "CPU s", "first", "MiB", "reads/writes"]
    print_table(headings, rows)


def measured_real(folder: Path, data: Path) -> MeasuredSession | None:
    """Compare a real set likewise, to be held against the formula."""
    old, new = (data / name for name in REAL)
    if not old.is_file():
        print(f"No real set: {old} is not there.")
        return None
    with stage_workers() as workers:
        return measured_session(workers, folder, old, new)


def with_real_peaks(measured: Measured, real: MeasuredSession) -> Measured:
    """Return what was measured with the memory that a real set took."""
    worst = {
        entry: (
            *measured.worst.get(entry, ()),
            WorstPeak(
                what=f"a real set of {real.sheet_count} sheets",
                peak_bytes=real.of(entry)[-1].peak_bytes,
            ),
        )
        for entry in ("ocr-page", "diff-pair")
    }
    return replace(measured, worst={**measured.worst, **worst})


def print_real(session: MeasuredSession) -> None:
    """Print what a real set took."""
    print(f"A real set: {session.page_count} pages, {session.sheet_count} sheets")
    for entry, _sets, _per in STAGES:
        usage, events = session.usage(entry), session.of(entry)
        print(
            f"{entry}: {len(events)} events, {usage.cpu_s:.2f} CPU s, "
            f"mean {fmean(e.usage.cpu_s for e in events):.3f}, {events[-1].peak_bytes >> 20} MiB, "
            f"{usage.document_reads:.0f} reads, {usage.document_writes:.0f} writes, "
            f"{usage.written_bytes / 1e6:.1f} MB written"
        )


def measured_everything(folder: Path) -> Measured:
    """Measure all that the cost model takes."""
    kinds = {kind: measured_kind(folder / kind, kind) for kind in SheetKind}
    done = folder / SheetKind.VECTOR / "warm"
    asked, share = sheet_tokens(done)
    return Measured(
        measured_at=datetime.now(UTC).date().isoformat(),
        machine=f"virtual machine, 2 cores, {platform.machine()}, other work beside",
        commands={"everything else": COMMAND, "naive 300 dpi": NAIVE_300.source},
        stages=tuple(stage for stages, _ in kinds.values() for stage in stages),
        starts=measured_starts(),
        model_sheet=asked,
        asked_share=round(share, 3),
        model_set=set_tokens(done),
        naive={"220 dpi": measured_naive(), "300 dpi": NAIVE_300},
        viewed={kind: viewed for kind, (_, viewed) in kinds.items()},
    )


def main() -> None:
    """Measure, write and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, help="folder of real drawings")
    parser.add_argument("--counts", action="store_true", help="only count again")
    asked = parser.parse_args()
    data = asked.data
    with tempfile.TemporaryDirectory() as name:
        if asked.counts:
            counted = recounted(Path(name), load_measured())
            MEASURED_PATH.write_text(dump_measured(counted), encoding="utf-8")
            print_stages(counted.stages)
            return
        measured = measured_everything(Path(name))
        real = measured_real(Path(name) / "real", data) if data else None
        if real:
            measured = with_real_peaks(measured, real)
    MEASURED_PATH.write_text(dump_measured(measured), encoding="utf-8")
    print_stages(measured.stages)
    if real:
        print_real(real)


if __name__ == "__main__":
    main()
