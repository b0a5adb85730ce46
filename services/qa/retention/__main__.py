"""`python -m services.qa.retention [--apply]`: what is past its time; without --apply, only told.

The settings `QA_…_KEPT_DAYS` say how long what is kept.
"""

import asyncio
import sys

from services.qa.bootstrap import open_runtime
from services.qa.retention.rules import rules
from shared.retention_command import run


async def main(arguments: list[str]) -> int:
    """Show or forget it."""
    async with open_runtime() as qa:
        return await run(qa.mongo, rules(qa.settings), arguments)


if __name__ == "__main__":
    sys.exit(asyncio.run(main(sys.argv[1:])))
