"""`python -m services.survey.reports --as-of 2026-11-01`: order the reports planned for a day.

Without `--as-of` those of today, as the schedule does each morning; with it also what an outage
of more than ten days left unmade. Running it again orders none twice.
"""

import argparse
import asyncio
import sys
from collections.abc import Sequence
from datetime import date

from services.survey.bootstrap import open_runtime
from services.survey.reports.plans import order_planned_reports
from shared.clock import today


async def main(arguments: Sequence[str]) -> None:
    """Order them and say how many are new; a worker makes them soon."""
    parser = argparse.ArgumentParser(prog="python -m services.survey.reports", description=__doc__)
    parser.add_argument("--as-of", type=date.fromisoformat, default=None, metavar="DAY")
    day: date = parser.parse_args(arguments).as_of or today()
    async with open_runtime() as survey:
        new = await order_planned_reports(survey, day)
    sys.stdout.write(f"{new} reports ordered, as of {day.isoformat()}.\n")


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1:]))
