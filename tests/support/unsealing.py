"""Reads whatever a database holds, what is sealed too: to prove that something is nowhere in it."""

import base64
import binascii
import re
from collections.abc import Iterator, Mapping
from typing import Any

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from pymongo import MongoClient

_SEALED = re.compile(r"([a-zA-Z0-9]+)\.([A-Za-z0-9+/]{24,}={0,2})")
_NONCE, _TAG = 12, 16


class Unsealer:
    """Opens sealed values without knowing what they were sealed for: the context is no secret."""

    def __init__(self, keys: Mapping[str, bytes]) -> None:
        self._keys = keys

    def texts(self, value: Any) -> Iterator[str]:
        """Yield every text in a value, keys included, sealed ones in clear as well."""
        if isinstance(value, Mapping):
            for name, inner in value.items():
                yield str(name)
                yield from self.texts(inner)
        elif isinstance(value, list | tuple):
            for inner in value:
                yield from self.texts(inner)
        elif isinstance(value, bytes):
            yield value.decode("utf-8", "replace")
            key_id, _, raw = value.partition(b".")
            yield self._open(key_id.decode("latin-1"), raw)
        else:
            text = str(value)
            yield text
            for key_id, encoded in _SEALED.findall(text):
                try:
                    yield self._open(key_id, base64.b64decode(encoded))
                except binascii.Error:
                    continue

    def _open(self, key_id: str, raw: bytes) -> str:
        """Undo AES-GCM without its proof: counter mode, beginning at 2."""
        if key_id not in self._keys or len(raw) < _NONCE + _TAG:
            return ""
        counter = raw[:_NONCE] + (2).to_bytes(4, "big")
        opened = Cipher(algorithms.AES(self._keys[key_id]), modes.CTR(counter)).decryptor()
        return opened.update(raw[_NONCE:-_TAG]).decode("utf-8", "replace")


def find_everywhere(
    uri: str, databases: Mapping[str, Mapping[str, bytes]], needles: list[str]
) -> list[str]:
    """Return where a needle is found, as `collection: needle`; `databases` come with their keys."""
    found = set()
    with MongoClient[dict[str, Any]](uri) as client:
        for name, keys in databases.items():
            unsealer = Unsealer(keys)
            for collection in client[name].list_collection_names():
                for row in client[name][collection].find():
                    held = "\n".join(unsealer.texts(row)).casefold()
                    found |= {f"{collection}: {one}" for one in needles if one.casefold() in held}
    return sorted(found)
