"""What was measured: figures with their bar and verdict, printed as a table and kept as JSON."""

import json
import os
import platform
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench.timing import Timed

RESULTS = Path(__file__).parent / "results"


@dataclass
class Result:
    """One figure: `value` holds the bar or misses it; `timed` are the times it comes from."""

    name: str
    value: float
    unit: str
    bar: float
    at_least: bool = False
    """Whether the bar is the least that counts, instead of the most."""
    spread: tuple[float, float] | None = None
    """Lowest and highest value of the rounds."""
    timed: dict[str, Timed] = field(default_factory=dict)
    note: str = ""

    @property
    def holds(self) -> bool:
        """Whether the bar is held."""
        return self.value >= self.bar if self.at_least else self.value <= self.bar


def show(results: Sequence[Result], console: Console) -> None:
    """Print the table."""
    table = Table(title="Lắng Nghe: size and speed", title_justify="left")
    for heading in ("measure", "times (median / p95)", "value", "rounds", "bar", "verdict"):
        table.add_column(heading, justify="left" if heading in {"measure"} else "right")
    for result in results:
        times = "\n".join(f"{name} {timed}" for name, timed in result.timed.items())
        spread = "{:.2f}–{:.2f}".format(*result.spread) if result.spread else ""
        sign = "≥" if result.at_least else "≤"
        verdict = "[green]holds[/]" if result.holds else "[bold red]missed[/]"
        name = result.name + (f"\n[dim]{result.note}[/]" if result.note else "")
        value, bar = f"{result.value:.2f}{result.unit}", f"{sign} {result.bar:g}{result.unit}"
        table.add_row(name, times, value, spread, bar, verdict)
    console.print(table)


def keep(results: Sequence[Result], command: str) -> Path:
    """Write the figures with what they were measured on; returns the file."""
    RESULTS.mkdir(exist_ok=True)
    at = datetime.now(UTC)
    told = {
        "at": at.isoformat(timespec="seconds"),
        "command": command,
        "python": platform.python_version(),
        "machine": {
            "processors": os.cpu_count(),
            "load": os.getloadavg(),
            "is": platform.machine(),
        },
        "results": [{**asdict(result), "holds": result.holds} for result in results],
    }
    path = RESULTS / f"{at:%Y%m%d-%H%M%S}.json"
    path.write_text(json.dumps(told, ensure_ascii=False, indent=1), "utf-8")
    return path
