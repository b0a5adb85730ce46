"""`python -m services.survey.retention [--apply]`: what is past its time; without it, only told.

The settings `SURVEY_…_KEPT_DAYS` say how long what is kept.
"""

import asyncio
import sys

from services.survey.bootstrap import open_runtime
from services.survey.retention.rules import rules
from shared.retention_command import run


async def main(arguments: list[str]) -> int:
    """Show or forget it."""
    async with open_runtime() as survey:
        return await run(survey.mongo, rules(survey.settings), arguments)


if __name__ == "__main__":
    sys.exit(asyncio.run(main(sys.argv[1:])))
