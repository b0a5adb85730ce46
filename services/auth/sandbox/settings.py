"""Settings of the sandbox: `SANDBOX_…`. It refuses to exist in production."""

from collections.abc import Mapping
from functools import cached_property
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator, model_validator
from pydantic_settings import SettingsConfigDict

from services.auth.sandbox.switches import Switch
from services.auth.signins.claim_profiles import ClaimProfile, load_profile, profile_names
from shared.settings import SharedSettings

TokenAuth = Literal["client_secret_basic", "client_secret_post"]


class SandboxClient(BaseModel):
    """Who may send people here; every address is compared to the letter."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    client_id: str = Field(min_length=1)
    client_secret: SecretStr = Field(min_length=1)
    redirect_uris: list[str] = Field(min_length=1)
    post_logout_redirect_uris: list[str] = []
    backchannel_logout_uri: str = ""
    """Where logout tokens go; empty: nowhere."""


class SandboxSettings(SharedSettings):
    """What the sandbox reads from the environment; its first client is Lắng Nghe's auth."""

    model_config = SettingsConfigDict(env_prefix="SANDBOX_")

    issuer: str = "http://127.0.0.1:8180"
    client_id: str = "langnghe"
    client_secret: SecretStr = Field(min_length=1)
    redirect_uris: list[str] = Field(default_factory=list)
    """Where codes may be sent, exactly; auth's callback when left out."""
    post_logout_redirect_uris: list[str] = Field(default_factory=list)
    backchannel_logout_uri: str = ""
    other_clients: list[SandboxClient] = Field(default_factory=list)
    signing_algorithm: Literal["ES256", "RS256"] = "ES256"
    claim_profile: str = "oidc-strict"
    token_auth_methods: tuple[TokenAuth, ...] = ("client_secret_basic", "client_secret_post")
    """How clients may prove who they are at the token endpoint."""
    names_issuer: bool = True
    """Whether answers to a browser say who gives them (RFC 9207)."""
    switches: list[Switch] = Field(default_factory=list)
    """What it does wrong from the start, for tests of clients."""

    @field_validator("claim_profile")
    @classmethod
    def _is_a_profile(cls, name: str) -> str:
        if name not in profile_names():
            raise ValueError(f"must be one of {', '.join(profile_names())}")
        return name

    @model_validator(mode="after")
    def _never_in_production(self) -> Self:
        if self.is_production:
            raise ValueError(
                "the sign-in sandbox lets anybody be anybody: it does not start in production "
                "(is ENVIRONMENT set?)"
            )
        return self

    @property
    def profile(self) -> ClaimProfile:
        """The names its claims have."""
        return load_profile(self.claim_profile)

    @cached_property
    def clients(self) -> Mapping[str, SandboxClient]:
        """The registered clients by id."""
        ours = SandboxClient(
            client_id=self.client_id,
            client_secret=self.client_secret,
            redirect_uris=self.redirect_uris or [f"{self.public_url}/auth/callback"],
            post_logout_redirect_uris=self.post_logout_redirect_uris
            or [f"{self.public_url}/auth/logged-out"],
            backchannel_logout_uri=self.backchannel_logout_uri
            or f"{self.public_url}/auth/backchannel-logout",
        )
        return {client.client_id: client for client in (ours, *self.other_clients)}
