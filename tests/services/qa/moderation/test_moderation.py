"""The coordinator's list: what comes onto it, what leaves it by itself, what a person settles."""

import asyncio

import pytest

from services.qa.moderation.following import _add, follow
from services.qa.moderation.queries import matters
from shared.contracts.qa.events import QuestionAsked, QuestionForwarded, QuestionReturned
from shared.contracts.qa.moderation import ModerationKind as Kind
from tests.services.qa.directory import JUSTICE, PROVINCE, SCIENCE

pytestmark = pytest.mark.usefixtures("qa")

WITH_PHONE = "Ông/bà gọi số 0905 123 456 gặp anh Nam, hoặc viết tới nam@hue.example."
PLAIN = "Ông/bà nộp hồ sơ tại bộ phận một cửa."


async def listed(qa, **query):
    await qa.deliver_events()
    answered = await qa.get("/moderation", "coordinator1", params=query)
    assert answered.status == 200, answered.body
    return answered.body["items"]


async def answer(qa, asked, text, **fields):
    done = await qa.act(asked["code"], "publish", "officer1", {"text": text, **fields})
    assert done.status == 200, done.body


async def settle(qa, matter, outcome="handled", note=""):
    body = {"outcome": outcome, "note": note}
    return await qa.post(f"/moderation/{matter['id']}/settle", body, "coordinator1")


async def test_a_question_without_a_unit_waits_for_the_coordinator_until_it_has_one(qa):
    asked = await qa.ask(unit=None)
    await qa.ask()
    [matter] = await listed(qa)
    assert (matter["kind"], matter["code"]) == ("triage", asked["code"])
    assert matter["unit"]["id"] == PROVINCE
    assert matter["is_open"] is True
    reason = {"unit": JUSTICE, "reason": "Thuộc lĩnh vực tư pháp."}
    done = await qa.act(asked["code"], "forward", "coordinator1", reason)
    assert done.status == 200, done.body
    assert await listed(qa) == []
    [settled] = await listed(qa, state="settled")
    assert (settled["outcome"], settled["settled_by"]) == ("by_itself", None)


async def test_events_that_come_late_list_nothing_that_has_gone_on(qa):
    moved, ended, returned = [await qa.ask(unit=None), await qa.ask(unit=None), await qa.ask()]
    to_justice = {"unit": JUSTICE, "reason": "Thuộc lĩnh vực tư pháp."}
    rejection = {"ground": "abuse", "guidance": "Nội dung quảng cáo, không trả lời."}
    back = {"reason": "Việc này thuộc đơn vị khác."}
    for asked, action, who, body in (
        (moved, "forward", "coordinator1", to_justice),
        (ended, "reject", "coordinator1", rejection),
        (returned, "return", "officer1", back),
        (returned, "forward", "coordinator1", to_justice),
    ):
        done = await qa.act(asked["code"], action, who, body)
        assert done.status == 200, done.body
    for asked in (moved, ended, returned):
        for event in (
            QuestionForwarded(code=asked["code"], unit=JUSTICE, before=PROVINCE, by=""),
            QuestionReturned(code=asked["code"], unit=PROVINCE, before=JUSTICE, by="officer1"),
            QuestionAsked(code=asked["code"], unit=PROVINCE),
        ):

            async def act(tx, event=event):
                await follow(tx, event)

            await qa.runtime.mongo.run(act)
    assert await listed(qa) == []


async def test_a_returned_question_comes_with_its_reason(qa):
    asked = await qa.ask()
    reason = {"reason": "Việc này thuộc Sở Khoa học và Công nghệ."}
    assert (await qa.act(asked["code"], "return", "officer1", reason)).status == 200
    [matter] = await listed(qa, kind="returned")
    assert matter["reason"] == reason["reason"]
    assert matter["status"] == "returned"
    body = {"unit": SCIENCE, "reason": "Chuyển đúng đơn vị."}
    assert (await qa.act(asked["code"], "forward", "coordinator1", body)).status == 200
    assert await listed(qa) == []


