"""`python -m dev.load --stage 20 --hold 60`: load a copy of the system until its limit shows."""

import argparse
import sys
from pathlib import Path

from rich.console import Console

from dev.load.report import people, verdict, write_report
from dev.load.running import run

_MOST_GROWTH = 0.05


def main() -> int:
    """Run, print and report; fails on any error below the limit, or when memory grows."""
    parser = argparse.ArgumentParser(prog="python -m dev.load", description=__doc__)
    parser.add_argument("--stage", type=float, default=20.0, help="seconds for each load")
    parser.add_argument("--hold", type=float, default=60.0, help="seconds of the held load")
    parser.add_argument("--data", type=Path, help="keep the copy's data and logs in this folder")
    parser.add_argument("--report", type=Path, default=Path(".data/load.html"), help="HTML file")
    given = parser.parse_args()
    console = Console()
    outcome = run(given.stage, given.hold, given.data)
    for stage in (*outcome.ramp, outcome.held):
        waits = " / ".join(f"{stage.percentile(q) * 1000:.0f}" for q in (0.5, 0.95, 0.99))
        console.print(
            f"{people(stage.share)}: {stage.rate():.1f} steps/s, {waits} ms, "
            f"{len(stage.failures)} failed"
        )
    console.print(verdict(outcome))
    write_report(outcome, given.report)
    console.print(f"[dim]report: {given.report}[/]")
    grown = {name: one for name, one in outcome.growth().items() if one > _MOST_GROWTH}
    for name, share in grown.items():
        console.print(f"[bold red]{name} grew by {share:.1%} under a steady load[/]")
    for failure in outcome.held.failures[:10]:
        console.print(f"[bold red]{failure}[/]")
    return 1 if grown or outcome.held.failures or outcome.limit is None else 0


if __name__ == "__main__":
    sys.exit(main())
