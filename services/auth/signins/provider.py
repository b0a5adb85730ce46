"""One OpenID provider as found by discovery, and the calls made to it.

What it may say of itself is `discovery`, what its tokens must say `id_tokens`.
"""

import asyncio
import base64
import time
from collections.abc import Iterable, Iterator
from typing import TypeVar
from urllib.parse import quote_plus

import aiohttp
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from services.auth.signins.discovery import ProviderMetadata
from services.auth.signins.model import CodeRefused, ProviderUnavailable
from services.auth.signins.registrations import MAIN, ClientRegistration
from shared.fetching import FetchFailed, fetch_json, send_form
from shared.jwks import KeySource, over_http
from shared.logging import get_logger

_log = get_logger(__name__)
_FRESH_SECONDS = 3_600.0
_RETRY_SECONDS = 2.0
_OFFLINE = "offline_access"


class RenewedTokens(BaseModel):
    """What the token endpoint gave for a refresh token: perhaps no id_token, perhaps no new one."""

    model_config = ConfigDict(strict=True, extra="ignore")

    access_token: str = Field(min_length=1, max_length=16_384)
    token_type: str
    id_token: str | None = None
    refresh_token: str | None = Field(None, min_length=1, max_length=16_384)


class Tokens(RenewedTokens):
    """What the token endpoint gave for a code."""

    id_token: str


T = TypeVar("T", bound=RenewedTokens)


class Provider:
    """One issuer; discovery and keys are fetched at first use and kept."""

    def __init__(
        self, http: aiohttp.ClientSession, registration: ClientRegistration, public_url: str
    ) -> None:
        self.registration = registration
        self.redirect_uri = registration.redirect_uri(public_url)
        self.post_logout_redirect_uri = f"{public_url}/auth/logged-out"
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

    async def scope(self) -> str:
        """Return what to ask for: leave to ask again later too, where that is wanted and given."""
        us, metadata = self.registration, await self.metadata()
        asks_later = us.renew_minutes and _OFFLINE in metadata.scopes_supported
        return f"{us.profile.scope} {_OFFLINE}" if asks_later else us.profile.scope

    async def redeem(self, code: str, verifier: str) -> Tokens:
        """Exchange a code; raises `CodeRefused` when the provider says no."""
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self.redirect_uri,
            "code_verifier": verifier,
        }
        return await self._ask_tokens(Tokens, form)

    async def renew(self, refresh_token: str) -> RenewedTokens:
        """Exchange a refresh token; raises `CodeRefused` when the provider says no."""
        form = {"grant_type": "refresh_token", "refresh_token": refresh_token}
        return await self._ask_tokens(RenewedTokens, form)

    async def revoke(self, refresh_token: str) -> None:
        """Give a refresh token back (RFC 7009), where the provider takes them.

        Raises `CodeRefused` when it says no, `ProviderUnavailable` when it is away.
        """
        metadata = await self.metadata()
        if metadata.revocation_endpoint is None:
            return
        form = {"token": refresh_token, "token_type_hint": "refresh_token"}
        form, headers = self._proved(metadata, form)
        try:
            await send_form(self._http, metadata.revocation_endpoint, form, headers)
        except FetchFailed as error:
            if 400 <= error.status < 500:
                raise CodeRefused("revocation_refused") from error
            raise ProviderUnavailable from error

    def _proved(
        self, metadata: ProviderMetadata, form: dict[str, str]
    ) -> tuple[dict[str, str], dict[str, str]]:
        """Return a form and headers that prove who we are."""
        us = self.registration
        secret, headers = us.client_secret.get_secret_value(), {"Accept": "application/json"}
        if metadata.token_auth(us.token_auth) == "client_secret_basic":
            return form, {**headers, "Authorization": basic_credentials(us.client_id, secret)}
        return {**form, "client_id": us.client_id, "client_secret": secret}, headers

    async def _ask_tokens(self, kind: type[T], form: dict[str, str]) -> T:
        metadata = await self.metadata()
        form, headers = self._proved(metadata, form)
        try:
            answer = await fetch_json(
                self._http, "POST", metadata.token_endpoint, data=form, headers=headers
            )
            return kind.model_validate(answer)
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
            knows_us = found.token_auth(self.registration.token_auth) is not None
            if not knows_us or not found.is_trustworthy(issuer):
                _log.error("discovery_refused", issuer=issuer)
                return
            if self._metadata is None or found.jwks_uri != self._metadata.jwks_uri:
                self._keys = None
            self._metadata = found
        except (FetchFailed, ValidationError) as error:
            _log.warning("discovery_failed", issuer=issuer, error=type(error).__name__)
        finally:
            self._asked_at = time.monotonic()


class Providers:
    """The providers people may sign in at, by name and by issuer; never none."""

    def __init__(self, providers: Iterable[Provider]) -> None:
        self._named = {provider.registration.name: provider for provider in providers}

    def __iter__(self) -> Iterator[Provider]:
        return iter(self._named.values())

    def __len__(self) -> int:
        return len(self._named)

    @property
    def main(self) -> Provider:
        """The one in `AUTH_OIDC_ISSUER`."""
        return self._named[MAIN]

    def named(self, name: str) -> Provider | None:
        """Return a provider by our name for it."""
        return self._named.get(name)

    def of_issuer(self, issuer: object) -> Provider | None:
        """Return the provider that calls itself so, to the letter."""
        return next((one for one in self if one.registration.issuer == issuer), None)


def basic_credentials(client_id: str, secret: str) -> str:
    """Return the Authorization header of a client, each part form-encoded (RFC 6749, 2.3.1)."""
    named = f"{quote_plus(client_id)}:{quote_plus(secret)}"
    return f"Basic {base64.b64encode(named.encode('ascii')).decode()}"
