"""Making signing keys, replacing them in time, and loading them.

Keys are numbered, so that two processes making the same one meet on the same `_id`; the private
part is sealed.
"""

import asyncio
import json
from contextlib import suppress
from datetime import timedelta
from typing import Any

from pymongo.errors import DuplicateKeyError, PyMongoError

from services.auth.audit.service import record
from services.auth.keys.model import LEAD, Keyring, OurKey, outlived
from shared.cipher import Cipher
from shared.clock import now
from shared.logging import get_logger
from shared.mongo import Mongo, Transaction, transactional
from shared.problems import Unavailable
from shared.signing_keys import Jwk, new_signing_jwk

_log = get_logger(__name__)
_COLLECTION = "signing_keys"
_FIRST = 1
_RELOAD_SECONDS = 60.0  # well within the time a new key waits before it signs


async def load_keys(mongo: Mongo, cipher: Cipher) -> list[OurKey]:
    """Return the service's keys, oldest first; the first process ever makes one."""
    keys = mongo.database[_COLLECTION]
    if await keys.find_one({}, {"_id": 1}) is None:
        with suppress(DuplicateKeyError):  # another process was first
            await _make_first(mongo, cipher)
    return [_opened(row, cipher) for row in await keys.find({}).sort("_id", 1).to_list()]


async def keep_fresh(keyring: Keyring, mongo: Mongo, cipher: Cipher) -> None:
    """Bring keys that other processes made into memory, as long as this one lives."""
    while True:
        await asyncio.sleep(_RELOAD_SECONDS)
        try:
            keyring.replace(await load_keys(mongo, cipher))
        except (PyMongoError, Unavailable) as error:
            _log.warning("signing_keys_not_reloaded", error=type(error).__name__)


async def rotate_keys(mongo: Mongo, cipher: Cipher, *, after: timedelta = timedelta()) -> bool:
    """Make the next key if the newest is older than this; it signs a quarter of an hour later.

    Returns whether one was made. Two at once make one.
    """
    try:
        return await _make_next(mongo, cipher, after, LEAD)
    except DuplicateKeyError:
        return False


async def replace_leaked_keys(mongo: Mongo, cipher: Cipher) -> list[int]:
    """Sign with a new key at once and forget all others; returns the numbers forgotten.

    For a key that leaked: tokens it signed are refused as soon as others have read the published
    keys anew, within ten minutes; tokens of the new key may be refused for up to a minute.
    """
    before = [key.number for key in await load_keys(mongo, cipher)]
    await _make_next(mongo, cipher, timedelta(), timedelta())
    await _remove(mongo, before)
    return before


async def forget_outlived_keys(mongo: Mongo, cipher: Cipher) -> list[int]:
    """Delete the keys nothing is verified with any more; returns their numbers."""
    gone = [key.number for key in outlived(await load_keys(mongo, cipher), now())]
    await _remove(mongo, gone)
    return gone


@transactional
async def _make_first(tx: Transaction, cipher: Cipher) -> None:
    if await _newest(tx) is None:
        await _insert(tx, cipher, _FIRST, timedelta())


@transactional
async def _make_next(tx: Transaction, cipher: Cipher, after: timedelta, lead: timedelta) -> bool:
    newest = await _newest(tx)
    if newest is None:
        return False
    is_waiting = lead > timedelta() and newest["signs_from"] > now()
    if is_waiting or newest["created_at"] + after > now():
        return False
    await _insert(tx, cipher, newest["_id"] + 1, lead)
    return True


async def _newest(tx: Transaction) -> dict[str, Any] | None:
    found = tx.database[_COLLECTION].find({}, session=tx.session).sort("_id", -1).limit(1)
    return next(iter(await found.to_list()), None)


async def _insert(tx: Transaction, cipher: Cipher, number: int, lead: timedelta) -> None:
    jwk = new_signing_jwk()
    row = {
        "_id": number,
        "kid": jwk["kid"],
        "sealed_jwk": cipher.seal(json.dumps(jwk), key_context(number)),
        "created_at": now(),
        "signs_from": now() + lead,
    }
    await tx.database[_COLLECTION].insert_one(row, session=tx.session)
    await record(tx, "signing_key.made", key=str(number), kid=jwk["kid"])


@transactional
async def _remove(tx: Transaction, numbers: list[int]) -> None:
    for number in numbers:
        gone = await tx.database[_COLLECTION].delete_one({"_id": number}, session=tx.session)
        if gone.deleted_count:
            await record(tx, "signing_key.removed", key=str(number))


def _opened(row: dict[str, Any], cipher: Cipher) -> OurKey:
    jwk: Jwk = json.loads(cipher.open(row["sealed_jwk"], key_context(row["_id"])))
    signs_from = row.get("signs_from", row["created_at"])
    return OurKey(row["_id"], jwk, row["created_at"], signs_from)


def key_context(number: int) -> str:
    """Return what a private key is sealed for."""
    return f"{_COLLECTION}.{number}"
