"""`python -m bench [NAME …]`: run measurements and print them with their bars.

Names are `lists`, `escalation`, `asking`, `figures`, `rating`, `signing-in`, `growth`, `gateway`,
`gateway-steps`, `pages` and `loading`; none means all. The machine should be doing nothing else: a
look at its load is printed first.
"""

import argparse
import asyncio
import os
import sys
from collections.abc import Awaitable, Callable, Mapping

from rich.console import Console

from bench import signing_in
from bench.gateway import measures as gateway
from bench.gateway import steps
from bench.growth import measures as growth
from bench.options import Options
from bench.pages import loading, waiting
from bench.questions import asking, escalation, lists
from bench.results import Result, keep, show
from bench.stage import NotMeasured, Stage
from bench.survey import figures, rating

Measure = Callable[[Stage, Options, Console], Awaitable[list[Result]]]

MEASURES: Mapping[str, Measure] = {
    "lists": lists.measure,
    "escalation": escalation.measure,
    "asking": asking.measure,
    "figures": figures.measure,
    "rating": rating.measure,
    "signing-in": signing_in.measure,
    "growth": growth.measure,
    "gateway": gateway.measure,
    "gateway-steps": steps.measure,
    "pages": waiting.measure,
    "loading": loading.measure,
}


def main() -> int:
    """Run what is named; the exit status says whether all was measured and every bar is held."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", choices=[*MEASURES, []])
    for name, default in vars(Options()).items():
        parser.add_argument(f"--{name}", type=int, default=default)
    given = parser.parse_args()
    options = Options(**{name: getattr(given, name) for name in vars(Options())})
    console = Console()
    console.print(f"[dim]load of the machine before: {os.getloadavg()[0]:.2f}[/]")
    results, missing = asyncio.run(_run(given.names or list(MEASURES), options, console))
    if results:
        show(results, console)
        path = keep(results, f"python -m bench {' '.join(sys.argv[1:])}".strip())
        console.print(f"[dim]kept in {path}[/]")
    for name, reason in missing.items():
        console.print(f"[bold red]{name} was not measured:[/] {reason}")
    return 0 if not missing and all(result.holds for result in results) else 1


async def _run(
    names: list[str], options: Options, console: Console
) -> tuple[list[Result], dict[str, str]]:
    """Return the figures, and for each measurement that could not be made why not."""
    results, missing = [], {}
    async with Stage() as stage:
        for name in names:
            console.rule(name)
            try:
                results += await MEASURES[name](stage, options, console)
            except NotMeasured as reason:
                missing[name] = str(reason)
    return results, missing


if __name__ == "__main__":
    sys.exit(main())
