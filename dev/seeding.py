"""Remembers whether the databases of this data folder hold the demo data already."""

import hashlib
import json

from dev.secrets import write_private
from dev.settings import DevelopmentSettings

# Raise it when the demo data has grown: existing copies then get what they lack.
DEMO_DATA_VERSION = 3


def is_seeded(settings: DevelopmentSettings) -> bool:
    """Tell whether this version of the demo data is in the databases this copy uses."""
    try:
        mark = json.loads((settings.data_dir / "seeded.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    stored = not settings.embeds_mongodb or (settings.data_dir / "mongodb").is_dir()
    return stored and mark == _mark(settings)


def remember_seeded(settings: DevelopmentSettings) -> None:
    """Note that the demo data is complete."""
    write_private(settings.data_dir / "seeded.json", json.dumps(_mark(settings)) + "\n")


def forget_seeded(settings: DevelopmentSettings) -> None:
    """Note that the demo data is being made: a start after a failure begins again."""
    (settings.data_dir / "seeded.json").unlink(missing_ok=True)


def _mark(settings: DevelopmentSettings) -> dict[str, object]:
    where = "embedded" if settings.embeds_mongodb else settings.mongodb_uri
    databases = sorted(f"{k}={v}" for k, v in settings.given.items() if k.endswith("_DATABASE"))
    # The demo persons are known by their issuer: another one needs their identities anew.
    issuer = settings.given.get("AUTH_OIDC_ISSUER") or settings.url_of("sandbox")
    told = "\n".join([where, issuer, *databases])  # hashed: an address may hold a password
    return {
        "version": DEMO_DATA_VERSION,
        "databases": hashlib.sha256(told.encode()).hexdigest(),
    }
