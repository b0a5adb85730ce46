"""Encryption of single fields at rest (AES-256-GCM) with rotatable keys, and keyed look-up hashes.

A sealed value reads `<key id>.<base64>`, sealed bytes `<key id>.` and the raw rest; the context
(collection and field) is authenticated, so a value moved to another field does not open.
"""

import base64
import hashlib
import hmac
import os
from collections.abc import Mapping
from typing import Annotated

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from pydantic import AfterValidator, SecretStr

_NONCE_SIZE = 12


class CannotOpen(Exception):
    """The value was not sealed with a key we hold, for this context, or was changed."""


def parse_keys(setting: str) -> dict[str, bytes]:
    """Return keys of a setting `id:base64,id:base64`; raises `ValueError` unless 32 bytes each."""
    keys: dict[str, bytes] = {}
    for part in setting.split(","):
        key_id, _, encoded = part.strip().partition(":")
        key = base64.b64decode(encoded, validate=True)
        if not key_id.isalnum() or len(key) != 32 or key_id in keys:
            raise ValueError("each data key is id:base64 of 32 bytes, each id once")
        keys[key_id] = key
    return keys


def _checked(setting: SecretStr) -> SecretStr:
    try:
        parse_keys(setting.get_secret_value())
    except ValueError:
        raise ValueError("must be id:base64 of 32 bytes, comma separated") from None
    return setting


DataKeys = Annotated[SecretStr, AfterValidator(_checked)]
"""A setting: `id:base64-32-bytes`, comma separated; the first seals, all open."""


class Cipher:
    """Seals with the first key, opens with any."""

    def __init__(self, keys: Mapping[str, bytes]) -> None:
        self._keys = dict(keys)
        self._current = next(iter(self._keys))
        # One key for one purpose: the hashes are keyed with something derived.
        self._hash_keys = [hmac.digest(key, b"keyed hash", "sha256") for key in keys.values()]

    @property
    def current(self) -> str:
        """The id of the key that seals."""
        return self._current

    @property
    def older(self) -> list[str]:
        """The ids of the keys that only open."""
        return [key_id for key_id in self._keys if key_id != self._current]

    def is_current(self, sealed: str | bytes) -> bool:
        """Say whether a value was sealed with the current key."""
        if isinstance(sealed, bytes):
            return sealed.startswith(f"{self._current}.".encode())
        return sealed.startswith(f"{self._current}.")

    def seal(self, clear: str, context: str) -> str:
        """Return `clear` encrypted for this context."""
        nonce = os.urandom(_NONCE_SIZE)
        key = AESGCM(self._keys[self._current])
        sealed = key.encrypt(nonce, clear.encode(), context.encode())
        return f"{self._current}.{base64.b64encode(nonce + sealed).decode()}"

    def open(self, sealed: str, context: str) -> str:
        """Return the clear text; raises `CannotOpen`."""
        key_id, _, encoded = sealed.partition(".")
        try:
            raw = base64.b64decode(encoded, validate=True)
            key = AESGCM(self._keys[key_id])
            return key.decrypt(raw[:_NONCE_SIZE], raw[_NONCE_SIZE:], context.encode()).decode()
        except (KeyError, ValueError, InvalidTag) as error:
            raise CannotOpen from error

    def seal_bytes(self, clear: bytes, context: str) -> bytes:
        """Return bytes encrypted for this context."""
        nonce = os.urandom(_NONCE_SIZE)
        sealed = AESGCM(self._keys[self._current]).encrypt(nonce, clear, context.encode())
        return b"%s.%s%s" % (self._current.encode(), nonce, sealed)

    def open_bytes(self, sealed: bytes, context: str) -> bytes:
        """Return the clear bytes; raises `CannotOpen`."""
        key_id, _, raw = sealed.partition(b".")
        try:
            key = AESGCM(self._keys[key_id.decode()])
            return key.decrypt(raw[:_NONCE_SIZE], raw[_NONCE_SIZE:], context.encode())
        except (KeyError, ValueError, InvalidTag) as error:
            raise CannotOpen from error

    def hashes(self, value: str, context: str) -> list[str]:
        """Return the keyed hash of a value under each key, current first: store it, look up all."""
        return [
            hmac.new(key, f"{context}\0{value}".encode(), hashlib.sha256).hexdigest()
            for key in self._hash_keys
        ]


def cipher_of(keys: SecretStr) -> Cipher:
    """Return the cipher of a `DataKeys` setting."""
    return Cipher(parse_keys(keys.get_secret_value()))
