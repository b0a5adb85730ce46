"""Ready answers: kept by units, searched like questions, flagged when what they rest on expires."""

from datetime import date, timedelta

import pytest

from services.qa.faq import queries
from services.qa.faq.service import warn_of_expiry
from shared.clock import at, now, today
from tests.services.qa.directory import JUSTICE, SCIENCE

DECREE = {"number": "224/2026/NĐ-CP", "title": "Nghị định về cổng thông tin", "valid_to": None}


def entry(**fields):
    return {
        "unit": JUSTICE, "title": "Lệ phí đăng ký khai sinh là bao nhiêu?",
        "answer": "Đăng ký đúng hạn được **miễn** lệ phí.", "topic": "ho-tich",
        "documents": [DECREE], **fields,
    }  # fmt: skip


async def added(qa, who="officer1", **fields):
    done = await qa.post("/faq", entry(**fields), who)
    assert done.status == 201, done.body
    return done.body


async def edit(qa, kept, version=None, who="officer1", **fields):
    body = {
        "title": kept["title"], "answer": kept["answer"],
        "topic": kept["topic"]["id"] if kept["topic"] else None, **fields,
    }  # fmt: skip
    headers = {"If-Match": f'"{version or kept["version"]}"'}
    return await qa.call("PUT", f"/faq/{kept['id']}", who, json=body, headers=headers)


async def listed(qa, who=None, **params):
    found = await qa.get("/faq", who, params=params)
    assert found.status == 200, found.body
    return [one["id"] for one in found.body["items"]]


async def test_a_unit_keeps_an_entry_and_everybody_reads_it(qa):
    kept = await added(qa)
    assert kept["actions"] == ["edit", "withdraw"]
    shown = await qa.get(f"/faq/{kept['id']}")
    assert shown.headers["ETag"] == '"1"'
    body = shown.body
    assert body["html"] == "<p>Đăng ký đúng hạn được <strong>miễn</strong> lệ phí.</p>\n"
    assert (body["state"], body["valid_from"], body["actions"]) == ("valid", str(today()), [])
    assert body["documents"][0]["number"] == DECREE["number"]
    assert body["unit"]["name"] == "Sở Tư pháp"
    assert await listed(qa) == [kept["id"]]


@pytest.mark.parametrize("q", ["le phi khai sinh", "LỆ PHÍ", "lệ phí đăng ký", "224/2026"])
async def test_found_with_and_without_marks(qa, q):
    kept = await added(qa)
    await added(qa, title="Chứng thực bản sao ở đâu?", answer="Tại bất kỳ xã nào.", documents=[])
    assert await listed(qa, q=q) == [kept["id"]]


async def test_tone_marks_old_and_new_are_alike(qa):
    kept = await added(qa, title="Hoà giải ở cơ sở là gì?")
    assert await listed(qa, q="hòa giải") == [kept["id"]] == await listed(qa, q="hoà giải")


async def test_narrowed_by_unit_and_topic_and_paged(qa):
    ours = [(await added(qa))["id"] for _ in range(3)]
    theirs = (await added(qa, "officer3", unit=SCIENCE, topic=None))["id"]
    assert await listed(qa, unit=SCIENCE) == [theirs]
    assert await listed(qa, topic="ho-tich") == ours[::-1]
    assert await listed(qa, q="khai sinh", unit=JUSTICE) == ours[::-1]
    page = (await qa.get("/faq", params={"unit": JUSTICE, "limit": 2})).body
    assert [one["id"] for one in page["items"]] == ours[:0:-1]
    assert await listed(qa, unit=JUSTICE, limit=2, cursor=page["next_cursor"]) == ours[:1]


async def test_validity_by_days(qa):
    day = today()
    coming = await added(qa, valid_from=str(day + timedelta(days=1)))
    past = await added(
        qa, valid_from=str(day - timedelta(days=9)), valid_to=str(day - timedelta(1))
    )
    last = await added(qa, valid_to=str(day))
    assert await listed(qa) == [last["id"]]
    assert await listed(qa, state="expired") == [past["id"]]
    assert (past["state"], coming["state"]) == ("expired", "not_yet")
    assert (await qa.get(f"/faq/{coming['id']}")).status == 404
    assert (await qa.get(f"/faq/{coming['id']}", "officer2")).status == 200
    assert (await qa.get("/faq", params={"state": "not_yet"})).status == 403
    assert (
        await qa.get("/faq", "officer3", params={"state": "all", "unit": JUSTICE})
    ).status == 403
    assert await listed(qa, "officer1", state="not_yet", unit=JUSTICE) == [coming["id"]]
    assert len(await listed(qa, "coordinator1", state="all")) == 3
    assert len(await listed(qa, "officer1", state="all")) == 3
    assert await listed(qa, "officer3", state="all") == []


