"""Who we are at each provider people may sign in at; several stand side by side by settings."""

import re
from typing import Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator

from services.auth.signins.claim_profiles import ClaimProfile, load_profile, profile_names

MAIN = "main"
"""The name of the provider in `AUTH_OIDC_ISSUER`; every other one has a name of its own."""

TokenAuth = Literal["auto", "client_secret_basic", "client_secret_post"]


class ClientRegistration(BaseModel):
    """Who we are at one provider, and what it cannot tell of itself.

    A provider other than the main one sends browsers back to an address of its own, so that an
    answer of one is never taken for an answer of another (RFC 9700, 4.4.2).
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(pattern=r"^[a-z][a-z0-9-]{0,30}$")
    title: str = Field(min_length=1, max_length=80)
    """What people read where they choose."""
    issuer: str
    """Exactly as the provider names itself."""
    client_id: str = Field(min_length=1)
    client_secret: SecretStr = Field(min_length=1)
    claim_profile: str = "oidc-strict"
    token_auth: TokenAuth = "auto"  # noqa: S105 - a way, no secret
    """How we prove who we are to it; `auto`: the first of our ways that it offers."""
    renew_minutes: int = Field(0, ge=0, le=1_440)
    """How often a session asks the provider whether it still holds; 0: never."""

    @field_validator("issuer")
    @classmethod
    def _is_an_issuer(cls, issuer: str) -> str:
        parts = urlsplit(issuer)
        is_address = parts.scheme in {"http", "https"} and bool(parts.hostname)
        if not is_address or re.search(r"[?#@]", issuer):
            raise ValueError("must be an address without query, fragment or user")
        return issuer

    @field_validator("claim_profile")
    @classmethod
    def _is_a_profile(cls, name: str) -> str:
        if name not in profile_names():
            raise ValueError(f"must be one of {', '.join(profile_names())}")
        return name

    @property
    def profile(self) -> ClaimProfile:
        """The names of its scopes, levels and claims."""
        return load_profile(self.claim_profile)

    def redirect_uri(self, public_url: str) -> str:
        """Return where the provider sends browsers back to."""
        own = "" if self.name == MAIN else f"/{self.name}"
        return f"{public_url}/auth/callback{own}"
