"""`python -m services.auth.rights erased | erase-again ID…`: erasures hold after a restore too.

A restored copy knows people again who were erased since it was made. Keep what `erased` prints
beside the backups, bare ids and moments, and hand the ids to `erase-again` after a restore.
"""

import argparse
import asyncio
import sys

from services.auth.audit.service import record
from services.auth.bootstrap import AuthRuntime, open_runtime
from services.auth.people.joining import COMMAND
from services.auth.rights.documents import RightsRequestDocument
from services.auth.rights.erasing import erase_account, no_token_of
from shared.contracts.auth.rights import PersonErasureWanted
from shared.ids import new_id
from shared.mongo import Transaction


def read_arguments(arguments: list[str]) -> argparse.Namespace:
    """Return what was asked for; exits with the usage when it cannot be read."""
    parser = argparse.ArgumentParser(prog="python -m services.auth.rights", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("erased", help="print who was erased, and when")
    again = commands.add_parser("erase-again", help="erase people whom a restore brought back")
    again.add_argument("people", nargs="+", metavar="ID")
    return parser.parse_args(arguments)


async def erased() -> list[str]:
    """Return a line for everybody who was erased at their request, the oldest first."""
    found = RightsRequestDocument.find({"settled_mark": {"$gt": ""}}).sort("settled_mark")
    return [
        f"{row.person} {row.finished_at.isoformat()}"
        async for row in found
        if row.kind == "erase" and row.state == "done" and row.finished_at
    ]


async def erase_again(runtime: AuthRuntime, person: str) -> None:
    """Erase somebody in every service, as at their request."""

    async def work(tx: Transaction) -> None:
        await erase_account(tx, person)
        tx.emit(PersonErasureWanted(request=new_id(), person=person))
        await record(tx, "rights.erased_again", person=person, actor=COMMAND)

    async with no_token_of(runtime, person):
        await runtime.mongo.run(work)


async def main(arguments: list[str]) -> int:
    """Run the command and say what came of it."""
    asked = read_arguments(arguments)
    async with open_runtime() as runtime:
        if asked.command == "erased":
            sys.stdout.writelines(f"{line}\n" for line in await erased())
            return 0
        for person in asked.people:
            await erase_again(runtime, person)
            sys.stdout.write(f"{person} is erased; the workers erase the rest.\n")
    return 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main(sys.argv[1:])))
