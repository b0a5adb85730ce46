"""Settings for tests of qa."""

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
