"""Settings for tests of survey."""

from services.survey.settings import SurveySettings
from shared.settings import Environment


def unopened_settings() -> SurveySettings:
    """Return settings for an application that is made and never started."""
    return survey_settings("mongodb://127.0.0.1:1", "redis://127.0.0.1:1/0", "unopened")


def survey_settings(mongodb_uri: str, redis_url: str, database: str) -> SurveySettings:
    """Return settings for a database on the engines of the run."""
    return SurveySettings(
        environment=Environment.TEST,
        mongodb_uri=mongodb_uri,
        redis_url=redis_url,
        database=database,
        service_secret="survey-secret-of-tests",
        log_level="WARNING",
        stream_poll_seconds=0.1,
    )
