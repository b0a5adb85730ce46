"""Settings: no default secrets, and nothing half safe in production."""

import pytest
from pydantic import ValidationError

from services.qa.app import create_app
from services.qa.settings import QaSettings
from tests.services.qa.settings import DATA_KEYS, unopened_settings

PRODUCTION = {
    "environment": "production", "public_url": "https://langnghe.example.vn",
    "data_keys": DATA_KEYS, "service_secret": "s" * 40,
    "mail_from": "Lắng Nghe <hoidap@langnghe.example.vn>",
}  # fmt: skip


def test_production_settings_that_are_in_order():
    assert QaSettings(**PRODUCTION, smtp_security="starttls", smtp_password="x").is_production


@pytest.mark.parametrize(
    "wrong",
    [
        {"public_url": "http://langnghe.example.vn"},
        {"mail_from": "Lắng Nghe <khong-tra-loi@langnghe.invalid>"},
        {"mail_from": "không phải địa chỉ"},
        {"smtp_password": "x"},
        {"data_keys": ""},
        {"data_keys": "k1:abcd"},
        {"service_secret": ""},
        {"escalation_batch": 0},
        {"smtp_security": "maybe"},
    ],
)
def test_what_is_refused(wrong):
    with pytest.raises(ValidationError):
        QaSettings(**{**PRODUCTION, **wrong})


@pytest.mark.parametrize("secret", ["data_keys", "service_secret"])
def test_no_secret_has_a_default(secret, monkeypatch):
    monkeypatch.delenv(f"QA_{secret.upper()}", raising=False)
    with pytest.raises(ValidationError):
        QaSettings(**{name: value for name, value in PRODUCTION.items() if name != secret})


def test_the_environment_is_read_with_its_prefix(monkeypatch):
    for name, value in {
        "QA_DATA_KEYS": DATA_KEYS, "QA_SERVICE_SECRET": "s" * 40, "QA_DATABASE": "elsewhere",
        "SMTP_HOST": "mail.example", "QA_SMTP_PORT": "2525", "ENVIRONMENT": "test",
    }.items():  # fmt: skip
        monkeypatch.setenv(name, value)
    settings = QaSettings()
    assert (settings.database, settings.smtp_host) == ("elsewhere", "mail.example")
    assert settings.smtp_port == 2525


def test_secrets_are_not_printed():
    assert "qa-secret-of-the-tests" not in repr(unopened_settings())
    assert "MDEy" not in str(unopened_settings())


def test_making_the_application_opens_nothing():
    app = create_app(unopened_settings())
    assert not hasattr(app.state, "runtime")
