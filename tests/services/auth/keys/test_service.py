"""The signing keys: made once whoever starts first, replaced unnoticed, sealed, published."""

import asyncio
import json
from datetime import timedelta

import pytest

from services.auth.keys.__main__ import told
from services.auth.keys.access_tokens import AccessTokens
from services.auth.keys.model import KEPT, LEAD, Keyring, outlived, signing
from services.auth.keys.service import (
    forget_outlived_keys,
    keep_fresh,
    load_keys,
    replace_leaked_keys,
    rotate_keys,
)
from shared.clock import at, now
from shared.identity import CallerVerifier, TokenNotAccepted
from shared.jwks import KeySource, over_http
from tests.services.auth.settings import unopened_settings
from tests.support.workers import until

ISSUER = "http://127.0.0.1:8080"
CIPHER = unopened_settings().cipher()


@pytest.fixture
async def mongo(stage):
    """Return auth's database without a key; what the running services use is put back."""
    keys = stage.runtime.mongo.database["signing_keys"]
    before = await keys.find({}).to_list()
    await keys.delete_many({"_id": {"$exists": True}})
    yield stage.runtime.mongo
    await keys.delete_many({"_id": {"$exists": True}})
    await keys.insert_many(before)


def verifier_of(ring: Keyring) -> CallerVerifier:
    """Return another service's verifier, which keeps a copy of the keys."""

    async def published():
        return ring.jwks()

    return CallerVerifier(KeySource(published, clock=lambda: now().timestamp()), ISSUER)


async def test_processes_that_start_at_once_agree_on_one_key(mongo):
    rings = await asyncio.gather(*(load_keys(mongo, CIPHER) for _ in range(5)))
    assert len({json.dumps(Keyring(ring).jwks()) for ring in rings}) == 1
    assert len(Keyring(rings[0]).jwks()["keys"]) == 1
    [stored] = await mongo.database["signing_keys"].find({}).to_list()
    assert '"d"' not in str(stored)
    assert "'d'" not in repr(rings[0])


async def test_a_rotation_is_made_once_and_noticed_by_nobody(mongo):
    ring = Keyring(await load_keys(mongo, CIPHER))
    tokens, verifier, begin = AccessTokens(ring, ISSUER, 300), verifier_of(ring), now()

    async def is_accepted(token) -> bool:
        return (await verifier.caller(f"Bearer {token.access_token}")).id == "client:qa"

    async def call() -> bool:
        return await is_accepted(tokens.for_client("qa", ["x"]))

    assert await call()
    with at(begin + timedelta(minutes=1)):
        made = await asyncio.gather(*(rotate_keys(mongo, CIPHER) for _ in range(5)))
        assert sum(made) == 1
        assert not await rotate_keys(mongo, CIPHER)
        ring.replace(await load_keys(mongo, CIPHER))
        assert len(ring.jwks()["keys"]) == 2
        assert await call()
    used = set()
    for minutes in range(1, 40, 2):
        with at(begin + timedelta(minutes=minutes)):
            token = tokens.for_client("qa", ["x"])
            used.add(token.access_token.split(".")[0])
            assert await is_accepted(token)
        with at(begin + timedelta(minutes=minutes + 4)):
            assert await is_accepted(token)
    assert len(used) == 2


async def test_old_keys_go_when_nothing_they_signed_is_good(stage, mongo):
    begin = now()
    await load_keys(mongo, CIPHER)
    assert not await rotate_keys(mongo, CIPHER, after=timedelta(days=90))
    with at(begin + timedelta(days=91)):
        assert await rotate_keys(mongo, CIPHER, after=timedelta(days=90))
        keys = await load_keys(mongo, CIPHER)
        assert signing(keys, now()).number == 1
        assert signing(keys, now() + LEAD).number == 2
        assert "published" in told(keys)
    with at(begin + timedelta(days=91) + LEAD + KEPT - timedelta(seconds=1)):
        assert await forget_outlived_keys(mongo, CIPHER) == []
        assert len(Keyring(keys).jwks()["keys"]) == 2
    with at(begin + timedelta(days=91, seconds=1) + LEAD + KEPT):
        assert [key.number for key in outlived(keys, now())] == [1]
        assert len(Keyring(keys).jwks()["keys"]) == 1
        assert await forget_outlived_keys(mongo, CIPHER) == [1]
        assert await forget_outlived_keys(mongo, CIPHER) == []
        assert [key.number for key in await load_keys(mongo, CIPHER)] == [2]
    assert (await stage.last_audit("signing_key.removed"))["subject"] == {"key": "1"}
    assert (await stage.last_audit("signing_key.made"))["subject"]["key"] == "2"


async def test_a_leaked_key_is_refused_once_the_keys_are_read_anew(mongo):
    begin = now()
    ring = Keyring(await load_keys(mongo, CIPHER))
    tokens, verifier = AccessTokens(ring, ISSUER, 300), verifier_of(ring)
    stolen = tokens.for_client("qa", ["x"]).access_token
    assert await verifier.caller(f"Bearer {stolen}")
    assert await replace_leaked_keys(mongo, CIPHER) == [1]
    ring.replace(await load_keys(mongo, CIPHER))
    with at(begin + timedelta(seconds=61)):
        token = tokens.for_client("qa", ["x"]).access_token
        assert (await verifier.caller(f"Bearer {token}")).id == "client:qa"
        with pytest.raises(TokenNotAccepted):
            await verifier.caller(f"Bearer {stolen}")


async def test_a_process_learns_of_a_key_another_one_made(mongo, monkeypatch):
    monkeypatch.setattr("services.auth.keys.service._RELOAD_SECONDS", 0.01)
    ring = Keyring(await load_keys(mongo, CIPHER))

    async def knows_both() -> bool:
        return len(ring.jwks()["keys"]) == 2

    watch = asyncio.create_task(keep_fresh(ring, mongo, CIPHER))
    try:
        assert await rotate_keys(mongo, CIPHER)
        await until(knows_both)
        assert not watch.done()
    finally:
        watch.cancel()


async def test_the_published_keys_verify_what_is_issued(stage, browser):
    answer = await browser.get("/.well-known/jwks.json")
    [key] = answer.json["keys"]
    assert set(key) == {"kty", "crv", "x", "y", "kid", "use", "alg"}
    assert answer.headers["Cache-Control"] == "public, max-age=300"
    source = KeySource(over_http(stage.http, f"{stage.url}/.well-known/jwks.json"))
    verifier = CallerVerifier(source, stage.url)
    caller = await verifier.caller((await stage.machine_bearer("qa"))["Authorization"])
    assert caller.id == "client:qa"
