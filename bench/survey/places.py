"""Where the responses of a measurement lie: a database of survey with its settings."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from bench.issuer import ISSUER
from bench.stage import Stage
from services.survey.settings import SurveySettings


@dataclass(frozen=True)
class SurveyPlace:
    """What a process of survey needs to work on it."""

    environment: Mapping[str, str]

    @property
    def settings(self) -> SurveySettings:
        """The settings that a process with this environment reads."""
        own = {name.removeprefix("SURVEY_").lower(): one for name, one in self.environment.items()}
        return SurveySettings(_env_file=None, **own)  # type: ignore[arg-type]


async def new_survey_place(stage: Stage, database: str) -> SurveyPlace:
    """Return a place for a database; whoever rates from one address is no crowd there."""
    return SurveyPlace(
        {
            "ENVIRONMENT": "development",
            "LOG_LEVEL": "WARNING",
            "PUBLIC_URL": ISSUER,
            "MONGODB_URI": await stage.mongodb(),
            "REDIS_URL": await stage.redis(),
            "SURVEY_DATABASE": database,
            "SURVEY_SERVICE_SECRET": secrets.token_hex(16),
            "SURVEY_UNPROVEN_PER_PLACE": "1000000000",
        }
    )
