"""The OpenID provider as found by discovery, and the two calls made to it: code and userinfo.

Endpoints are taken only from the provider's own document, whose issuer must be the configured
one to the letter. What its tokens must say is `id_tokens`.
"""

import asyncio
import base64
import time
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import quote_plus, urlsplit

import aiohttp
from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator

from services.auth.signins.claim_profiles import ClaimProfile
from services.auth.signins.model import CodeRefused, ProviderUnavailable
from shared.fetching import FetchFailed, fetch_json
from shared.jwks import KeySource, over_http
from shared.logging import get_logger

_log = get_logger(__name__)
_FRESH_SECONDS = 3_600.0
_RETRY_SECONDS = 2.0
OUR_ALGORITHMS = frozenset({"ES256", "RS256"})


class ProviderMetadata(BaseModel):
    """What we use of a discovery document (OpenID Connect Discovery 1.0, RFC 9207)."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str | None = None
    end_session_endpoint: str | None = None
    authorization_response_iss_parameter_supported: bool = False
    id_token_signing_alg_values_supported: list[str] = ["RS256"]
    token_endpoint_auth_methods_supported: list[str] = ["client_secret_basic"]

    @field_validator(
        "authorization_endpoint", "token_endpoint", "jwks_uri", "userinfo_endpoint",
        "end_session_endpoint",
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

    def is_trustworthy(self, issuer: str) -> bool:
        """Say whether this is the issuer asked for and no endpoint leads somewhere it must not.

        A provider on https keeps to https and to public addresses; one on loopback (development)
        may name loopback only.
        """
        endpoints = (
            self.authorization_endpoint, self.token_endpoint, self.jwks_uri,
            self.userinfo_endpoint, self.end_session_endpoint,
        )  # fmt: skip
        named = [urlsplit(url) for url in endpoints if url]
        if self.issuer != issuer or not self.algorithms:
            return False
        if urlsplit(issuer).scheme == "http":
            return all(url.hostname == urlsplit(issuer).hostname for url in named)
        return all(url.scheme == "https" and _may_be_public(url.hostname or "") for url in named)


class Tokens(BaseModel):
    """What the token endpoint gave."""

    model_config = ConfigDict(strict=True, extra="ignore")

    id_token: str
    access_token: str = Field(min_length=1, max_length=16_384)
    token_type: str


@dataclass(frozen=True)
class ClientRegistration:
    """Who we are at the provider."""

    issuer: str
    client_id: str
    client_secret: SecretStr
    redirect_uri: str
    post_logout_redirect_uri: str
    profile: ClaimProfile


class Provider:
    """One issuer; discovery and keys are fetched at first use and kept."""

    def __init__(self, http: aiohttp.ClientSession, registration: ClientRegistration) -> None:
        self.registration = registration
        self._http = http
        self._lock = asyncio.Lock()
        self._metadata: ProviderMetadata | None = None
        self._keys: KeySource | None = None
        self._asked_at = float("-inf")

    async def metadata(self) -> ProviderMetadata:
        """Return the discovery document, at most an hour old; raises `ProviderUnavailable`."""
        if self._is_due():
            async with self._lock:
                if self._is_due():
                    await self._discover()
        if self._metadata is None:
            raise ProviderUnavailable
        return self._metadata

    async def keys(self) -> KeySource:
        """Return the provider's keys; raises `ProviderUnavailable`."""
        metadata = await self.metadata()
        if self._keys is None:
            self._keys = KeySource(over_http(self._http, metadata.jwks_uri))
        return self._keys

    async def redeem(self, code: str, verifier: str) -> Tokens:
        """Exchange a code; raises `CodeRefused` when the provider says no."""
        metadata, us = await self.metadata(), self.registration
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": us.redirect_uri,
            "code_verifier": verifier,
        }
        secret, headers = us.client_secret.get_secret_value(), {"Accept": "application/json"}
        if "client_secret_basic" in metadata.token_endpoint_auth_methods_supported:
            headers["Authorization"] = basic_credentials(us.client_id, secret)
        else:
            form |= {"client_id": us.client_id, "client_secret": secret}
        try:
            answer = await fetch_json(
                self._http, "POST", metadata.token_endpoint, data=form, headers=headers
            )
            return Tokens.model_validate(answer)
        except FetchFailed as error:
            if 400 <= error.status < 500:
                raise CodeRefused("code_refused") from error
            raise ProviderUnavailable from error
        except ValidationError as error:
            raise CodeRefused("token_answer_malformed") from error

    async def show_person(self, access_token: str) -> dict[str, object]:
        """Return the userinfo claims, none when the provider offers none."""
        metadata = await self.metadata()
        if metadata.userinfo_endpoint is None:
            return {}
        headers = {"Authorization": f"Bearer {access_token}", "Accept": "application/json"}
        try:
            claims = await fetch_json(
                self._http, "GET", metadata.userinfo_endpoint, headers=headers
            )
        except FetchFailed as error:
            if 400 <= error.status < 500:
                raise CodeRefused("userinfo_refused") from error
            raise ProviderUnavailable from error
        if not isinstance(claims, dict):
            raise CodeRefused("userinfo_malformed")
        return claims

    def _is_due(self) -> bool:
        age = time.monotonic() - self._asked_at
        return age > (_FRESH_SECONDS if self._metadata else _RETRY_SECONDS)

    async def _discover(self) -> None:
        issuer = self.registration.issuer
        url = f"{issuer.removesuffix('/')}/.well-known/openid-configuration"
        try:
            found = ProviderMetadata.model_validate(await fetch_json(self._http, "GET", url))
            if not found.is_trustworthy(issuer):
                _log.error("discovery_refused", issuer=issuer)
                return
            if self._metadata is None or found.jwks_uri != self._metadata.jwks_uri:
                self._keys = None
            self._metadata = found
        except (FetchFailed, ValidationError) as error:
            _log.warning("discovery_failed", issuer=issuer, error=type(error).__name__)
        finally:
            self._asked_at = time.monotonic()


def basic_credentials(client_id: str, secret: str) -> str:
    """Return the Authorization header of a client, each part form-encoded (RFC 6749, 2.3.1)."""
    named = f"{quote_plus(client_id)}:{quote_plus(secret)}"
    return f"Basic {base64.b64encode(named.encode('ascii')).decode()}"


def _may_be_public(host: str) -> bool:
    try:
        return ip_address(host).is_global
    except ValueError:
        return host != "localhost" and "." in host
