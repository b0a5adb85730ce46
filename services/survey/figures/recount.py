"""Proves that the figures equal a raw recount: `python -m services.survey.figures.recount`.

Every day's responses are counted anew and compared, in one transaction per day, with what is
stored; the young end is rolled up inside that transaction, so ratings may come in all the while.
Ends with status 1 and names what differs, if anything does.
"""

import asyncio
import sys
from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial

from services.survey.bootstrap import SurveyRuntime, open_runtime
from services.survey.figures.counting import EVERYWHERE, RESPONSES, Cells
from services.survey.figures.months import by_scope, stored_day
from services.survey.figures.rolling import OVERSLEPT, count_day, roll_in, roll_up
from shared.clock import local_day, now, today
from shared.mongo import Mongo, Transaction


class Comparison:
    """What was compared and what differed."""

    def __init__(self) -> None:
        self.days = 0
        self.responses = 0
        self.differences: list[str] = []

    def add(self, day: date, cells: Cells, differences: Sequence[str]) -> None:
        """Take in one day."""
        self.days += 1
        self.responses += sum(counts[RESPONSES] for counts in cells.values())
        self.differences += [f"{day}: {one}" for one in differences]

    def __str__(self) -> str:
        counted = f"{self.responses} responses on {self.days} days"
        if not self.differences:
            return f"The figures equal a raw recount: {counted}."
        listed = "\n".join(self.differences)
        return f"The figures DIFFER from a raw recount of {counted}:\n{listed}"


async def recount(survey: SurveyRuntime) -> Comparison:
    """Compare every day from the first response or figure until today."""
    await roll_up(survey.mongo)
    comparison = Comparison()
    day = await _first_day(survey.mongo)
    while day is not None and day <= today():
        cells, differences = await survey.mongo.run(partial(compare_day, day=day))
        comparison.add(day, cells, differences)
        day += timedelta(days=1)
    return comparison


async def compare_day(tx: Transaction, day: date) -> tuple[Cells, list[str]]:
    """Return a day's raw count and how the stored figures differ from it."""
    if day >= local_day(now() - OVERSLEPT):
        await roll_in(tx)
    cells = await count_day(tx, day)
    expected, stored = by_scope(cells), await stored_day(tx, day)
    differences = [
        f"{'all portals' if scope == EVERYWHERE else scope}: "
        f"counted {expected.get(scope, {})}, stored {stored.get(scope, {})}"
        for scope in sorted(expected.keys() | stored.keys())
        if expected.get(scope) != stored.get(scope)
    ]
    return cells, differences


async def _first_day(mongo: Mongo) -> date | None:
    first = mongo.database["responses"].find({}, {"received_at": 1}).sort("received_at", 1)
    days = [local_day(row["received_at"]) for row in await first.limit(1).to_list()]
    months = await mongo.database["figures"].find({}, {"month": 1}).to_list()
    days += [date.fromisoformat(f"{row['month']}-01") for row in months]
    return min(days, default=None)


async def main() -> int:
    """Compare, say so, and return the exit status."""
    async with open_runtime() as survey:
        comparison = await recount(survey)
    sys.stdout.write(f"{comparison}\n")
    return 1 if comparison.differences else 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
