"""`python -m services.qa.escalations --as-of 2026-12-30T08:00:00+07:00`: scan for a given moment.

Without `--as-of` it scans for the present one. Running it again takes no step twice.
"""

import argparse
import asyncio
import sys
from datetime import datetime

from services.qa.bootstrap import open_runtime
from services.qa.escalations.service import scan
from shared.clock import now


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise argparse.ArgumentTypeError("a moment needs an offset: 2026-12-30T08:00:00+07:00")
    return moment


async def run(as_of: datetime) -> int:
    """Scan for a moment; return how many questions moved."""
    async with open_runtime() as qa:
        return await scan(qa, as_of)


def main() -> None:
    """Read the command line, scan and say what happened."""
    parser = argparse.ArgumentParser(prog="python -m services.qa.escalations", description=__doc__)
    parser.add_argument("--as-of", type=_moment, default=None, metavar="MOMENT")
    as_of: datetime = parser.parse_args().as_of or now()
    moved = asyncio.run(run(as_of))
    sys.stdout.write(f"{moved} questions moved up the ladder, as of {as_of.isoformat()}.\n")


if __name__ == "__main__":
    main()
