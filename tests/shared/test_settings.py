"""Unset means production, production means https, and service addresses are origins."""

import pytest
from pydantic import ValidationError

from shared.settings import Environment, SharedSettings

NAMES = ("ENVIRONMENT", "PUBLIC_URL", "AUTH_URL", "QA_URL", "SURVEY_URL", "REDIS_URL", "LOG_LEVEL")


@pytest.fixture(autouse=True)
def empty_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)


def test_an_unset_environment_is_production_and_wants_https(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with pytest.raises(ValidationError, match="https in production"):
        SharedSettings()
    monkeypatch.setenv("PUBLIC_URL", "https://langnghe.example/")
    settings = SharedSettings()
    assert settings.environment is Environment.PRODUCTION
    assert settings.is_production
    assert settings.public_url == "https://langnghe.example"


def test_development_is_said_aloud(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ENVIRONMENT", "development")
    assert not SharedSettings().is_production


@pytest.mark.parametrize(
    "address", ["langnghe.example", "ftp://a.example", "http://", "http://a.example/path"]
)
def test_an_address_that_is_no_origin_is_refused(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ENVIRONMENT", "development")
    monkeypatch.setenv("QA_URL", address)
    with pytest.raises(ValidationError):
        SharedSettings()


def test_settings_do_not_change_afterwards() -> None:
    settings = SharedSettings(environment=Environment.TEST)
    with pytest.raises(ValidationError):
        settings.redis_url = "redis://elsewhere"  # type: ignore[misc]
