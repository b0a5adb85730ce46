"""`python -m services.qa.escalations --as-of 2026-12-30T08:00:00+07:00`: scan for a given moment.

Without `--as-of` it scans for the present one. Running it again takes no step twice. With
`--dry-run` it only counts the questions that would move.
"""

import argparse
import asyncio
import sys
from datetime import datetime

from services.qa.bootstrap import open_runtime
from services.qa.escalations.service import due_count, scan
from shared.clock import now


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise argparse.ArgumentTypeError("a moment needs an offset: 2026-12-30T08:00:00+07:00")
    return moment


async def run(as_of: datetime, *, is_dry: bool = False) -> int:
    """Scan for a moment; return how many questions moved, or would move."""
    async with open_runtime() as qa:
        return await due_count(as_of) if is_dry else await scan(qa, as_of)


def main() -> None:
    """Read the command line, scan and say what happened."""
    parser = argparse.ArgumentParser(prog="python -m services.qa.escalations", description=__doc__)
    parser.add_argument("--as-of", type=_moment, default=None, metavar="MOMENT")
    parser.add_argument("--dry-run", action="store_true", help="only count them")
    given = parser.parse_args()
    as_of: datetime = given.as_of or now()
    moved = asyncio.run(run(as_of, is_dry=given.dry_run))
    verb = "would move" if given.dry_run else "moved"
    sys.stdout.write(f"{moved} questions {verb} up the ladder, as of {as_of.isoformat()}.\n")


if __name__ == "__main__":
    main()
