"""Stands in for auth where a service alone is measured: publishes a key, gives tokens."""

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web

from dev.ports import free_ports
from dev.settings import LOOPBACK
from shared.identity import ACCESS_TOKEN, AUDIENCE
from shared.ids import new_id
from shared.signing_keys import new_signing_jwk, public_part
from shared.tokens import SigningKey

ISSUER = "http://127.0.0.1:8080"


class Issuer:
    """`url` is what services know as auth."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._key = new_signing_jwk()
        self._signer = SigningKey(self._key)

    async def publish(self, _request: web.Request) -> web.Response:
        """Answer with the key services verify by."""
        return web.json_response({"keys": [public_part(self._key)]})

    def bearer(self, person: str, *roles: tuple[str, str]) -> dict[str, str]:
        """Return the header of a person holding `(role, unit)` pairs, good for five minutes."""
        at = int(time.time())
        claims = {
            "iss": ISSUER, "aud": AUDIENCE, "sub": person, "kind": "person", "loa": 2,
            "roles": [{"role": role, "unit": unit} for role, unit in roles],
            "sid": "bench", "jti": new_id(), "iat": at, "exp": at + 300,
        }  # fmt: skip
        return {"Authorization": f"Bearer {self._signer.sign(claims, ACCESS_TOKEN)}"}


@asynccontextmanager
async def issuing() -> AsyncIterator[Issuer]:
    """Serve the key until the block ends."""
    (port,) = free_ports(1)
    issuer = Issuer(f"http://{LOOPBACK}:{port}")
    app = web.Application()
    for path in ("/.well-known/jwks.json", "/readyz"):
        app.router.add_get(path, issuer.publish)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, LOOPBACK, port).start()
    try:
        yield issuer
    finally:
        await runner.cleanup()
