"""Data keys for tests of rotation, and what is still sealed with an old one."""

import base64
from collections.abc import Iterator
from typing import Any

from shared.cipher import Cipher, parse_keys
from shared.mongo import Mongo

NEW = "new1:" + base64.b64encode(bytes(range(100, 132))).decode()


def rotated(old: str, new: str = NEW) -> Cipher:
    """Return the cipher of processes that hold a new key before the old one."""
    return Cipher(parse_keys(f"{new},{old}"))


def only_new() -> Cipher:
    """Return the cipher after the old key was taken away."""
    return Cipher(parse_keys(NEW))


async def sealed_with(mongo: Mongo, key_id: str) -> set[str]:
    """Return the fields, as `collection.field`, that hold something sealed with a key."""
    found = set()
    for name in await mongo.database.list_collection_names():
        async for row in mongo.database[name].find():
            for field, value in _values(row):
                if value.startswith(f"{key_id}."):
                    found.add(f"{name}.{field}")
    return found


def _values(row: Any, field: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(row, dict):
        for name, value in row.items():
            yield from _values(value, name)
    elif isinstance(row, list):
        for value in row:
            yield from _values(value, field)
    elif isinstance(row, bytes):
        yield field, row[:40].decode("latin-1")
    else:
        yield field, str(row)
