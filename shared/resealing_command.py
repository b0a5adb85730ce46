"""The command around `shared.resealing`: asks, shows how far it is, says when a key may go."""

import argparse
import sys
from collections.abc import Sequence

from shared.cipher import Cipher
from shared.mongo import Mongo
from shared.resealing import Progress, SealedCollection, forget_progress, reseal_all


async def run(
    mongo: Mongo,
    cipher: Cipher,
    collections: Sequence[SealedCollection],
    arguments: Sequence[str],
    *,
    keeps_old: str = "",
) -> int:
    """Seal everything anew and say so; `keeps_old` is why an older key is needed all the same."""
    parser = argparse.ArgumentParser(description="Seal what is stored with the current data key.")
    parser.add_argument("--again", action="store_true", help="look at what was done before too")
    if parser.parse_args(arguments).again:
        await forget_progress(mongo)
    async for progress in reseal_all(mongo, cipher, collections):
        sys.stdout.write(_line(progress))
        sys.stdout.flush()
    sys.stdout.write(_verdict(cipher, keeps_old))
    return 0


def _line(progress: Progress) -> str:
    share = 100 if progress.is_done else min(99, 100 * progress.seen // max(progress.rows, 1))
    end = "\n" if progress.is_done else "\r"
    return f"{progress.collection}: {share} %, {progress.changed} sealed anew{end}"


def _verdict(cipher: Cipher, keeps_old: str) -> str:
    if not cipher.older:
        return f"There is only one key, {cipher.current}.\n"
    older = ", ".join(cipher.older)
    if keeps_old:
        return f"Everything is sealed with {cipher.current}. Keep {older} still: {keeps_old}.\n"
    return f"Everything is sealed with {cipher.current}. These keys may go: {older}.\n"
