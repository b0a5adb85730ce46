"""A provider unlike our sandbox, on joserfc: RS256, secret in the form, no `iss`, no userinfo.

It knows one client. Codes are used once, refresh tokens rotate, an old one ends its family,
browsers can leave and clients are told so. Its faults are switched on by assigning to its fields.
"""

import base64
import hashlib
import secrets
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import aiohttp
from aiohttp import web
from joserfc import jwt
from joserfc.jwk import RSAKey

Json = dict[str, Any]
CLIENT, SECRET = "lang-nghe-2", "secret+of/the second"
EVENT = "http://schemas.openid.net/event/backchannel-logout"


@asynccontextmanager
async def serving_other() -> AsyncIterator["OtherProvider"]:
    """Serve one."""
    provider = OtherProvider()
    runner = web.AppRunner(provider.app())
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    provider.url = f"http://127.0.0.1:{runner.addresses[0][1]}/realm"
    yield provider
    await runner.cleanup()


@dataclass
class Family:
    """One authorization: who, and the refresh token that is good now."""

    sub: str
    nonce: str
    challenge: str
    sid: str = field(default_factory=secrets.token_hex)
    refresh: str = ""
    is_dead: bool = False
    at: float = field(default_factory=time.time)


class OtherProvider:
    """Signs everybody in as `login_hint` says."""

    def __init__(self) -> None:
        self.url = ""
        self.callback = ""
        self.key = RSAKey.generate_key(2048, {"kid": "other-1", "use": "sig", "alg": "RS256"})
        self.codes: dict[str, Family] = {}
        self.families: list[Family] = []
        self.asked: list[Json] = []
        self.renewed_claims: Json = {}
        self.is_away = False
        self.given_back: list[str] = []

    def app(self) -> web.Application:
        app = web.Application()
        app.router.add_get("/realm/.well-known/openid-configuration", self.discovery)
        app.router.add_get("/realm/certs", self.certs)
        app.router.add_get("/realm/auth", self.authorize)
        app.router.add_post("/realm/token", self.token)
        app.router.add_post("/realm/revoke", self.revoke)
        app.router.add_get("/realm/leave", self.leave)
        return app

    def registration(self, auth_url: str) -> Json:
        """Return what auth has to know of it."""
        self.callback = f"{auth_url}/auth/callback/so"
        return {
            "name": "so", "title": "SSO của Sở", "issuer": self.url, "client_id": CLIENT,
            "client_secret": SECRET, "renew_minutes": 15, "claim_profile": "dvcqg",
        }  # fmt: skip

    async def discovery(self, _request: web.Request) -> web.Response:
        found = {
            "issuer": self.url, "authorization_endpoint": f"{self.url}/auth",
            "token_endpoint": f"{self.url}/token", "jwks_uri": f"{self.url}/certs",
            "end_session_endpoint": f"{self.url}/leave",
            "revocation_endpoint": f"{self.url}/revoke",
            "id_token_signing_alg_values_supported": ["RS256"],
            "token_endpoint_auth_methods_supported": ["private_key_jwt", "client_secret_post"],
            "scopes_supported": ["openid", "offline_access"],
            "response_types_supported": ["code"], "subject_types_supported": ["pairwise"],
        }  # fmt: skip
        return web.json_response(found)

    async def certs(self, _request: web.Request) -> web.Response:
        return web.json_response({"keys": [self.key.as_dict(private=False)]})

    async def authorize(self, request: web.Request) -> web.Response:
        asked = dict(request.query)
        self.asked.append(asked)
        assert (asked["client_id"], asked["redirect_uri"]) == (CLIENT, self.callback)
        code = secrets.token_urlsafe(12) + "+/="
        self.codes[code] = Family(asked["login_hint"], asked["nonce"], asked["code_challenge"])
        query = urlencode({"state": asked["state"], "code": code, "session_state": "x"})
        raise web.HTTPFound(f"{self.callback}?{query}")

    async def token(self, request: web.Request) -> web.Response:
        form = {name: str(value) for name, value in (await request.post()).items()}
        self.asked.append(form)
        if self.is_away:
            return web.json_response({}, status=502)
        if (form.get("client_id"), form.get("client_secret")) != (CLIENT, SECRET):
            return web.json_response({"error": "invalid_client"}, status=401)
        family = self._by_code(form) if "code" in form else self._by_refresh(form)
        if family is None:
            return web.json_response({"error": "invalid_grant"}, status=400)
        is_first, family.refresh = not family.refresh, secrets.token_urlsafe(20)
        claims = {**self.claims(family), **({"nonce": family.nonce} if is_first else {})}
        changed = claims if is_first else claims | self.renewed_claims
        answer = {"access_token": secrets.token_urlsafe(8), "token_type": "bearer"}
        answer |= {"id_token": self.sign(changed), "refresh_token": family.refresh}
        return web.json_response(answer)

    def _by_code(self, form: Json) -> Family | None:
        family = self.codes.pop(form["code"], None)
        digest = hashlib.sha256(form["code_verifier"].encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if family is None or family.challenge != challenge:
            return None
        self.families.append(family)
        return family

    def _by_refresh(self, form: Json) -> Family | None:
        shown = form.get("refresh_token")
        family = next((one for one in self.families if one.refresh == shown), None)
        if family is None and self.families:
            self.families[-1].is_dead = True  # an old one: stolen, so nobody keeps the family
        return None if family is None or family.is_dead else family

    async def revoke(self, request: web.Request) -> web.Response:
        form = {name: str(value) for name, value in (await request.post()).items()}
        if self.is_away:
            return web.Response(status=503)
        assert (form.pop("client_id"), form.pop("client_secret")) == (CLIENT, SECRET)
        assert form["token_type_hint"] == "refresh_token"
        self.given_back.append(form["token"])
        for family in self.families:
            family.is_dead |= family.refresh == form["token"]
        return web.Response()

    async def leave(self, request: web.Request) -> web.Response:
        self.asked.append(dict(request.query))
        raise web.HTTPFound(request.query["post_logout_redirect_uri"])

    def claims(self, family: Family) -> Json:
        """Return what an id_token says: no `azp`, no `at_hash`, the national broker's names."""
        moment = int(time.time())
        if family.sub.startswith("company"):
            who = {"LoaiTaiKhoan": 2, "TenDoanhNghiep": "Công ty Khác", "MaSoThue": "0000000199"}
        else:
            who = {"LoaiTaiKhoan": "1", "HoVaTen": "Trần Thị Khác", "SoDinhDanh": "000190000199"}
        if family.sub.startswith("proven"):
            who |= {"acr": "LoA2", "auth_time": int(family.at)}
        return {
            "iss": self.url, "aud": [CLIENT], "sub": family.sub, "sid": family.sid,
            "iat": moment, "exp": moment + 300, **who,
        }  # fmt: skip

    def sign(self, claims: Json, token_type: str = "JWT") -> str:
        header = {"alg": "RS256", "kid": "other-1", "typ": token_type}
        return jwt.encode(header, claims, self.key, algorithms=["RS256"])

    async def tell(self, http: aiohttp.ClientSession, address: str, **claims: Any) -> int:
        """Send a logout token; returns how it was taken."""
        moment = int(time.time())
        told = {"iss": self.url, "aud": CLIENT, "iat": moment, "exp": moment + 120}
        told |= {"jti": secrets.token_hex(), "events": {EVENT: {}}, **claims}
        token = self.sign(told, "logout+jwt")
        async with http.post(address, data={"logout_token": token}) as response:
            return response.status
