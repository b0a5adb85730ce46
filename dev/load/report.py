"""The report of a run as a page: throughput and waits for each load, the limit and what it is."""

import os
from pathlib import Path

from dev import reports
from dev.load.running import LEADERS, OFFICERS, SLOWEST_SECONDS, VISITORS, Outcome, Stage

_MEGABYTE = 1024 * 1024
_WAITS = ("50 %, ms", "95 %, ms", "99 %, ms")


def write_report(outcome: Outcome, path: Path) -> None:
    """Write `path` and its drawings beside it."""
    parts = [
        f"<p>{verdict(outcome)}</p>",
        "<p><code>make load</code> starts a copy of the system and lets more and more people "
        f"come, up to {VISITORS:,} visitors, {OFFICERS} officers and {LEADERS} leaders with live "
        "pages, a province at its peak, until one step in twenty takes longer than "
        f"{SLOWEST_SECONDS:g} s. Then as many as can be held stay for a while.</p>",
        reports.machine(),
        "<h2>More and more people</h2>",
        reports.table(
            (
                "people",
                "steps a second",
                "50 %, ms",
                "95 %, ms",
                "99 %, ms",
                "failed",
                "processors",
            ),
            [_row(stage) for stage in outcome.ramp],
        ),
    ]
    held = [
        "<h2>Held load, by step</h2>",
        reports.table(("step", "times", *_WAITS), _by_step(outcome.held)),
        "<h2>Processes under the held load</h2>",
        reports.table(("process", "processors", "memory, MB", "growth, %"), _processes(outcome)),
    ]
    reports.write(path, "A province's peak on this machine", parts, _drawings(outcome), held)


def verdict(outcome: Outcome) -> str:
    """Say in words where the limit is and what it is."""
    limit, end = outcome.limit, outcome.ended_it
    if limit is None:
        return "Not even the smallest load was served well."
    said = (
        f"{people(limit.share)} were served well: {limit.rate():.0f} steps a second, half of them "
        f"within {limit.percentile(0.5) * 1000:.0f} ms, 95 % within "
        f"{limit.percentile(0.95) * 1000:.0f} ms, none failed."
    )
    if end is None:
        return f"{said} No limit was reached."
    busiest = max(end.use, key=lambda name: end.use[name].processors)
    used = sum(one.processors for one in end.use.values())
    said += (
        f" With {people(end.share)} 95 % waited up to {end.percentile(0.95) * 1000:.0f} ms and "
        f"{len(end.failures)} steps failed"
    )
    processors = os.cpu_count() or 1
    if used >= 0.85 * processors:
        return (
            f"{said}: the limit is the processors, {used:.1f} of {processors} in use, most of it "
            f"by {busiest} ({end.use[busiest].processors:.2f})."
        )
    return (
        f"{said}; the busiest process, {busiest}, used {end.use[busiest].processors:.2f} of a "
        f"processor, all together {used:.1f} of {processors}."
    )


def people(share: float) -> str:
    """Say how many people a share of the province is."""
    return (
        f"{round(VISITORS * share):,} visitors, {max(1, round(OFFICERS * share))} officers and "
        f"{max(1, round(LEADERS * share))} leaders"
    )


def _row(stage: Stage) -> tuple[object, ...]:
    used = sum(one.processors for one in stage.use.values())
    return (people(stage.share), round(stage.rate(), 1), *_waits(stage), len(stage.failures),
            round(used, 2))  # fmt: skip


def _waits(stage: Stage, name: str = "") -> tuple[int, ...]:
    return tuple(round(stage.percentile(share, name) * 1000) for share in (0.5, 0.95, 0.99))


def _by_step(stage: Stage) -> list[tuple[object, ...]]:
    names = sorted({one.name for one in stage.samples})
    return [
        (name, sum(one.name == name for one in stage.samples), *_waits(stage, name))
        for name in names
    ]


def _processes(outcome: Outcome) -> list[tuple[object, ...]]:
    growth = outcome.growth()
    return [
        (name, round(use.processors, 2), round(use.memory / _MEGABYTE),
         round(100 * growth.get(name, 0.0), 1))
        for name, use in sorted(outcome.held.use.items())
    ]  # fmt: skip


def _drawings(outcome: Outcome) -> dict[str, str]:
    def line(name: str, share: float) -> reports.Line:
        points = [(one.share * 100, one.percentile(share) * 1000) for one in outcome.ramp]
        return reports.Line(name, points)

    rates = [(stage.share * 100, stage.rate()) for stage in outcome.ramp]
    memory = [
        reports.Line(name, [(at, size / _MEGABYTE) for at, size in points])
        for name, points in outcome.memory.items()
        if name in {"gateway", "qa", "survey", "worker"}
    ]
    across = "% of the peak"
    return {
        "waits": reports.drawing(
            "How long steps take", [line("50 %", 0.5), line("95 %", 0.95), line("99 %", 0.99)],
            x=across, y="milliseconds",
        ),
        "rate": reports.drawing(
            "Throughput", [reports.Line("steps a second", rates)], x=across, y="steps a second"
        ),
        "memory": reports.drawing("Memory under the held load", memory, x="seconds", y="MB"),
    }  # fmt: skip
