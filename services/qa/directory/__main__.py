"""`python -m services.qa.directory`: fetch the whole directory from auth into the read copy."""

import asyncio
import sys

from services.qa.bootstrap import open_runtime
from services.qa.directory.documents import PersonDocument, UnitDocument
from services.qa.directory.service import resync_directory


async def main() -> None:
    """Fetch, keep and say how many there are."""
    async with open_runtime() as qa:
        await resync_directory(qa)
        units, people = await UnitDocument.count(), await PersonDocument.count()
    sys.stdout.write(f"{units} units and {people} people are copied.\n")


if __name__ == "__main__":
    asyncio.run(main())