async def test_a_published_text_with_personal_data_is_shown_with_its_places(qa):
    asked = await qa.ask()
    await answer(qa, asked, WITH_PHONE)
    await answer(qa, await qa.ask(), PLAIN)
    await answer(qa, await qa.ask(may_publish=False), WITH_PHONE)
    [matter] = await listed(qa)
    assert (matter["kind"], matter["code"]) == ("personal_data", asked["code"])
    marked = {
        flag["kind"]: matter["public_answer"][flag["start"] : flag["end"]]
        for flag in matter["flags"]
    }
    assert marked == {"phone": "0905 123 456", "email": "nam@hue.example"}
    body = {"text": PLAIN, "reason": "Bỏ số điện thoại riêng."}
    assert (await qa.act(asked["code"], "correct", "officer1", body)).status == 200
    assert await listed(qa) == []


async def test_only_what_everybody_reads_counts(qa):
    asked = await qa.ask(body=f"Tôi đã hỏi và được trả lời rằng: {WITH_PHONE}")
    public = {"title": "Thủ tục trích lục", "body": "Tôi cần trích lục […].", "text": PLAIN}
    await answer(qa, asked, WITH_PHONE, public=public)
    assert await listed(qa) == []


async def test_a_recalled_answer_stays_until_somebody_settles_it(qa):
    asked = await qa.ask()
    await answer(qa, asked, WITH_PHONE)
    await listed(qa)
    reason = {"reason": "Có thông tin cá nhân."}
    assert (await qa.act(asked["code"], "recall", "officer1", reason)).status == 200
    [matter] = await listed(qa)
    assert (matter["kind"], matter["reason"]) == ("recalled", reason["reason"])
    assert matter["public_answer"] == ""
    assert (await qa.get("/moderation/counts", "coordinator1")).body == {
        "triage": 0, "returned": 0, "personal_data": 0, "recalled": 1,
    }  # fmt: skip
    done = await settle(qa, matter, "no_action", "Đã gọi đơn vị.")
    assert done.status == 200
    assert (done.body["outcome"], done.body["note"]) == ("no_action", "Đã gọi đơn vị.")
    assert done.body["settled_by"]["id"] == "coordinator1"
    again = await settle(qa, matter)
    assert (again.status, again.slug) == (409, "moderation-settled")
    assert await listed(qa) == []


async def test_two_coordinators_settle_once(qa):
    await qa.ask(unit=None)
    [matter] = await listed(qa)
    done = await asyncio.gather(*(settle(qa, matter) for _ in range(3)))
    assert sorted(answered.status for answered in done) == [200, 409, 409]


async def test_the_list_is_the_coordinators_and_comes_in_pages(qa):
    for _ in range(3):
        await qa.ask(unit=None)
    await qa.deliver_events()
    first = (await qa.get("/moderation", "coordinator1", params={"limit": 2})).body
    more = {"limit": 2, "cursor": first["next_cursor"], "kind": "triage"}
    second = (await qa.get("/moderation", "coordinator1", params=more)).body
    codes = [matter["code"] for matter in first["items"] + second["items"]]
    assert len(set(codes)) == 3
    assert second["next_cursor"] is None
    for who, status in (("officer1", 403), ("leader1", 403), ("citizen1", 403), (None, 401)):
        assert (await qa.get("/moderation", who)).status == status
        body = {"outcome": "handled"}
        assert (await qa.post(f"/moderation/{'0' * 32}/settle", body, who)).status == status
    unknown = await settle(qa, {"id": "0" * 32})
    assert (unknown.status, unknown.slug) == (404, "moderation-not-found")


async def test_an_event_acted_on_twice_lists_once(qa):
    asked = await qa.ask(unit=None)
    await qa.deliver_events()
    question = await qa.stored(asked["code"])
    await qa.runtime.mongo.run(lambda tx: _add(tx, question, Kind.TRIAGE))
    assert len(await listed(qa)) == 1


@pytest.mark.parametrize("kind", [None, Kind.TRIAGE])
@pytest.mark.parametrize("state", ["open", "settled"])
async def test_each_list_has_its_index(qa, kind, state):
    listing = matters(kind, state)
    held = await qa.runtime.mongo.database["moderation"].index_information()
    keys = [[field for field, _ in index["key"]] for index in held.values()]
    assert ([] if kind is None else ["kind"]) + [listing.field] in keys
