"""`python -m services.qa.resealing [--again]`: seal everything with the current data key.

Put the new key first into `QA_DATA_KEYS`, keep the old one behind it, restart every process of qa,
run this, and take the old key away when it says so. It may be stopped and run again.
"""

import asyncio
import sys

from services.qa.bootstrap import open_runtime
from services.qa.resealing.collections import COLLECTIONS
from shared.resealing_command import run


async def main(arguments: list[str]) -> int:
    """Seal anew and tell how far it is."""
    async with open_runtime() as qa:
        return await run(qa.mongo, qa.cipher, COLLECTIONS, arguments)


if __name__ == "__main__":
    sys.exit(asyncio.run(main(sys.argv[1:])))
