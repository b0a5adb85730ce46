"""`python -m services.auth.retention [--apply]`: what is past its time; without --apply, only told.

The settings `AUTH_…_KEPT_DAYS` say how long what is kept.
"""

import asyncio
import sys

from services.auth.bootstrap import open_runtime
from services.auth.retention.rules import rules
from shared.retention_command import run


async def main(arguments: list[str]) -> int:
    """Show or forget it."""
    async with open_runtime() as runtime:
        return await run(runtime.mongo, rules(runtime.settings), arguments)


if __name__ == "__main__":
    sys.exit(asyncio.run(main(sys.argv[1:])))
