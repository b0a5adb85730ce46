"""Makes the secrets of a new installation: a file for each, in a folder only its owner enters.

The files themselves are readable: compose mounts each into containers of other users. It takes the
folder's files, `kubectl create secret generic langnghe --from-file=FOLDER` takes
them in. What the operator must get from others (the sign-in provider, the mail relay) is named.
"""

import base64
import json
import os
import secrets
from collections.abc import Callable, Mapping
from pathlib import Path

from services.operations.settings import SERVICES

CLIENTS = ("gateway", "qa", "survey")
GIVEN = {
    "AUTH_OIDC_CLIENT_SECRET": "from the sign-in provider",
    "QA_SMTP_PASSWORD": "from the mail relay; empty: it asks for none",
}
MONGODB_USERS = (*SERVICES, "backup", "operator")


def password() -> str:
    """Return a password that needs no quoting, also not in an address."""
    return secrets.token_hex(32)


def data_key(key_id: str = "k1") -> str:
    """Return a key for fields at rest: `id:base64 of 32 bytes`."""
    return f"{key_id}:{base64.b64encode(secrets.token_bytes(32)).decode()}"


_MADE: Mapping[str, Callable[[], str]] = {
    "AUTH_DATA_KEYS": data_key,
    "QA_DATA_KEYS": data_key,
    **{f"{name.upper()}_SERVICE_SECRET": password for name in CLIENTS},
    # The operator writes further sign-in providers into it, with their secrets (signing-in.md).
    "AUTH_OIDC_OTHERS": lambda: "[]",
    "REDIS_PASSWORD": password,
    "MONGODB_ROOT_PASSWORD": password,
    # The members of the replica set know each other by it.
    "MONGODB_KEY": lambda: base64.b64encode(secrets.token_bytes(192)).decode(),
    **{f"MONGODB_{user.upper()}_PASSWORD": password for user in MONGODB_USERS},
}


def names() -> list[str]:
    """Return the names of all secrets that are made here."""
    addresses = [f"{user.upper()}_MONGODB_URI" for user in MONGODB_USERS]
    return [*_MADE, *addresses, "REDIS_URL", "AUTH_SERVICE_SECRETS"]


def make_secrets(folder: Path, *, mongodb: str, redis: str) -> list[str]:
    """Write every secret that is missing; returns their names.

    `mongodb` are hosts as in an address with what follows (`mongo:27017/?replicaSet=langnghe`),
    `redis` is host and port. What exists is never changed; what is made of others follows them.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)
    made = [name for name in _MADE if not (folder / name).exists()]
    for name in made:
        _write(folder / name, _MADE[name]())
    values = {name: (folder / name).read_text(encoding="utf-8").strip() for name in _MADE}
    for name, value in _derived(values, mongodb, redis).items():
        if not (folder / name).exists():
            _write(folder / name, value)
            made.append(name)
    return made


def _derived(values: Mapping[str, str], mongodb: str, redis: str) -> dict[str, str]:
    hosts, _, options = mongodb.partition("/")
    options = f"{options.lstrip('?')}&authSource=admin".lstrip("&")
    addresses = {
        f"{user.upper()}_MONGODB_URI": (
            f"mongodb://{user}:{values[f'MONGODB_{user.upper()}_PASSWORD']}@{hosts}/?{options}"
        )
        for user in MONGODB_USERS
    }
    known = {name: values[f"{name.upper()}_SERVICE_SECRET"] for name in CLIENTS}
    return {
        **addresses,
        "REDIS_URL": f"redis://:{values['REDIS_PASSWORD']}@{redis}/0",
        "AUTH_SERVICE_SECRETS": json.dumps(known),
    }


def missing_from_others(folder: Path) -> dict[str, str]:
    """Return the secrets that others give and that are not there yet, with who gives them."""
    return {name: who for name, who in GIVEN.items() if not (folder / name).exists()}


def _write(path: Path, text: str) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o444)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
