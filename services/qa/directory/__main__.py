"""`python -m services.qa.directory`: fetch the whole directory from auth into the read copy."""

import asyncio
import sys

from services.qa.bootstrap import open_runtime
from services.qa.directory.documents import PersonDocument, UnitDocument
from services.qa.directory.service import resync_directory
from shared.service_client import ServiceUnavailable


async def main() -> int:
    """Fetch, keep and say how many there are; 1 when auth does not answer."""
    async with open_runtime() as qa:
        try:
            await resync_directory(qa)
        except ServiceUnavailable:
            sys.stderr.write("auth does not answer; the copy stays as it was.\n")
            return 1
        units, people = await UnitDocument.count(), await PersonDocument.count()
    sys.stdout.write(f"{units} units and {people} people are copied.\n")
    return 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
