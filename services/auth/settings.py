"""Settings of auth: `AUTH_…`, and the shared ones. No secret has a default."""

import re
from ipaddress import ip_address
from typing import Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import SettingsConfigDict

from services.auth.clients.model import KNOWN_CLIENTS
from services.auth.signins.claim_profiles import profile_names
from shared.cipher import Cipher, DataKeys, cipher_of
from shared.settings import StoreSettings

_SHORTEST_SECRET = 32


class AuthSettings(StoreSettings):
    """What auth reads from the environment."""

    model_config = SettingsConfigDict(env_prefix="AUTH_")

    database: str = "langnghe_auth"
    data_keys: DataKeys
    """`id:base64-32-bytes`, comma separated; the first seals, all open."""
    service_secrets: dict[str, SecretStr]
    """The client credentials of gateway, qa and survey, as a JSON object."""

    oidc_issuer: str = "http://127.0.0.1:8180"
    """The provider's issuer, exactly as it names itself."""
    oidc_client_id: str = "langnghe"
    oidc_client_secret: SecretStr
    oidc_claim_profile: str = "oidc-strict"

    access_token_seconds: int = Field(120, ge=30, le=300)
    citizen_idle_minutes: int = Field(60, ge=5, le=1_440)
    citizen_absolute_hours: int = Field(12, ge=1, le=72)
    staff_idle_minutes: int = Field(60, ge=5, le=480)
    staff_absolute_hours: int = Field(10, ge=1, le=24)
    admin_idle_minutes: int = Field(30, ge=5, le=120)
    admin_absolute_hours: int = Field(8, ge=1, le=12)
    ended_sessions_kept_days: int = Field(30, ge=1, le=365)

    @field_validator("service_secrets")
    @classmethod
    def _name_every_client(cls, secrets: dict[str, SecretStr]) -> dict[str, SecretStr]:
        if secrets.keys() != KNOWN_CLIENTS.keys():
            raise ValueError(f"must be an object with exactly {', '.join(KNOWN_CLIENTS)}")
        if not all(secret.get_secret_value() for secret in secrets.values()):
            raise ValueError("must not be empty")
        return secrets

    @field_validator("oidc_issuer")
    @classmethod
    def _is_an_issuer(cls, issuer: str) -> str:
        parts = urlsplit(issuer)
        if (
            parts.scheme not in {"http", "https"}
            or not parts.hostname
            or re.search(r"[?#@]", issuer)
        ):
            raise ValueError("must be an address without query, fragment or user")
        return issuer

    @field_validator("oidc_claim_profile")
    @classmethod
    def _is_a_profile(cls, name: str) -> str:
        if name not in profile_names():
            raise ValueError(f"must be one of {', '.join(profile_names())}")
        return name

    @model_validator(mode="after")
    def _production_is_strict(self) -> Self:
        if not self.is_production:
            return self
        if not self.oidc_issuer.startswith("https://") or _is_loopback(self.oidc_issuer):
            raise ValueError("AUTH_OIDC_ISSUER must be a public https address in production")
        secrets = [self.oidc_client_secret, *self.service_secrets.values()]
        values = [secret.get_secret_value() for secret in secrets]
        if any(len(value) < _SHORTEST_SECRET for value in values[1:]):
            raise ValueError(f"service secrets must have {_SHORTEST_SECRET} characters or more")
        if len(set(values)) < len(values):
            raise ValueError("no secret may serve twice")
        return self

    def cipher(self) -> Cipher:
        """Return the cipher for fields at rest."""
        return cipher_of(self.data_keys)


def _is_loopback(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
