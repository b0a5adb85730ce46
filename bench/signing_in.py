"""Signing in: what verifying a token costs, looking a session up, and whole sign-ins a second."""

import asyncio
import base64
import json
import secrets
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime

import aiohttp
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from rich.console import Console
from yarl import URL

from bench.options import Options
from bench.results import Result
from bench.stage import Stage
from bench.timing import Act, Rounds, alternate
from dev.ports import free_ports
from dev.settings import LOOPBACK
from services.auth.clients.model import KNOWN_CLIENTS
from shared.identity import ACCESS_TOKEN, AUDIENCE
from shared.signing_keys import new_signing_jwk, public_part
from shared.tokens import Expected, SigningKey, usable_keys, verify_token

_TOKENS = 200
_LOOKUPS, _SIGN_INS, _AT_ONCE = 160, 32, 8
_TOKEN_BAR, _LOOKUP_BAR, _SIGN_IN_BAR = 2.0, 4.0, 50.0
_ISSUER = "http://127.0.0.1:8080"


async def measure(stage: Stage, options: Options, console: Console) -> list[Result]:
    """Measure tokens in this process, sessions and sign-ins on running ones."""
    repeats = max(2, options.repeats // 2)
    with console.status("verifying tokens"):
        tokens = await alternate(_verifying(), options.rounds, repeats)
    auth = await _start(stage)
    async with aiohttp.ClientSession() as http:
        session = await auth.sign_in("officer1")
        sides = {
            "token of a machine": [auth.many(lambda: auth.ask_token(http), _LOOKUPS)],
            "session look-up": [auth.many(lambda: auth.look_up(http, session), _LOOKUPS)],
        }
        with console.status("looking sessions up"):
            lookups = await alternate(sides, options.rounds, repeats)
    with console.status("signing in"):
        act = {"sign-in": [auth.many(lambda: auth.sign_in("citizen1"), _SIGN_INS)]}
        sign_ins = await alternate(act, options.rounds, 1)
    return [
        _compared(
            "a verified token, against its bare signature check",
            tokens, ("signature alone", "verified token"), _TOKEN_BAR,
            f"times for {_TOKENS} tokens",
        ),
        _compared(
            "a session's exchange, against a machine's token (signed, nothing looked up)",
            lookups, ("token of a machine", "session look-up"), _LOOKUP_BAR,
            f"times for {_LOOKUPS} calls, {_AT_ONCE} at once",
        ),
        Result(
            "whole sign-ins: provider, callback, session",
            _SIGN_INS * 1000 / sign_ins.timed("sign-in").median,
            " /s",
            _SIGN_IN_BAR,
            at_least=True,
            timed={"sign-in": sign_ins.timed("sign-in")},
            note=f"times for {_SIGN_INS} sign-ins, {_AT_ONCE} at once",
        ),
    ]  # fmt: skip


def _compared(name: str, rounds: Rounds, sides: tuple[str, str], bar: float, note: str) -> Result:
    base, side = sides
    timed = {one: rounds.timed(one) for one in sides}
    spread = rounds.spread(side, base)
    return Result(name, rounds.ratio(side, base), " ×", bar, spread=spread, timed=timed, note=note)


def _verifying() -> dict[str, list[Act]]:
    """Return the two ways to check the same tokens: all of it, and the signature alone."""
    jwk = new_signing_jwk()
    keys, signer = usable_keys({"keys": [public_part(jwk)]}), SigningKey(jwk)
    at = int(time.time())
    claims = {
        "iss": _ISSUER, "aud": AUDIENCE, "sub": "p", "kind": "person", "loa": 2, "sid": "s",
        "roles": [{"role": "officer", "unit": "so-tu-phap"}], "iat": at, "exp": at + 300,
    }  # fmt: skip
    tokens = [signer.sign({**claims, "jti": str(n)}, ACCESS_TOKEN) for n in range(_TOKENS)]
    types, algorithms = frozenset({ACCESS_TOKEN}), frozenset({"ES256"})
    expected = Expected(_ISSUER, AUDIENCE, algorithms=algorithms, token_types=types)
    public = _public_key(jwk)

    async def whole() -> None:
        for token in tokens:
            verify_token(token, keys, expected, datetime.now(UTC))

    async def signature() -> None:
        for token in tokens:
            signed, _, last = token.rpartition(".")
            raw = _decoded(last)
            r, s = (int.from_bytes(part, "big") for part in (raw[:32], raw[32:]))
            public.verify(encode_dss_signature(r, s), signed.encode(), ec.ECDSA(hashes.SHA256()))

    return {"signature alone": [signature], "verified token": [whole]}


def _public_key(jwk: dict[str, str]) -> ec.EllipticCurvePublicKey:
    x, y = (int.from_bytes(_decoded(jwk[name]), "big") for name in ("x", "y"))
    return ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key()


def _decoded(segment: str) -> bytes:
    return base64.urlsafe_b64decode(segment + "=" * (-len(segment) % 4))


@dataclass(frozen=True)
class _Auth:
    """A running auth before its sandbox."""

    url: str
    service_secrets: dict[str, str]

    async def sign_in(self, person: str) -> str:
        """Go through a whole sign-in as a browser does; returns the session's id."""
        jar = aiohttp.CookieJar(unsafe=True)
        async with aiohttp.ClientSession(cookie_jar=jar) as browser:
            address = f"{self.url}/auth/login?login_hint={person}"
            for _ in range(3):  # to the provider, back, and on
                async with browser.get(
                    URL(address, encoded=True), allow_redirects=False
                ) as response:
                    address = response.headers.get("Location", "")
            found = jar.filter_cookies(URL(self.url)).get("langnghe_session")
        if found is None:
            raise RuntimeError(f"nobody was signed in: {address}")
        return found.value

    async def look_up(self, http: aiohttp.ClientSession, session: str) -> None:
        """Exchange a session for a token, as the gateway does."""
        auth = aiohttp.BasicAuth("gateway", self.service_secrets["gateway"])
        url, body = f"{self.url}/internal/v1/session-token", {"session": session}
        async with http.post(url, json=body, auth=auth) as response:
            await _read(response)

    async def ask_token(self, http: aiohttp.ClientSession) -> None:
        """Ask for a machine's token."""
        auth = aiohttp.BasicAuth("qa", self.service_secrets["qa"])
        url, form = f"{self.url}/api/auth/v1/token", {"grant_type": "client_credentials"}
        async with http.post(url, data=form, auth=auth) as response:
            await _read(response)

    def many(self, act: Callable[[], Awaitable[object]], count: int) -> Act:
        """Return what does this so many times, some at once."""

        async def one_after_another() -> None:
            for _ in range(count // _AT_ONCE):
                await act()

        async def all_of_it() -> None:
            await asyncio.gather(*(one_after_another() for _ in range(_AT_ONCE)))

        return all_of_it


async def _read(response: aiohttp.ClientResponse) -> None:
    body = await response.read()
    if response.status != 200:
        raise RuntimeError(f"{response.status} {body[:300]!r}")


async def _start(stage: Stage) -> _Auth:
    """Start the sandbox and auth; both know where the other one will be."""
    auth_port, sandbox_port = free_ports(2)
    url, sandbox_url = (f"http://{LOOPBACK}:{port}" for port in (auth_port, sandbox_port))
    service_secrets = {name: secrets.token_hex(16) for name in KNOWN_CLIENTS}
    client_secret = secrets.token_hex(16)
    shared = {"ENVIRONMENT": "development", "LOG_LEVEL": "WARNING", "PUBLIC_URL": url}
    sandbox = {**shared, "SANDBOX_ISSUER": sandbox_url, "SANDBOX_CLIENT_SECRET": client_secret}
    ours = {
        **shared,
        "MONGODB_URI": await stage.mongodb(),
        "REDIS_URL": await stage.redis(),
        "AUTH_DATABASE": "bench_signing_in",
        "AUTH_DATA_KEYS": f"bench:{base64.b64encode(secrets.token_bytes(32)).decode()}",
        "AUTH_SERVICE_SECRETS": json.dumps(service_secrets),
        "AUTH_OIDC_ISSUER": sandbox_url,
        "AUTH_OIDC_CLIENT_SECRET": client_secret,
    }
    application = "services.auth.{}:create_app"
    await stage.web("sandbox", application.format("sandbox.app"), sandbox, port=sandbox_port)
    await stage.web("auth", application.format("app"), ours, port=auth_port)
    return _Auth(url, service_secrets)
