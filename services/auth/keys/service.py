"""Making the signing key at the first start and loading all of them.

Keys are numbered, so that two processes making the first one meet on the same `_id`; the private
part is sealed.
"""

import json
from contextlib import suppress
from typing import Any

from pymongo.errors import DuplicateKeyError

from services.auth.keys.model import Keyring
from shared.cipher import Cipher
from shared.clock import now
from shared.mongo import Mongo, Transaction
from shared.signing_keys import Jwk, new_signing_jwk

_COLLECTION = "signing_keys"
_FIRST = 1


async def load_keyring(mongo: Mongo, cipher: Cipher) -> Keyring:
    """Return the service's keys; the first process ever makes one, all others find it."""
    keys = mongo.database[_COLLECTION]
    if await keys.find_one({"_id": _FIRST}) is None:
        await _make_first(mongo, cipher)
    stored = await keys.find({}).sort("_id", 1).to_list()
    return Keyring([_open(key, cipher) for key in stored])


async def _make_first(mongo: Mongo, cipher: Cipher) -> None:
    async def work(tx: Transaction) -> None:
        keys = tx.database[_COLLECTION]
        if await keys.find_one({"_id": _FIRST}, session=tx.session) is None:
            await keys.insert_one(_seal(_FIRST, new_signing_jwk(), cipher), session=tx.session)

    with suppress(DuplicateKeyError):  # another process was first
        await mongo.run(work)


def _seal(number: int, jwk: Jwk, cipher: Cipher) -> dict[str, Any]:
    sealed = cipher.seal(json.dumps(jwk), _context(number))
    return {"_id": number, "kid": jwk["kid"], "sealed_jwk": sealed, "created_at": now()}


def _open(stored: dict[str, Any], cipher: Cipher) -> Jwk:
    jwk: Jwk = json.loads(cipher.open(stored["sealed_jwk"], _context(stored["_id"])))
    return jwk


def _context(number: int) -> str:
    return f"{_COLLECTION}.{number}"
