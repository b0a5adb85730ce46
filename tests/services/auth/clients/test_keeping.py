"""Registered systems: their secret told once, renewed without a pause, revoked for good."""

import asyncio
from datetime import datetime, timedelta

import aiohttp
import pytest

from shared.clock import now
from tests.services.auth.support import Answer, Browser, new_name

PATH = "/api/auth/v1/clients"
GRANT = {"grant_type": "client_credentials"}


@pytest.fixture
async def admin(stage):
    async with stage.browser() as browser:
        await browser.sign_in("admin1")
        browser.http.headers.update(await stage.bearer_of(browser))
        yield browser


async def register(admin: Browser, **changes) -> Answer:
    body = {"name": new_name(), "title": "Trục liên thông", "scopes": ["directory:read"], **changes}
    return await admin.post(PATH, json=body)


async def change(admin: Browser, client: dict, step: str = "", body: object = None) -> Answer:
    """Make a change of the version just read."""
    headers = {"If-Match": f'"{client["version"]}"'}
    method, path = ("POST", f"/{step}") if step else ("PUT", "")
    return await admin.request(method, f"{PATH}/{client['name']}{path}", json=body, headers=headers)


async def ask_token(stage, name: str, secret: str, **form: str) -> Answer:
    async with stage.browser() as system:
        return await system.post(
            "/api/auth/v1/token", data=GRANT | form, auth=aiohttp.BasicAuth(name, secret)
        )


async def test_a_system_is_registered_and_its_secret_told_once(stage, admin):
    answer = await register(admin)
    assert answer.status == 201, answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    client, secret = answer.json, answer.json["secret"]
    assert len(secret) >= 43
    for shown in (f"{PATH}/{client['name']}", PATH):
        assert secret not in (await admin.get(shown)).text
    stored = await stage.runtime.mongo.database["machine_clients"].find_one({"_id": client["name"]})
    assert secret not in str(stored)
    assert secret not in str(await stage.last_audit("client.registered"))
    token = await ask_token(stage, client["name"], secret)
    assert (token.status, token.json["scope"]) == (200, "directory:read")
    bearer = {"Authorization": f"Bearer {token.json['access_token']}"}
    async with stage.browser() as system:
        assert (await system.get("/api/auth/v1/directory", headers=bearer)).status == 200
        assert (await system.get(PATH, headers=bearer)).status == 403
    used = (await admin.get(f"{PATH}/{client['name']}")).json
    assert used["last_used_on"] is not None


async def test_a_token_is_given_though_its_use_cannot_be_noted(stage, admin):
    client = (await register(admin)).json
    held, may_end = asyncio.Event(), asyncio.Event()

    async def hold(tx):
        rows = tx.database["machine_clients"]
        change = {"$set": {"title": "Trục"}}
        await rows.update_one({"_id": client["name"]}, change, session=tx.session)
        held.set()
        await may_end.wait()

    holding = asyncio.create_task(stage.runtime.mongo.run(hold))
    await held.wait()
    try:
        token = await ask_token(stage, client["name"], client["secret"])
        assert (token.status, token.json["scope"]) == (200, "directory:read")
    finally:
        may_end.set()
        await holding


async def test_a_changed_scope_counts_from_the_next_token_on(stage, admin):
    client = (await register(admin)).json
    form = {"title": "LGSP", "scopes": ["figures:read"]}
    changed = await change(admin, client, body=form)
    assert (changed.status, changed.json["title"]) == (200, "LGSP")
    assert changed.headers["ETag"] == '"2"'
    token = await ask_token(stage, client["name"], client["secret"])
    assert token.json["scope"] == "figures:read"
    refused = await ask_token(stage, client["name"], client["secret"], scope="directory:read")
    assert (refused.status, refused.json["error"]) == (422, "invalid_scope")
    stale = await change(admin, client, body=form)
    assert (stale.status, stale.slug) == (412, "client-changed-meanwhile")


async def test_a_secret_is_renewed_without_a_pause(stage, admin):
    client = (await register(admin)).json
    name, first = client["name"], client["secret"]
    renewed = (await change(admin, client, "secret", {"keep_hours": 2})).json
    second = renewed["secret"]
    for secret in (first, second):
        assert (await ask_token(stage, name, secret)).status == 200
    clients = stage.runtime.mongo.database["machine_clients"]
    [until] = [one["good_until"] for one in renewed["secrets"] if one["good_until"]]
    assert (
        timedelta(hours=1, minutes=59) < datetime.fromisoformat(until) - now() <= timedelta(hours=2)
    )
    past = {"$set": {"secrets.0.good_until": now()}}
    await clients.update_one({"_id": name}, past)
    assert (await ask_token(stage, name, first)).status == 401
    assert (await ask_token(stage, name, second)).status == 200
    third = (await change(admin, renewed, "secret", {"keep_hours": 0})).json
    assert len(third["secrets"]) == 1
    for secret in (first, second):
        assert (await ask_token(stage, name, secret)).status == 401
    assert (await ask_token(stage, name, third["secret"])).status == 200


async def test_a_revoked_system_stays_so(stage, admin):
    client = (await register(admin)).json
    revoked = await change(admin, client, "revoke")
    assert (revoked.status, revoked.json["secrets"]) == (200, [])
    assert (await ask_token(stage, client["name"], client["secret"])).status == 401
    for step, body in (("secret", {}), ("revoke", None)):
        again = await change(admin, revoked.json, step, body)
        assert (again.status, again.slug) == (409, "client-revoked")


async def test_a_name_is_given_once(admin):
    name = new_name()
    answers = await asyncio.gather(*(register(admin, name=name) for _ in range(4)))
    assert sorted(answer.status for answer in answers) == [201, 409, 409, 409]
    for ours in ("gateway", "qa", "survey"):
        refused = await register(admin, name=ours)
        assert refused.status == (422 if ours == "qa" else 409)


@pytest.mark.parametrize(
    "changes",
    [
        {"name": "Lgsp"}, {"name": "lgsр"}, {"name": "a b"}, {"name": "-a-"}, {"name": "ab"},
        {"name": "x" * 41}, {"title": ""}, {"title": "a\nb"}, {"title": "abc\u202edef"},
        {"title": "a\u200bbc"}, {"title": "Trục li\u0435n thông"}, {"scopes": ["admin"]},
        {"scopes": ["sessions:exchange"]},
        {"scopes": ["comments:read"]}, {"secret": "mine"},
    ],
)  # fmt: skip
async def test_what_cannot_be_registered(admin, changes):
    assert (await register(admin, **changes)).status == 422


@pytest.mark.parametrize("secret", ["", "x", "A" * 43, "é" * 20, "A" * 5_000])
async def test_n34_a_wrong_secret_of_a_registered_system(stage, admin, secret):
    client = (await register(admin)).json
    assert (await ask_token(stage, client["name"], secret)).status == 401
    assert (await ask_token(stage, "x" * 300, secret)).status == 401


async def test_only_who_administers_everything_at_level_two_keeps_them(stage, admin):
    client = (await register(admin)).json
    for person, level in (("officer1", "2"), ("leader1", "2"), ("admin1", "1")):
        async with stage.browser() as browser:
            await browser.sign_in(person, level=level)
            browser.http.headers.update(await stage.bearer_of(browser))
            assert (await browser.get(PATH)).status == 403
            assert (await register(browser)).status == 403
            assert (await change(browser, client, "revoke")).status == 403
    async with stage.browser() as guest:
        assert (await guest.get(PATH)).status == 401
    assert (await ask_token(stage, client["name"], client["secret"])).status == 200
    assert (await admin.get(f"{PATH}/nobody")).slug == "client-not-found"
