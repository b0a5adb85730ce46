"""Settings of the sandbox: `SANDBOX_…`. It refuses to exist in production."""

from typing import Literal, Self

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import SettingsConfigDict

from services.auth.signins.claim_profiles import ClaimProfile, load_profile, profile_names
from shared.settings import SharedSettings


class SandboxSettings(SharedSettings):
    """What the sandbox reads from the environment; its one client is Lắng Nghe's auth."""

    model_config = SettingsConfigDict(env_prefix="SANDBOX_")

    issuer: str = "http://127.0.0.1:8180"
    client_id: str = "langnghe"
    client_secret: SecretStr = Field(min_length=1)
    redirect_uris: list[str] = Field(default_factory=list)
    """Where codes may be sent, exactly; auth's callback when left out."""
    post_logout_redirect_uris: list[str] = Field(default_factory=list)
    backchannel_logout_uri: str = ""
    signing_algorithm: Literal["ES256", "RS256"] = "ES256"
    claim_profile: str = "oidc-strict"

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

    @property
    def registered_redirects(self) -> list[str]:
        """The client's callback addresses."""
        return self.redirect_uris or [f"{self.public_url}/auth/callback"]

    @property
    def registered_logout_redirects(self) -> list[str]:
        """Where a browser may be sent after leaving."""
        return self.post_logout_redirect_uris or [f"{self.public_url}/auth/logged-out"]

    @property
    def logout_receiver(self) -> str:
        """Where logout tokens go."""
        return self.backchannel_logout_uri or f"{self.public_url}/auth/backchannel-logout"
