"""`python -m services.auth.keys [list|rotate|replace-leaked]`: the keys that sign access tokens.

`rotate` makes the next one, which signs a quarter of an hour later; nobody notices. It also happens
by itself (`AUTH_SIGNING_KEY_DAYS`). `replace-leaked` forgets all others at once: people are signed
in still, but calls may be refused for up to a minute.
"""

import argparse
import asyncio
import sys
from collections.abc import Sequence

from services.auth.bootstrap import AuthRuntime, open_runtime
from services.auth.keys.model import OurKey, outlived, signing
from services.auth.keys.service import load_keys, replace_leaked_keys, rotate_keys
from shared.clock import now


def told(keys: Sequence[OurKey]) -> str:
    """Return a table of the keys, none of them secret."""
    moment = now()
    current, gone = signing(keys, moment), outlived(keys, moment)
    lines = ["number  made              signs from        state      id"]
    for key in keys:
        state = "signs" if key == current else "published"
        state = "outlived" if key in gone else state
        made, since = (f"{at:%Y-%m-%d %H:%M}" for at in (key.created_at, key.signs_from))
        lines.append(f"{key.number:>6}  {made}  {since}  {state:<9}  {key.jwk['kid']}")
    return "\n".join(lines) + "\n"


async def main(arguments: list[str]) -> int:
    """Do what is asked and show the keys; 1 when no key was made that should have been."""
    parser = argparse.ArgumentParser(prog="python -m services.auth.keys", description=__doc__)
    choices = ["list", "rotate", "replace-leaked"]
    parser.add_argument("act", nargs="?", choices=choices, default="list")
    act = parser.parse_args(arguments).act
    async with open_runtime() as runtime:
        is_done = await _act(runtime, act)
        sys.stdout.write(told(await load_keys(runtime.mongo, runtime.cipher)))
    if not is_done:
        sys.stderr.write("No key was made: the newest one still waits for its turn.\n")
    return 0 if is_done else 1


async def _act(runtime: AuthRuntime, act: str) -> bool:
    if act == "rotate":
        return await rotate_keys(runtime.mongo, runtime.cipher)
    if act == "replace-leaked":
        await replace_leaked_keys(runtime.mongo, runtime.cipher)
    return True


if __name__ == "__main__":
    sys.exit(asyncio.run(main(sys.argv[1:])))
