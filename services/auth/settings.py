"""Settings of auth: `AUTH_…`, and the shared ones. No secret has a default."""

from typing import Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import SettingsConfigDict

from services.auth.clients.model import KNOWN_CLIENTS
from services.auth.signins.discovery import may_be_public
from services.auth.signins.registrations import MAIN, ClientRegistration, TokenAuth
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
    oidc_title: str = "VNeID"
    """What people read where they choose among several providers."""
    oidc_token_auth: TokenAuth = "auto"  # noqa: S105 - a way, no secret
    oidc_renew_minutes: int = 0
    """How often a session asks the provider whether it still holds; 0: never."""
    oidc_others: list[ClientRegistration] = Field(default_factory=list)
    """More providers side by side, as a JSON list."""

    access_token_seconds: int = Field(120, ge=30, le=300)
    signing_key_days: int = Field(90, ge=0, le=3_650)
    """Age at which the key that signs access tokens is replaced; 0: by command only."""
    citizen_idle_minutes: int = Field(60, ge=5, le=1_440)
    citizen_absolute_hours: int = Field(12, ge=1, le=72)
    staff_idle_minutes: int = Field(60, ge=5, le=480)
    staff_absolute_hours: int = Field(10, ge=1, le=24)
    admin_idle_minutes: int = Field(30, ge=5, le=120)
    admin_absolute_hours: int = Field(8, ge=1, le=12)
    ended_sessions_kept_days: int = Field(30, ge=1, le=365)
    directory_imports_kept_days: int = Field(90, ge=0, le=36_500)
    """0 keeps them for ever."""
    rights_requests_kept_days: int = Field(1_825, ge=0, le=36_500)
    """After they are settled, as proof that the law was kept; 0: for ever."""

    @field_validator("service_secrets")
    @classmethod
    def _name_every_client(cls, secrets: dict[str, SecretStr]) -> dict[str, SecretStr]:
        if secrets.keys() != KNOWN_CLIENTS.keys():
            raise ValueError(f"must be an object with exactly {', '.join(KNOWN_CLIENTS)}")
        if not all(secret.get_secret_value() for secret in secrets.values()):
            raise ValueError("must not be empty")
        return secrets

    @model_validator(mode="after")
    def _providers_are_told_apart(self) -> Self:
        found = self.registrations()  # each of them is checked here
        for told in (
            [one.name for one in found],
            [one.issuer for one in found],
            [one.title for one in found],
        ):
            if len(set(told)) < len(told):
                raise ValueError("each provider needs a name, an issuer and a title of its own")
        return self

    @model_validator(mode="after")
    def _production_is_strict(self) -> Self:
        if not self.is_production:
            return self
        issuers = [urlsplit(one.issuer) for one in self.registrations()]
        if any(one.scheme != "https" or not may_be_public(one.hostname or "") for one in issuers):
            raise ValueError("every issuer must be a public https address in production")
        ours = [secret.get_secret_value() for secret in self.service_secrets.values()]
        if any(len(value) < _SHORTEST_SECRET for value in ours):
            raise ValueError(f"service secrets must have {_SHORTEST_SECRET} characters or more")
        theirs = [one.client_secret.get_secret_value() for one in self.registrations()]
        if len({*ours, *theirs}) < len(ours) + len(theirs):
            raise ValueError("no secret may serve twice")
        return self

    def registrations(self) -> list[ClientRegistration]:
        """Return who we are at each provider, the main one first."""
        main = ClientRegistration(
            name=MAIN,
            title=self.oidc_title,
            issuer=self.oidc_issuer,
            client_id=self.oidc_client_id,
            client_secret=self.oidc_client_secret,
            claim_profile=self.oidc_claim_profile,
            token_auth=self.oidc_token_auth,
            renew_minutes=self.oidc_renew_minutes,
        )
        return [main, *self.oidc_others]

    def cipher(self) -> Cipher:
        """Return the cipher for fields at rest."""
        return cipher_of(self.data_keys)
