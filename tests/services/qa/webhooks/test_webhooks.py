"""Webhooks over real https: signed, once for each event, again after failures, dead in the end."""

import asyncio
import hashlib
import hmac
import json
from datetime import timedelta

import pytest

from services.qa.webhooks.calling import call_due
from services.qa.webhooks.documents import WebhookDeliveryDocument, WebhookDocument
from shared.clock import at, now
from shared.outside import OutsideClient
from tests.support.https import https_receiver

EMAIL = {"email": "nguoi.hoi@example.com", "name": "Nguyễn Văn Kín"}


@pytest.fixture
async def receiver(qa, tmp_path, monkeypatch):
    """Return a server on loopback that qa may call."""
    async with https_receiver(tmp_path) as running:
        client = OutsideClient(["localhost"], timeout_seconds=3, trust=running.trust)
        monkeypatch.setattr(qa.runtime, "outside", client)
        yield running
        await client.close()


async def register(qa, url: str, *kinds: str):
    form = {"name": "LGSP", "url": url, "kinds": list(kinds) or ["question_asked"]}
    return await qa.post("/webhooks", form, "admin1")


async def test_a_call_is_signed_and_says_nothing_personal(qa, receiver):
    added = await register(qa, receiver.url, "question_asked", "question_answered")
    assert added.status == 201, added.body
    assert added.headers["Cache-Control"] == "no-store"
    asked = await qa.ask(**EMAIL)
    await qa.act(asked["code"], "publish", "officer1", {"text": "Ông/bà nộp tại một cửa."})
    await qa.deliver_events()
    assert await call_due(qa.runtime) == 2
    assert await call_due(qa.runtime) == 0
    bodies = [json.loads(body) for body in receiver.bodies]
    assert sorted(body["kind"] for body in bodies) == ["question_answered", "question_asked"]
    for body, raw, headers in zip(bodies, receiver.bodies, receiver.headers, strict=True):
        assert set(body) == {"id", "kind", "at", "code", "unit"}
        assert body["code"] == asked["code"]
        seconds, _, signed = headers["X-Lang-Nghe-Signature"].partition(",")
        message = seconds.removeprefix("t=").encode() + b"." + raw
        secret = added.body["secret"].encode()
        expected = hmac.new(secret, message, hashlib.sha256).hexdigest()
        assert signed == f"v1={expected}"
        assert abs(int(seconds.removeprefix("t=")) - now().timestamp()) < 30
    [shown] = (await qa.get("/webhooks", "admin1")).body
    assert shown["last_success_at"]
    assert "secret" not in shown
    stored = str(await qa.runtime.mongo.database["webhooks"].find().to_list())
    assert added.body["secret"] not in stored


async def test_only_the_kinds_wanted_and_each_event_once(qa, receiver):
    await register(qa, receiver.url, "question_answered")
    await qa.ask()
    rows = await qa.runtime.mongo.database["outbox"].find().to_list()
    await qa.deliver_events()
    assert await WebhookDeliveryDocument.count() == 0
    await register(qa, receiver.url)
    await qa.runtime.mongo.database["inbox"].delete_many({})
    await qa.runtime.mongo.database["deliveries"].delete_many({})
    await qa.runtime.mongo.database["outbox"].insert_many(rows)
    await qa.deliver_events()
    assert await WebhookDeliveryDocument.count() == 1
    called = await asyncio.gather(*(call_due(qa.runtime) for _ in range(4)))
    assert sum(called) == len(receiver.bodies) == 1


async def test_what_fails_is_tried_again_and_in_the_end_dead_and_resent(qa, receiver):
    await register(qa, receiver.url)
    asked = await qa.ask()
    await qa.deliver_events()
    receiver.statuses = [500, 302, *[503] * 40]
    moment = now()
    for tries in range(1, 41):
        with at(moment):
            assert await call_due(qa.runtime) == 0
        if tries == 2:
            row = await WebhookDeliveryDocument.find_one({})
            assert (row.state, row.attempts, row.reason) == ("waiting", 2, "status_302")
        moment += timedelta(hours=2)
    row = await WebhookDeliveryDocument.find_one({})
    assert (row.state, row.attempts) == ("dead", qa.runtime.settings.webhook_attempts)
    assert len(receiver.bodies) == row.attempts
    [shown] = (await qa.get("/webhooks", "admin1")).body
    assert shown["failing_since"]
    [dead] = (await qa.get("/deliveries/dead", "admin1")).body["items"]
    assert (dead["channel"], dead["code"], dead["person"]) == ("webhook", asked["code"], None)
    receiver.statuses.clear()
    assert (await qa.post(f"/deliveries/{dead['id']}/resend", None, "admin1")).status == 204
    assert await call_due(qa.runtime) == 1
    assert len({json.loads(body)["id"] for body in receiver.bodies}) == 1
    assert (await qa.get("/deliveries/dead", "admin1")).body["items"] == []


async def test_a_test_call_tells_what_came_of_it(qa, receiver):
    added = (await register(qa, receiver.url)).body
    path = f"/webhooks/{added['id']}/test"
    receiver.statuses = [200, 404]
    first, second = [(await qa.post(path, None, "admin1")).body for _ in range(2)]
    assert first == {"arrived": True, "status": 200, "reason": ""}
    assert second == {"arrived": False, "status": 404, "reason": "status_404"}
    assert json.loads(receiver.bodies[0])["kind"] == "test"
    assert (await qa.post("/webhooks/x/test", None, "admin1")).slug == "webhook-not-found"


async def test_a_removed_webhook_is_called_no_more(qa, receiver):
    added = (await register(qa, receiver.url)).body
    await qa.ask()
    await qa.deliver_events()
    assert (await qa.call("DELETE", f"/webhooks/{added['id']}", "admin1")).status == 204
    assert await call_due(qa.runtime) == 0
    assert receiver.bodies == []
    row = await WebhookDeliveryDocument.find_one({})
    assert (row.state, row.reason) == ("needless", "removed")
    gone = await qa.call("DELETE", f"/webhooks/{added['id']}", "admin1")
    assert gone.slug == "webhook-not-found"


@pytest.mark.parametrize(
    "url",
    [
        "http://example.com/hook",
        "https://127.0.0.1/hook",
        "https://169.254.169.254/latest/meta-data",
        "https://10.0.0.8/hook",
        "https://[::1]/hook",
        "https://localhost/hook",
        "https://user:secret@example.com/hook",
        "ftp://example.com/hook",
        "x",
    ],
)
async def test_n66_an_address_inside_the_network_is_not_registered(qa, url):
    refused = await register(qa, url)
    assert (refused.status, refused.pointers) == (422, ["#/url"])
    assert await WebhookDocument.count() == 0


async def test_one_that_turned_inward_is_not_called(qa, receiver):
    added = (await register(qa, receiver.url)).body
    stored = await WebhookDocument.get(added["id"])
    stored.url = receiver.url.replace("localhost", "127.0.0.1")
    await stored.replace()
    await qa.ask()
    await qa.deliver_events()
    assert await call_due(qa.runtime) == 0
    row = await WebhookDeliveryDocument.find_one({})
    assert (row.state, row.reason) == ("waiting", "not_outside")
    assert receiver.bodies == []


@pytest.mark.parametrize(("who", "status"), [(None, 401), ("officer1", 403), ("leader1", 403)])
async def test_only_administrators_have_to_do_with_webhooks(qa, who, status):
    assert (await qa.get("/webhooks", who)).status == status
    form = {"name": "x", "url": "https://example.com/h", "kinds": ["question_asked"]}
    assert (await qa.post("/webhooks", form, who)).status == status
