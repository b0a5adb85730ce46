"""Settings for tests of auth and its sandbox."""

import base64
from typing import Any

from services.auth.sandbox.settings import SandboxSettings
from services.auth.settings import AuthSettings
from shared.settings import Environment

DATA_KEYS = "t1:" + base64.b64encode(bytes(range(32))).decode()
SERVICE_SECRETS = {name: f"{name}-secret-of-tests" for name in ("gateway", "qa", "survey")}
CLIENT_SECRET = "client-secret-of-tests"


def unopened_settings() -> AuthSettings:
    """Return settings for an application that is made and never started."""
    return auth_settings("mongodb://127.0.0.1:1", "redis://127.0.0.1:1/0", "unopened")


def auth_settings(mongodb_uri: str, redis_url: str, database: str, **changes: Any) -> AuthSettings:
    """Return settings for a database on the engines of the run."""
    return AuthSettings(
        **{
            "environment": Environment.TEST,
            "mongodb_uri": mongodb_uri,
            "redis_url": redis_url,
            "database": database,
            "data_keys": DATA_KEYS,
            "service_secrets": SERVICE_SECRETS,
            "oidc_client_secret": CLIENT_SECRET,
            "log_level": "WARNING",
            **changes,
        }
    )


def sandbox_settings(issuer: str, public_url: str, **changes: Any) -> SandboxSettings:
    """Return settings of a sandbox for an auth at `public_url`."""
    return SandboxSettings(
        **{
            "environment": Environment.TEST,
            "issuer": issuer,
            "public_url": public_url,
            "client_secret": CLIENT_SECRET,
            "log_level": "WARNING",
            **changes,
        }
    )
