"""Random secrets of one development copy, made once and kept in its data folder.

Production gets its secrets from its operator; these never leave the machine they were made on.
"""

import base64
import json
import os
import secrets
from collections.abc import Callable, Mapping
from pathlib import Path

from dev.problems import DevelopmentProblem

FILE = "secrets.json"
SERVICES_WITH_CREDENTIALS = ("gateway", "qa", "survey")


def _data_key() -> str:
    return "dev1:" + base64.b64encode(secrets.token_bytes(32)).decode()


def _password() -> str:
    return secrets.token_urlsafe(32)


GENERATORS: Mapping[str, Callable[[], str]] = {
    "AUTH_DATA_KEYS": _data_key,
    "QA_DATA_KEYS": _data_key,
    "AUTH_OIDC_CLIENT_SECRET": _password,
    **{f"{name.upper()}_SERVICE_SECRET": _password for name in SERVICES_WITH_CREDENTIALS},
}


def load_secrets(data_dir: Path, given: Mapping[str, str]) -> dict[str, str]:
    """Return every secret by its setting's name; a value the person set wins.

    Missing ones are generated and kept in `secrets.json`, readable by its owner only.
    """
    path = data_dir / FILE
    kept = _read(path)
    missing = {name: make() for name, make in GENERATORS.items() if name not in kept}
    if missing:
        kept |= missing
        write_private(path, json.dumps(kept, indent=2) + "\n")
    values = {name: given.get(name, kept[name]) for name in GENERATORS}
    return values | _derived(values, given)


def refuse_lost_secrets(data_dir: Path) -> None:
    """Raise when the keys of the data in `data_dir` are gone: new ones could not open it."""
    if not (data_dir / FILE).exists():
        raise DevelopmentProblem(
            f"{data_dir} holds data, but not the keys it was encrypted with ({FILE}). "
            "Put the file back, or start anew with make clean."
        )


def write_private(path: Path, text: str) -> None:
    """Write `text` so that nobody else can read it and no reader ever sees half of it."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    temporary.unlink(missing_ok=True)
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
    temporary.replace(path)


def _derived(values: Mapping[str, str], given: Mapping[str, str]) -> dict[str, str]:
    known = {name: values[f"{name.upper()}_SERVICE_SECRET"] for name in SERVICES_WITH_CREDENTIALS}
    derived = {
        "AUTH_SERVICE_SECRETS": json.dumps(known),
        "SANDBOX_CLIENT_SECRET": values["AUTH_OIDC_CLIENT_SECRET"],
    }
    return {name: given.get(name, value) for name, value in derived.items()}


def _read(path: Path) -> dict[str, str]:
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (ValueError, OSError) as error:
        raise DevelopmentProblem(
            f"{path} cannot be read ({error}). It holds the keys of the data beside it: put it "
            "back, or start anew with make clean."
        ) from None
    if not isinstance(kept, dict):
        raise DevelopmentProblem(f"{path} does not hold an object. Start anew with make clean.")
    return {str(name): str(value) for name, value in kept.items()}
