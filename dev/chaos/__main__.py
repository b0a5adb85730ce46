"""`python -m dev.chaos --seconds 180 --seed 7`: break a copy under load, then check it.

The copy is its own, on free ports and in a temporary folder. The seed makes the order of faults
the same again; what they meet differs.
"""

import argparse
import sys
import time
from pathlib import Path

from rich.console import Console
from rich.table import Table

from dev.chaos.report import write_report
from dev.chaos.running import Outcome, run

_SHOWN = 5


def main() -> int:
    """Run and print; the exit status says whether every promise was kept."""
    parser = argparse.ArgumentParser(prog="python -m dev.chaos", description=__doc__)
    parser.add_argument("--seconds", type=float, default=180.0)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--data", type=Path, help="keep the copy's data and logs in this folder")
    parser.add_argument("--report", type=Path, help="write the report to this HTML file")
    parser.add_argument(
        "--faketime", type=Path, help="libfaketime.so.1: let workers with wrong clocks help, too"
    )
    given = parser.parse_args()
    if given.faketime and not given.faketime.exists():
        parser.error(f"{given.faketime} is not there (Debian has it in libfaketime)")
    console = Console()
    console.print(f"seed {given.seed}: faults for {given.seconds:.0f} s …")
    outcome = run(given.seconds, given.seed, given.data, given.faketime)
    show(outcome, console)
    if given.report:
        write_report(outcome, given.report)
    return 0 if outcome.holds else 1


def show(outcome: Outcome, console: Console) -> None:
    """Print what was done and what was found."""
    kinds = sorted(fault.name for fault in outcome.faults)
    console.print(f"{len(kinds)} faults: {', '.join(kinds)}")
    table = Table(title=f"After {outcome.seconds:.0f} s, seed {outcome.seed}", title_justify="left")
    for heading in ("promise", "looked at", "verdict"):
        table.add_column(heading)
    for check in outcome.checks:
        shown = "\n".join(check.wrong[:_SHOWN])
        verdict = (
            f"[bold red]{len(check.wrong)} wrong[/]\n{shown}" if check.wrong else "[green]kept[/]"
        )
        table.add_row(check.name, str(check.looked_at), verdict)
    console.print(table)


if __name__ == "__main__":
    sys.exit(main())
