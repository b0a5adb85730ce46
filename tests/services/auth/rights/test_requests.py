"""People ask about their own data, administrators look after it, each in turn and once."""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from services.auth.rights.documents import RightsRequestDocument
from services.auth.rights.following import tell_of_late
from services.auth.subscribers import subscribers
from shared.clock import at, local_day, now, today
from shared.ids import new_id
from tests.services.auth.keeping import BASE
from tests.services.auth.support import Answer, Browser, Stage

OWN, WORK = f"{BASE}/rights-requests", f"{BASE}/rights-work"


@pytest.fixture
async def citizen(keeping: Stage) -> AsyncIterator[Browser]:
    """Return a browser signed in as a citizen of level 2, their requests forgotten."""
    await RightsRequestDocument.find_all().delete()
    async with keeping.browser() as browser:
        await browser.sign_in("citizen1")
        browser.http.headers.update(await keeping.bearer_of(browser))
        yield browser


async def ask(citizen: Browser, kind: str, text: str = "", key: str = "") -> Answer:
    headers = {"Idempotency-Key": key or new_id()}
    return await citizen.post(OWN, json={"kind": kind, "text": text}, headers=headers)


async def handle(admin: Browser, request: str, step: str, text: str | None = None) -> Answer:
    shown = await admin.get(f"{WORK}/{request}")
    body = None if text is None else {"text": text}
    headers = {"If-Match": shown.headers["ETag"]}
    return await admin.post(f"{WORK}/{request}/{step}", json=body, headers=headers)


async def complete(stage: Stage, event: str, request: str) -> None:
    """Say what qa says when it has done its part."""
    message = {"id": new_id(), "name": event, "payload": {"request": request}}
    await subscribers.receive(stage.runtime, stage.runtime.mongo, message)


async def test_a_copy_is_made_without_anybody_deciding(citizen: Browser, stage: Stage) -> None:
    made = await ask(citizen, "view")
    assert (made.status, made.json["state"]) == (201, "running")
    request = made.json["id"]
    row = await stage.runtime.mongo.database["outbox"].find_one({"payload.request": request})
    assert row is not None
    assert set(row["payload"]) == {"request", "person"}
    early = await citizen.get(f"{OWN}/{request}/copy")
    assert (early.status, early.slug) == (404, "copy-not-ready")
    for _ in range(2):
        await complete(stage, "qa.person_data_gathered.v1", request)
    shown = (await citizen.get(f"{OWN}/{request}")).json
    assert (shown["state"], shown["version"]) == ("done", 2)
    copy = await citizen.get(f"{OWN}/{request}/copy")
    assert copy.json["profile"]["email"] == "hoai.an@dan.example"
    assert {one["action"] for one in copy.json["events"]} >= {"sign_in.succeeded"}
    [session, *_] = copy.json["sessions"]
    assert set(session) >= {"device", "issuer", "created_at", "seen_at", "ended_at"}
    assert "renewal" not in session
    assert "attachment" in copy.headers["Content-Disposition"]
    with at(now() + timedelta(days=31)):
        stored = await RightsRequestDocument.get(request)
        assert stored is not None
        assert stored.copy_until < now()


async def test_the_same_request_sent_twice_is_one(citizen: Browser) -> None:
    key = new_id()
    first, again = (
        await ask(citizen, "object", "Xin thôi", key),
        await ask(citizen, "object", "Xin thôi", key),
    )
    assert first.json == again.json
    other = await ask(citizen, "object", "Khác", key)
    assert (other.status, other.slug) == (409, "idempotency-key-reused")


async def test_one_of_a_kind_is_open_at_a_time_also_of_two_at_once(citizen: Browser) -> None:
    both = await asyncio.gather(*(ask(citizen, "correct", f"Sửa {n}") for n in range(4)))
    assert sorted(one.status for one in both) == [201, 409, 409, 409]
    assert {one.slug for one in both if one.status == 409} == {"right-already-requested"}
    assert (await ask(citizen, "object", "Xin thôi")).status == 201


