"""`python -m services.survey.directory`: fetch all units from auth into the read copy."""

import asyncio
import sys

from services.survey.bootstrap import open_runtime
from services.survey.directory.documents import UnitDocument
from services.survey.directory.service import resync_directory


async def main() -> None:
    """Fetch, keep and say how many there are."""
    async with open_runtime() as survey:
        await resync_directory(survey)
        units = await UnitDocument.count()
    sys.stdout.write(f"{units} units are copied.\n")


if __name__ == "__main__":
    asyncio.run(main())
