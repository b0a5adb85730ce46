"""Rolls up without end, to be killed: `python -m tests.services.survey.figures.roller`."""

import asyncio
import contextlib
import sys

from services.survey.bootstrap import SurveyRuntime, open_runtime
from services.survey.figures.rolling import mark_days, roll
from shared.clock import today
from shared.mongo import DatabaseUnavailable


async def main() -> None:
    """Roll up as fast as it goes."""
    async with open_runtime() as survey:
        number = 0
        while True:
            with contextlib.suppress(DatabaseUnavailable):  # met the others too often
                await roll_once(survey, number)
            number += 1
            if number == 1:
                sys.stdout.write("rolling\n")
                sys.stdout.flush()


async def roll_once(survey: SurveyRuntime, number: int) -> None:
    """Roll up, every fifth time with a repair of today."""
    if number % 5 == 4:
        await mark_days(survey.mongo, [today()])
        await roll(survey.mongo, [today()])
    else:
        await roll(survey.mongo)


if __name__ == "__main__":
    asyncio.run(main())
