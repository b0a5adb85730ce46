"""Proves that the figures equal a raw recount: `python -m services.qa.figures.recount`.

Names each unit and day whose roll-up was wrong, repairs it, and ends with status 1 if any was.
Also fills the roll-ups after questions were loaded past the service.
"""

import asyncio
import sys

from services.qa.bootstrap import open_runtime
from services.qa.figures.rolling import recount_all, roll_up


async def main() -> int:
    """Count, compare, repair, say so, and return the exit status."""
    async with open_runtime() as qa:
        await roll_up(qa.mongo)
        wrong = await recount_all(qa.mongo)
    if not wrong:
        sys.stdout.write("The figures equal a raw recount.\n")
        return 0
    sys.stdout.write("\n".join(["Counted anew and repaired:", *wrong]) + "\n")
    return 1


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
