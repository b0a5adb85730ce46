"""Rolls up once a second, as beat has the worker do: `python -m bench.survey.roller`."""

import asyncio

from services.survey.bootstrap import open_runtime
from services.survey.figures.rolling import roll_up
from shared.mongo import DatabaseUnavailable


async def _main() -> None:
    async with open_runtime() as survey:
        while True:
            try:
                await roll_up(survey.mongo)
            except DatabaseUnavailable as busy:
                print(type(busy).__name__, flush=True)
            await asyncio.sleep(1)


if __name__ == "__main__":
    asyncio.run(_main())
