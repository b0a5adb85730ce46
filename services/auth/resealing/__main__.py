"""`python -m services.auth.resealing [--again]`: seal everything with the current data key.

Put the new key first into `AUTH_DATA_KEYS`, keep the old one behind it, restart every process of
auth, run this, and take the old key away when it says so. It may be stopped and run again.
"""

import asyncio
import sys

from services.auth.bootstrap import open_runtime
from services.auth.resealing.collections import COLLECTIONS
from shared.resealing_command import run


async def main(arguments: list[str]) -> int:
    """Seal anew and tell how far it is."""
    async with open_runtime() as runtime:
        database = runtime.mongo.database["identities"]
        unknown = await database.count_documents({"sealed_subject": {"$in": [None, ""]}})
        kept = f"{unknown} accounts have not signed in since subjects are kept" if unknown else ""
        return await run(runtime.mongo, runtime.cipher, COLLECTIONS, arguments, keeps_old=kept)


if __name__ == "__main__":
    sys.exit(asyncio.run(main(sys.argv[1:])))