async def test_a_request_is_acknowledged_extended_once_and_refused_with_a_reason(
    citizen: Browser, keeper: Browser, stage: Stage
) -> None:
    made = (await ask(citizen, "erase", "Tôi không dùng nữa")).json
    [item] = (await keeper.get(WORK)).json["items"]
    assert (item["person_name"], item["text"]) == ("Nguyễn Thị Hoài An", "Tôi không dùng nữa")
    request = made["id"]
    assert (await handle(keeper, request, "acknowledge")).json["state"] == "acknowledged"
    again = await handle(keeper, request, "acknowledge")
    assert (again.status, again.slug) == (409, "rights-request-settled")
    assert (await handle(keeper, request, "extend", "Vì")).status == 422
    longer = await handle(keeper, request, "extend", "Hồ sơ nằm ở nhiều đơn vị.")
    assert longer.status == 200, longer.text
    assert longer.json["due_at"] > made["due_at"]
    twice = await handle(keeper, request, "extend", "Vẫn chưa xong được.")
    assert (twice.status, twice.slug) == (409, "no-extension")
    assert (await handle(keeper, request, "refuse", "Luật Lưu trữ buộc phải giữ.")).status == 200
    shown = (await citizen.get(f"{OWN}/{request}")).json
    assert (shown["state"], shown["answer"]) == ("refused", "Luật Lưu trữ buộc phải giữ.")
    assert shown["extension_reason"] == "Hồ sơ nằm ở nhiều đơn vị."
    assert (await keeper.get(WORK)).json["items"] == []
    assert [one["id"] for one in (await keeper.get(f"{WORK}?state=settled")).json["items"]] == [
        request
    ]
    stored = await stage.runtime.mongo.database["rights_requests"].find_one({"_id": request})
    assert "Lưu trữ" not in str(stored)
    noted = await stage.last_audit("rights.refused")
    assert noted["subject"] == {"kind": "erase", "request": request}


async def test_what_was_done_by_hand_ends_with_an_answer(citizen: Browser, keeper: Browser) -> None:
    made = (await ask(citizen, "correct", "Tên tôi có dấu")).json
    done = await handle(keeper, made["id"], "agree", "Đã sửa tên theo VNeID.")
    assert (done.status, done.json["state"]) == (200, "done")
    assert (await handle(keeper, made["id"], "agree", "Lần nữa")).status == 409


async def test_an_erasure_ends_every_session_at_once_and_leaves_no_account(
    citizen: Browser, keeper: Browser, stage: Stage
) -> None:
    made = (await ask(citizen, "erase")).json
    done = await handle(keeper, made["id"], "agree", "")
    assert (done.status, done.json["state"]) == (200, "running"), done.text
    assert (await stage.exchange(citizen.cookie())).status == 401
    for collection in ("people", "sessions", "identities"):
        key = "_id" if collection == "people" else "person"
        assert await stage.count(collection, **{key: "demo-citizen1"}) == 0, collection
    await complete(stage, "qa.person_data_erased.v1", made["id"])
    assert (await keeper.get(f"{WORK}/{made['id']}")).json["state"] == "done"
    async with stage.browser() as anew:
        await anew.sign_in("citizen1")
        me = await anew.get(f"{BASE}/me", headers=await stage.bearer_of(anew))
        assert me.json["id"] != "demo-citizen1"
        await stage.runtime.mongo.database["identities"].delete_many({"person": me.json["id"]})
        await stage.runtime.mongo.database["people"].delete_many({"_id": me.json["id"]})


async def test_who_works_for_a_unit_keeps_their_account(keeper: Browser) -> None:
    refused = await ask(keeper, "erase")
    assert (refused.status, refused.slug) == (409, "staff-data-kept")


async def test_a_request_is_taken_back_while_nobody_decided(
    citizen: Browser, keeper: Browser
) -> None:
    made = (await ask(citizen, "object", "Xin thôi")).json
    path = f"{OWN}/{made['id']}/withdraw"
    stale = await citizen.post(path, headers={"If-Match": '"9"'})
    assert (stale.status, stale.slug) == (412, "rights-request-changed")
    taken = await citizen.post(path, headers={"If-Match": '"1"'})
    assert taken.json["state"] == "withdrawn"
    assert (await handle(keeper, made["id"], "agree", "")).status == 409


