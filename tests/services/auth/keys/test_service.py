"""The signing key: made once whoever starts first, sealed at rest, published without its secret."""

import asyncio
import json

from services.auth.keys.service import load_keyring
from shared.identity import CallerVerifier
from shared.ids import new_id
from shared.jwks import KeySource, over_http
from shared.mongo import Mongo
from tests.services.auth.settings import unopened_settings
from tests.support.databases import drop_database


async def test_processes_that_start_at_once_agree_on_one_key(mongodb_uri):
    cipher = unopened_settings().cipher()
    name = f"test_keys_{new_id()}"
    processes = [Mongo(mongodb_uri, name, []) for _ in range(5)]
    try:
        for process in processes:
            await process.open()
        rings = await asyncio.gather(*(load_keyring(process, cipher) for process in processes))
        assert len({json.dumps(ring.jwks()) for ring in rings}) == 1
        assert len(rings[0].jwks()["keys"]) == 1
        [stored] = await processes[0].database["signing_keys"].find({}).to_list()
        assert '"d"' not in str(stored)
    finally:
        for process in processes:
            await process.close()
        await drop_database(mongodb_uri, name)


async def test_the_published_keys_verify_what_is_issued(stage, browser):
    answer = await browser.get("/.well-known/jwks.json")
    [key] = answer.json["keys"]
    assert set(key) == {"kty", "crv", "x", "y", "kid", "use", "alg"}
    assert answer.headers["Cache-Control"] == "public, max-age=300"
    source = KeySource(over_http(stage.http, f"{stage.url}/.well-known/jwks.json"))
    verifier = CallerVerifier(source, stage.url)
    caller = await verifier.caller((await stage.machine_bearer("qa"))["Authorization"])
    assert caller.id == "client:qa"