async def test_a_cited_document_that_expired_is_flagged(qa):
    gone = {"number": "42/2022/NĐ-CP", "title": "Nghị định cũ", "valid_to": "2026-06-30"}
    kept = await added(qa, documents=[DECREE, gone])
    assert kept["cites_expired"] is True
    assert [one["is_expired"] for one in kept["documents"]] == [False, True]
    assert kept["state"] == "valid"


async def test_edited_with_a_history(qa):
    kept = await added(qa)
    done = await edit(qa, kept, who="officer2", answer="Lệ phí là 8.000 đồng mỗi bản.")
    assert (done.status, done.body["version"], done.headers["ETag"]) == (200, 2, '"2"')
    assert done.body["documents"] == []
    history = (await qa.get(f"/faq/{kept['id']}/versions", "officer1")).body
    assert [(one["version"], one["kind"], one["by"]["name"]) for one in history] == [
        (1, "added", "Lê Thị Hồng"), (2, "edited", "Trần Văn Nam"),
    ]  # fmt: skip
    assert history[0]["answer"] == kept["answer"]
    assert (await qa.get(f"/faq/{kept['id']}/versions")).status == 401
    assert (await qa.get(f"/faq/{kept['id']}/versions", "officer3")).status == 403
    assert await listed(qa, q="8.000 đồng") == [kept["id"]]
    assert await listed(qa, q="miễn") == []


async def test_a_stale_edit_shows_what_it_is_now(qa):
    kept = await added(qa)
    await edit(qa, kept, title="Lệ phí khai sinh quá hạn?")
    stale = await edit(qa, kept, title="Một tiêu đề khác")
    assert (stale.status, stale.slug) == (412, "faq-changed")
    assert stale.body["current"]["title"] == "Lệ phí khai sinh quá hạn?"
    missing = await qa.call("PUT", f"/faq/{kept['id']}", "officer1", json=entry())
    assert missing.status in {422, 428}


async def test_withdrawn(qa):
    kept = await added(qa)
    path, body = f"/faq/{kept['id']}/withdraw", {"reason": "Quy định đã thay đổi."}
    done = await qa.post(path, body, "officer1", headers={"If-Match": "1"})
    assert (done.status, done.body["state"], done.body["actions"]) == (200, "withdrawn", [])
    assert await listed(qa) == []
    assert (await qa.get(f"/faq/{kept['id']}")).status == 404
    again = await qa.post(path, body, "officer1", headers={"If-Match": "2"})
    assert (again.status, again.slug) == (409, "faq-withdrawn")
    history = (await qa.get(f"/faq/{kept['id']}/versions", "officer1")).body
    assert history[-1]["reason"] == body["reason"]


@pytest.mark.parametrize(
    ("who", "status"),
    [(None, 401), ("citizen1", 403), ("officer3", 403), ("leader1", 403), ("head1", 201)],
)
async def test_who_may_add(qa, who, status):
    assert (await qa.post("/faq", entry(), who)).status == status


@pytest.mark.parametrize(
    ("fields", "pointer"),
    [
        ({"title": "x"}, "#/title"), ({"unit": "khong-co"}, "#/unit"),
        ({"topic": "khong-co"}, "#/topic"), ({"title": None}, "#"),
        ({"valid_from": "2026-02-02", "valid_to": "2026-02-01"}, "#"),
        ({"documents": [{**DECREE, "url": "javascript:alert(1)"}]}, "#/documents/0/url"),
        ({"colour": "red"}, "#/colour"),
    ],
)  # fmt: skip
async def test_what_is_wrong_is_pointed_at(qa, fields, pointer):
    refused = await qa.post("/faq", entry(**fields), "coordinator1")
    assert (refused.status, refused.pointers) == (422, [pointer])


async def test_taken_from_an_answered_question(qa):
    code = (await qa.answered(topic="ho-tich"))["code"]
    kept = (await qa.post("/faq", {"unit": JUSTICE, "from_question": code}, "officer1")).body
    assert kept["title"] == "Thủ tục cấp bản sao trích lục khai sinh"
    assert kept["answer"] == "Ông/bà nộp hồ sơ tại bộ phận một cửa."
    assert (kept["from_question"], kept["topic"]["id"]) == (code, "ho-tich")