async def test_nobody_sees_or_handles_what_is_not_theirs(
    citizen: Browser, keeper: Browser, stage: Stage
) -> None:
    made = (await ask(citizen, "object", "Xin thôi")).json
    for method, path in (("GET", f"{OWN}/{made['id']}"), ("GET", f"{OWN}/{made['id']}/copy")):
        other = await keeper.request(method, path)
        assert (other.status, other.slug) == (404, "rights-request-not-found")
    for path in (WORK, f"{WORK}/{made['id']}"):
        assert (await citizen.get(path)).status == 403
    async with stage.browser() as weak:
        await weak.sign_in("citizen2")
        headers = await stage.bearer_of(weak)
        for path in (OWN, f"{BASE}/profile"):
            answer = await weak.get(path, headers=headers)
            assert (answer.status, answer.slug) == (403, "step-up-required")
    async with stage.browser() as nobody:
        assert (await nobody.get(OWN)).status == 401


@pytest.mark.parametrize(
    "body",
    [
        {"kind": "correct"},
        {"kind": "object", "text": "  "},
        {"kind": "sell", "text": "x"},
        {"kind": "view", "text": "x" * 2_001},
        {"kind": "view", "person": "demo-citizen2"},
    ],
)
async def test_a_malformed_request_changes_nothing(citizen: Browser, body: dict[str, Any]) -> None:
    assert (await citizen.post(OWN, json=body)).status == 422
    assert await RightsRequestDocument.find_all().count() == 0


async def test_the_profile_tells_what_is_known_and_no_whole_number(citizen: Browser) -> None:
    shown = (await citizen.get(f"{BASE}/profile")).json
    assert (shown["name"], shown["number_last4"]) == ("Nguyễn Thị Hoài An", "0101")
    assert "000190000101" not in str(shown)


async def test_each_time_limit_that_passes_is_told_of_once(
    citizen: Browser, keeper: Browser, stage: Stage
) -> None:
    await stage.runtime.mongo.database["outbox"].delete_many({"name": "auth.right_late.v1"})
    made = (await ask(citizen, "erase")).json

    async def told(days: int) -> int:
        with at(now() + timedelta(days=days)):
            await tell_of_late(stage.runtime)
            await tell_of_late(stage.runtime)
        return await stage.count("outbox", name="auth.right_late.v1")

    assert await told(0) == 0
    assert await told(8) == 1, "nobody said a word in time"
    assert await told(40) == 2, "nor was it done in time"
    assert await told(41) == 2
    assert (await handle(keeper, made["id"], "refuse", "Luật Lưu trữ buộc phải giữ.")).status == 200
    assert await told(80) == 2
    asked = await stage.runtime.mongo.database["outbox"].find_one(
        {"name": "auth.right_requested.v1", "payload.request": made["id"]}
    )
    assert asked is not None
    assert datetime.fromisoformat(asked["payload"]["due_at"]) == datetime.fromisoformat(
        made["respond_by"]
    )


async def test_a_letter_is_entered_for_the_holder_of_a_number_and_counted_from_its_day(
    citizen: Browser, keeper: Browser, stage: Stage
) -> None:
    letter = {
        "number": "000190000101", "kind": "object", "text": "Xin thôi gửi thư",
        "received_on": (today() - timedelta(days=3)).isoformat(),
    }  # fmt: skip
    [item] = (await keeper.post(WORK, json=letter)).json
    assert (item["person"], item["state"]) == ("demo-citizen1", "submitted")
    made_at = datetime.fromisoformat(item["made_at"])
    assert local_day(made_at) == today() - timedelta(days=3)
    assert (await citizen.get(f"{OWN}/{item['id']}")).json["text"] == "Xin thôi gửi thư"
    stored = await stage.runtime.mongo.database["rights_requests"].find_one({"_id": item["id"]})
    noted = await stage.last_audit("rights.entered")
    assert letter["number"] not in f"{stored}{noted}"
    twice = await keeper.post(WORK, json=letter)
    assert (twice.status, twice.slug) == (409, "right-already-requested")
    for changed, slug in (
        ({"number": "000000000000"}, "person-not-found"),
        ({"kind": "correct", "received_on": "2030-01-01"}, "received-on-unusable"),
        ({"kind": "correct", "received_on": "2020-01-01"}, "received-on-unusable"),
        ({"number": "1 OR 1"}, "invalid-request"),
    ):
        assert (await keeper.post(WORK, json={**letter, **changed})).slug == slug
    assert (await citizen.post(WORK, json=letter)).status == 403
    assert await RightsRequestDocument.find_all().count() == 1
