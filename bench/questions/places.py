"""Where the questions of a measurement lie: a database of qa with its keys."""

import base64
import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from bench.issuer import ISSUER
from bench.stage import Stage
from services.qa.settings import QaSettings


@dataclass(frozen=True)
class Place:
    """What a process of qa needs to work on it."""

    environment: Mapping[str, str]

    @property
    def settings(self) -> QaSettings:
        """The settings that a process with this environment reads."""
        own = {name.removeprefix("QA_").lower(): one for name, one in self.environment.items()}
        return QaSettings(_env_file=None, **own)  # type: ignore[arg-type]


async def new_place(stage: Stage, database: str) -> Place:
    """Return a place for a database, with keys of its own."""
    key = base64.b64encode(secrets.token_bytes(32)).decode()
    return Place(
        {
            "ENVIRONMENT": "development",
            "LOG_LEVEL": "WARNING",
            "PUBLIC_URL": ISSUER,
            "MONGODB_URI": await stage.mongodb(),
            "REDIS_URL": await stage.redis(),
            "QA_DATABASE": database,
            "QA_DATA_KEYS": f"bench:{key}",
            "QA_SERVICE_SECRET": secrets.token_hex(16),
        }
    )
