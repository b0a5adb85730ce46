"""`python -m services.auth.audit`: check the audit log against its chain; 1 when it was changed.

Note the last link it prints, or take it from the log of the worker, and hand it back next time:
only so is a chain seen to be cut short or made anew.
"""

import argparse
import asyncio
import sys

from services.auth.audit.verifying import Report, verify_audit
from services.auth.bootstrap import open_runtime


def read_arguments(arguments: list[str]) -> tuple[int, str] | None:
    """Return the link noted earlier, if one is given; exits with the usage for anything else."""
    parser = argparse.ArgumentParser(prog="python -m services.auth.audit", description=__doc__)
    parser.add_argument("--known", metavar="NUMBER:HASH", help="a link noted earlier")
    known = parser.parse_args(arguments).known
    if known is None:
        return None
    number, _, digest = known.partition(":")
    if not number.isdecimal() or len(digest) != 64:
        parser.error("--known is a link's number and hash, such as 12:9f86…")
    return int(number), digest


def told(report: Report) -> str:
    """Return a report in words."""
    lines = [
        f"{report.rows} rows in {report.links} links, {report.waiting} waiting to be sealed.",
        f"last link: {report.links}:{report.last}",
        *report.faults,
        "The log was changed." if report.faults else "The log is whole.",
    ]
    return "\n".join(lines) + "\n"


async def main(arguments: list[str]) -> int:
    """Run the check and say what came of it."""
    known = read_arguments(arguments)
    async with open_runtime():
        report = await verify_audit(known)
    sys.stdout.write(told(report))
    return 1 if report.faults else 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main(sys.argv[1:])))