async def test_a_private_question_gives_nothing_away(qa):
    code = (await qa.answered(may_publish=False))["code"]
    form = {"unit": JUSTICE, "from_question": code}
    refused = await qa.post("/faq", form, "officer1")
    assert (refused.status, refused.slug) == (409, "question-not-public")
    own_words = {**form, "title": "Nộp hồ sơ ở đâu?", "answer": "Tại bộ phận một cửa."}
    kept = await qa.post("/faq", own_words, "officer1")
    assert (kept.status, kept.body["from_question"]) == (201, None)
    form["unit"] = SCIENCE
    assert (await qa.post("/faq", form, "officer3")).status == 404


async def test_similar_entries(qa):
    kept = await added(qa)
    await added(qa, title="Chứng thực bản sao ở đâu?", answer="Tại bất kỳ xã nào.", documents=[])
    found = await queries.similar(qa.runtime, "Toi muon hoi le phi dang ky khai sinh cho con")
    assert [one.id for one in found] == [kept["id"]]
    assert await queries.similar(qa.runtime, "đất đai nhà cửa") == []
    assert await queries.similar(qa.runtime, "lệ phí đất đai nhà cửa") == []
    typed = (await qa.get("/faq/suggestions", params={"text": "Lệ phí khai sinh"})).body
    assert [one["id"] for one in typed] == [kept["id"]]


async def suggested(qa, text, who=None):
    told = await qa.get("/faq/suggestions", who, params={"text": text})
    assert told.status == 200, told.body
    return told.body


async def test_suggestions_are_three_at_most_the_likest_first(qa):
    for ending in ("", " cho con", " ở nước ngoài", " quá hạn", " lại"):
        await added(qa, title=f"Lệ phí đăng ký khai sinh{ending}", documents=[])
    titles = [one["title"] for one in await suggested(qa, "le phi dang ky khai sinh o nuoc ngoai")]
    assert len(titles) == 3
    assert titles[0] == "Lệ phí đăng ký khai sinh ở nước ngoài"


async def test_suggestions_are_what_everybody_reads(qa):
    day = today()
    kept = await added(qa)
    await added(qa, valid_from=str(day - timedelta(9)), valid_to=str(day - timedelta(1)))
    await added(qa, valid_from=str(day + timedelta(3)))
    gone = await added(qa)
    withdrawn = await qa.post(
        f"/faq/{gone['id']}/withdraw", {"reason": "Không còn đúng."}, "officer1",
        headers={"If-Match": '"1"'},
    )  # fmt: skip
    assert withdrawn.status == 200
    for who in (None, "officer1", "coordinator1"):
        [one] = await suggested(qa, "Lệ phí đăng ký khai sinh", who)
        assert (one["id"], one["actions"]) == (kept["id"], [])


async def test_suggestions_for_nothing_and_for_too_much(qa):
    await added(qa)
    assert await suggested(qa, "???") == []
    for text in ("", "x" * 5_201):
        assert (await qa.get("/faq/suggestions", params={"text": text})).status == 422
    assert (await qa.get("/faq/suggestions")).status == 422


async def test_the_units_officers_are_told_once_before_it_expires(qa):
    day = today()
    kept = await added(
        qa, valid_to=str(day + timedelta(days=20)),
        documents=[{**DECREE, "valid_to": str(day + timedelta(days=50))}],
    )  # fmt: skip
    for _ in range(2):
        await warn_of_expiry(qa.runtime.mongo)
        await qa.deliver_events()
    inbox = (await qa.get("/notifications", "officer1")).body["items"]
    assert [(one["kind"], one["code"], one["title"]) for one in inbox] == [
        ("faq_expiring", kept["id"], kept["title"]),
    ]  # fmt: skip
    assert await qa.count("deliveries", channel="email") == 0
    await edit(
        qa, kept, valid_to=None, documents=[{**DECREE, "valid_to": str(day + timedelta(50))}]
    )
    await warn_of_expiry(qa.runtime.mongo)
    await qa.deliver_events()
    assert len((await qa.get("/notifications", "officer1")).body["items"]) == 1
    with at(now() + timedelta(days=21)):
        await warn_of_expiry(qa.runtime.mongo)
        await qa.deliver_events()
    assert len((await qa.get("/notifications", "officer1")).body["items"]) == 2


async def test_nobody_is_told_of_what_was_withdrawn_meanwhile(qa):
    kept = await added(qa, valid_to=str(today() + timedelta(days=3)))
    await warn_of_expiry(qa.runtime.mongo)
    path = f"/faq/{kept['id']}/withdraw"
    await qa.post(path, {"reason": "Không còn đúng."}, "officer1", headers={"If-Match": "1"})
    await qa.deliver_events()
    assert (await qa.get("/notifications", "officer1")).body["items"] == []
    assert date.fromisoformat(kept["valid_to"]) > today()
