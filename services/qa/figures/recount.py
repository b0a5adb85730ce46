"""Proves that the figures equal a raw recount: `python -m services.qa.figures.recount`.

Names each unit and day whose roll-up was wrong, repairs it (not with `--dry-run`), and ends with
status 1 if any was. Also fills the roll-ups after questions were loaded past the service.
"""

import argparse
import asyncio
import sys

from services.qa.bootstrap import open_runtime
from services.qa.figures.rolling import recount_all, roll_up


async def main() -> int:
    """Count, compare, repair, say so, and return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m services.qa.figures.recount")
    parser.add_argument("--dry-run", action="store_true", help="compare, and repair nothing")
    is_dry: bool = parser.parse_args().dry_run
    async with open_runtime() as qa:
        await roll_up(qa.mongo)
        wrong = await recount_all(qa.mongo, repair=not is_dry)
    if not wrong:
        sys.stdout.write("The figures equal a raw recount.\n")
        return 0
    said = "These are wrong:" if is_dry else "Counted anew and repaired:"
    sys.stdout.write("\n".join([said, *wrong]) + "\n")
    return 1


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
