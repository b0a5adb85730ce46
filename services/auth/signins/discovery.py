"""What a provider says of itself, and whether it may be believed.

Endpoints are taken only from the provider's own document, whose issuer must be the configured one
to the letter.
"""

from ipaddress import ip_address
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, field_validator

from services.auth.signins.registrations import TokenAuth
from shared.outside import is_outside

OUR_ALGORITHMS = frozenset({"ES256", "RS256"})
_INSIDE = (".localhost", ".local", ".internal", ".localdomain")
_OUR_METHODS: tuple[TokenAuth, ...] = ("client_secret_basic", "client_secret_post")


class ProviderMetadata(BaseModel):
    """What we use of a discovery document (OpenID Connect Discovery 1.0, RFC 8414, 9207)."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str | None = None
    end_session_endpoint: str | None = None
    revocation_endpoint: str | None = None
    authorization_response_iss_parameter_supported: bool = False
    id_token_signing_alg_values_supported: list[str] = ["RS256"]
    token_endpoint_auth_methods_supported: list[str] = ["client_secret_basic"]
    scopes_supported: list[str] = []

    @field_validator(
        "authorization_endpoint", "token_endpoint", "jwks_uri", "userinfo_endpoint",
        "end_session_endpoint", "revocation_endpoint",
    )  # fmt: skip
    @classmethod
    def _is_an_address(cls, url: str | None) -> str | None:
        if url is None:
            return None
        parts = urlsplit(url)
        if (
            parts.scheme not in {"http", "https"}
            or not parts.hostname
            or parts.fragment
            or "@" in url
        ):
            raise ValueError("not an address")
        return url

    @property
    def algorithms(self) -> frozenset[str]:
        """The id_token algorithms both sides know."""
        return OUR_ALGORITHMS & frozenset(self.id_token_signing_alg_values_supported)

    def token_auth(self, wanted: TokenAuth) -> TokenAuth | None:
        """Return how to prove who we are: as wanted, else the first of our ways it offers."""
        if wanted != "auto":
            return wanted
        offered = self.token_endpoint_auth_methods_supported
        return next((method for method in _OUR_METHODS if method in offered), None)

    def is_trustworthy(self, issuer: str) -> bool:
        """Say whether this is the issuer asked for and no endpoint leads somewhere it must not.

        A provider on https keeps to https and to public addresses; one on loopback (development)
        may name loopback only.
        """
        endpoints = (
            self.authorization_endpoint, self.token_endpoint, self.jwks_uri,
            self.userinfo_endpoint, self.end_session_endpoint, self.revocation_endpoint,
        )  # fmt: skip
        named = [urlsplit(url) for url in endpoints if url]
        if self.issuer != issuer or not self.algorithms:
            return False
        if urlsplit(issuer).scheme == "http":
            return all(url.hostname == urlsplit(issuer).hostname for url in named)
        return all(url.scheme == "https" and may_be_public(url.hostname or "") for url in named)


def may_be_public(host: str) -> bool:
    """Say whether a host could be one of the internet; a name may still lead inside."""
    try:
        ip_address(host)
    except ValueError:
        return "." in host and not host.endswith(_INSIDE)
    return is_outside(host)
