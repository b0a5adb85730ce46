"""Fills the three databases with the demonstration: real units, made-up people and texts.

`python -m dev.demo`; running it again changes nothing.
"""

import asyncio

from services.auth import seeds as auth_seeds
from services.auth.bootstrap import open_runtime as open_auth
from services.qa import seeds as qa_seeds
from services.qa.bootstrap import open_runtime as open_qa
from services.survey import seeds as survey_seeds
from services.survey.bootstrap import open_runtime as open_survey


async def seed() -> None:
    """Seed auth, then give its directory to the others as their read copies."""
    async with open_auth() as auth:
        await auth_seeds.seed(auth)
        directory = await auth_seeds.directory(auth)
    async with open_qa() as qa:
        await qa_seeds.seed(qa, directory)
    async with open_survey() as survey:
        await survey_seeds.seed(survey, directory)


if __name__ == "__main__":
    asyncio.run(seed())
