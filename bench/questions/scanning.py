"""One of several workers of a measurement: scans when told a moment, says how many moved.

It opens what a worker of qa opens, tells `ready`, then reads moments from its input.
"""

import asyncio
import sys
from datetime import datetime

from services.qa.bootstrap import open_runtime
from services.qa.escalations.service import scan


async def _main() -> None:
    async with open_runtime() as qa:
        print("ready", flush=True)
        while line := await asyncio.to_thread(sys.stdin.readline):
            print(await scan(qa, datetime.fromisoformat(line.strip())), flush=True)


if __name__ == "__main__":
    asyncio.run(_main())
