"""`python -m services.survey.directory`: fetch all units from auth into the read copy."""

import asyncio
import sys

from services.survey.bootstrap import open_runtime
from services.survey.directory.documents import UnitDocument
from services.survey.directory.service import resync_directory
from shared.service_client import ServiceUnavailable


async def main() -> int:
    """Fetch, keep and say how many there are; 1 when auth does not answer."""
    async with open_runtime() as survey:
        try:
            await resync_directory(survey)
        except ServiceUnavailable:
            sys.stderr.write("auth does not answer; the copy stays as it was.\n")
            return 1
        units = await UnitDocument.count()
    sys.stdout.write(f"{units} units are copied.\n")
    return 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
