"""A client as any library has it: it knows an issuer and its credentials, and finds out the rest.

Written apart from ours, with joserfc for tokens, so that the sandbox is not tried by its own code.
"""

import base64
import hashlib
import secrets
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

import aiohttp
from joserfc import jwt
from joserfc.jwk import KeySet

Json = dict[str, Any]


class Refused(Exception):
    """The provider said no, or said something that does not fit."""


def _b64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


@dataclass
class StandardClient:
    """One client of one provider in one browser."""

    http: aiohttp.ClientSession
    issuer: str
    client_id: str
    secret: str
    redirect_uri: str
    found: Json = field(default_factory=dict)

    async def discover(self) -> Json:
        """Read the discovery document and check its issuer."""
        self.found = await self._json("GET", f"{self.issuer}/.well-known/openid-configuration")
        if self.found["issuer"] != self.issuer:
            raise Refused("issuer")
        return self.found

    async def sign_in(self, login_hint: str, scope: str = "openid offline_access") -> Json:
        """Go through a whole sign-in; returns the tokens with the verified `claims` among them."""
        state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
        asked = {
            "response_type": "code", "client_id": self.client_id, "scope": scope, "state": state,
            "redirect_uri": self.redirect_uri, "nonce": nonce, "login_hint": login_hint,
            "code_challenge": _b64(hashlib.sha256(verifier.encode()).digest()),
            "code_challenge_method": "S256",
        }  # fmt: skip
        url = self.found["authorization_endpoint"]
        async with self.http.get(url, params=asked, allow_redirects=False) as response:
            location = response.headers["Location"]
        answer = parse_qs(urlsplit(location).query)
        if not location.startswith(f"{self.redirect_uri}?") or answer["state"] != [state]:
            raise Refused("answer")
        if self.found.get("authorization_response_iss_parameter_supported"):
            if answer.get("iss") != [self.issuer]:
                raise Refused("iss")
        elif "iss" in answer:
            raise Refused("iss not announced")
        grant = {"grant_type": "authorization_code", "code": answer["code"][0]}
        grant |= {"redirect_uri": self.redirect_uri, "code_verifier": verifier}
        tokens = await self.ask_tokens(**grant)
        tokens["claims"] = await self.verify(tokens["id_token"], nonce)
        return tokens

    async def refresh(self, refresh_token: str) -> Json:
        """Change a refresh token for new tokens."""
        tokens = await self.ask_tokens(grant_type="refresh_token", refresh_token=refresh_token)
        tokens["claims"] = await self.verify(tokens["id_token"])
        return tokens

    async def ask_tokens(self, **form: str) -> Json:
        """Ask the token endpoint in the first way it offers."""
        methods = self.found.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
        auth = None
        if methods[0] == "client_secret_basic":
            auth = aiohttp.BasicAuth(self.client_id, self.secret)
        else:
            form |= {"client_id": self.client_id, "client_secret": self.secret}
        return await self._json("POST", self.found["token_endpoint"], data=form, auth=auth)

    async def verify(self, token: str, nonce: str | None = None) -> Json:
        """Return the claims of an id_token this provider signed for this client just now."""
        keys = KeySet.import_key_set(await self._json("GET", self.found["jwks_uri"]))
        algorithms = self.found["id_token_signing_alg_values_supported"]
        claims = jwt.decode(token, keys, algorithms=algorithms).claims
        rules: Json = {
            "iss": {"essential": True, "value": self.issuer},
            "aud": {"essential": True, "value": self.client_id},
            "sub": {"essential": True}, "exp": {"essential": True}, "iat": {"essential": True},
        }  # fmt: skip
        if nonce is not None:
            rules["nonce"] = {"essential": True, "value": nonce}
        jwt.JWTClaimsRegistry(now=int(time.time()), leeway=5, **rules).validate(claims)
        return claims

    async def userinfo(self, access_token: str) -> Json:
        """Ask who it is."""
        headers = {"Authorization": f"Bearer {access_token}"}
        return await self._json("GET", self.found["userinfo_endpoint"], headers=headers)

    async def _json(self, method: str, url: str, **options: Any) -> Json:
        async with self.http.request(method, url, **options) as response:
            body = await response.json(content_type=None)
            if response.status != 200:
                raise Refused(body.get("error", response.status))
            return body
