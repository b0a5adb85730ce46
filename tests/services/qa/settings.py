"""Settings for tests of qa."""

import os

from services.qa.settings import QaSettings
from shared.settings import Environment

DATA_KEYS = "test1:MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="


def unopened_settings() -> QaSettings:
    """Return settings for an application that is made and never started."""
    return qa_settings("mongodb://127.0.0.1:1", "redis://127.0.0.1:1/0", "unopened")


def qa_settings(mongodb_uri: str, redis_url: str, database: str, smtp_port: int = 1) -> QaSettings:
    """Return settings for a database on the engines of the run."""
    return QaSettings(
        environment=Environment.TEST,
        mongodb_uri=mongodb_uri,
        redis_url=redis_url,
        database=database,
        data_keys=DATA_KEYS,
        service_secret="qa-secret-of-the-tests",
        smtp_port=smtp_port,
        log_level="WARNING",
        mail_in_working_hours=False,
        mail_gather_seconds=0,
        mail_spacing_minutes=0,
    )


def environment_of(settings: QaSettings) -> dict[str, str]:
    """Return the variables with which another process works on the same data."""
    return {
        **os.environ,
        "ENVIRONMENT": "test",
        "AUTH_URL": settings.auth_url,
        "MONGODB_URI": settings.mongodb_uri,
        "REDIS_URL": settings.redis_url,
        "QA_DATABASE": settings.database,
        "QA_DATA_KEYS": DATA_KEYS,
        "QA_SERVICE_SECRET": settings.service_secret.get_secret_value(),
    }
