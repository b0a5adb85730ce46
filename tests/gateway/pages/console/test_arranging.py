"""What units arrange for themselves, sent through pages to the real qa: nothing kept gets lost."""

from datetime import timedelta

import pytest

from shared.clock import today
from tests.gateway.pages.working import Worker
from tests.services.qa.directory import JUSTICE

FAQ, NEW_FAQ = "/can-bo/thuong-gap", "/can-bo/thuong-gap-moi"
TEMPLATES, NEW_TEMPLATE = "/can-bo/mau-tra-loi", "/can-bo/mau-tra-loi-moi"
DEPUTIES = "/can-bo/nguoi-thay"
MODERATION = "/can-bo/kiem-duyet"
ANSWER = "Nộp hồ sơ tại **bộ phận một cửa**, không mất lệ phí."


def document(number: int) -> dict[str, str | None]:
    return {
        "number": f"{number}/2026/NĐ-CP",
        "title": f"Nghị định thứ {number}",
        "issued_on": f"2026-01-{number:02}",
        "valid_to": None,
        "url": f"https://vanban.example/{number}",
    }


async def added_faq(worker: Worker, documents: int) -> str:
    body = {
        "unit": JUSTICE,
        "title": "Lệ phí cấp bản sao?",
        "answer": ANSWER,
        "documents": [document(number) for number in range(1, documents + 1)],
    }
    kept = await worker.qa.post("/faq", body, "officer1")
    assert kept.status == 201, kept.body
    return str(kept.body["id"])


async def test_editing_a_ready_answer_keeps_every_document_with_its_days(worker: Worker) -> None:
    entry = await added_faq(worker, 6)
    page = f"{FAQ}/{entry}/sua"
    more = {"number-6": "7/2026/NĐ-CP", "title-6": "Nghị định thứ 7", "issued_on-6": "2026-01-07"}
    sent = await worker.submit(page, **{**more, "url-6": "https://vanban.example/7"})
    assert sent.status == 303, sent.text
    stored = (await worker.qa.get(f"/faq/{entry}", "officer1")).body["documents"]
    names = document(1)
    assert [{name: one[name] for name in names} for one in stored] == [
        document(number) for number in range(1, 8)
    ]


async def test_a_ready_answer_holds_twenty_documents(worker: Worker) -> None:
    entry = await added_faq(worker, 20)
    sent = await worker.submit(f"{FAQ}/{entry}/sua", answer=f"{ANSWER} Đã sửa.")
    assert sent.status == 303, sent.text
    stored = (await worker.qa.get(f"/faq/{entry}", "officer1")).body
    assert (len(stored["documents"]), stored["version"]) == (20, 2)


async def test_what_is_wrong_with_a_document_is_said_at_the_documents(worker: Worker) -> None:
    typed = {"title": "Lệ phí bao nhiêu?", "answer": ANSWER, "number-0": "1/2026/NĐ-CP"}
    refused = await worker.submit(NEW_FAQ, **typed)
    assert refused.status == 422
    assert "Mỗi văn bản cần số hiệu và tên" in refused.text
    assert refused.page.control("title").get("aria-invalid") == ""
    assert refused.page.control("number-0").get("value") == "1/2026/NĐ-CP"


async def test_a_ready_answer_is_added_and_withdrawn(worker: Worker) -> None:
    sent = await worker.submit(NEW_FAQ, title="Nộp ở đâu?", answer=ANSWER)
    assert sent.status == 303, sent.text
    entry = sent.headers["location"].partition("?")[0]
    assert "Nộp ở đâu?" in (await worker.get(entry)).text
    gone = await worker.submit(entry, f"{entry}/rut", reason="Quy định đã thay đổi.")
    assert gone.headers["location"] == f"{entry}?done=out"
    assert "Đã rút xuống" in (await worker.get(entry)).text


async def test_a_template_is_added_changed_and_removed(worker: Worker) -> None:
    text = "Kính gửi {{ten_nguoi_gui}}, xin trả lời như sau."
    refused = await worker.submit(NEW_TEMPLATE, name="Mở đầu", text="Chào {{khong_co}} ạ.")
    assert refused.status == 422
    assert refused.page.control("text").text.strip() == "Chào {{khong_co}} ạ."
    assert (await worker.submit(NEW_TEMPLATE, name="Mở đầu", text=text)).status == 303
    [kept] = (await worker.qa.get("/templates", "officer1")).body
    page = f"{TEMPLATES}/{kept['id']}"
    assert (await worker.submit(page, name="Lời mở đầu")).status == 303
    overtaken = await worker.post(page, name="Của tôi", text=text, unit=JUSTICE, version="1")
    assert overtaken.status == 409
    assert overtaken.page.control("name").get("value") == "Của tôi"
    gone = await worker.submit(TEMPLATES, f"{page}/xoa")
    assert gone.headers["location"] == f"{TEMPLATES}?done=gone"
    assert (await worker.qa.get("/templates", "officer1")).body == []


async def test_a_deputy_is_appointed_and_ended(worker: Worker) -> None:
    first, last = today(), today() + timedelta(days=3)
    refused = await worker.submit(DEPUTIES, deputy="officer1")
    assert refused.status == 422
    sent = await worker.submit(
        DEPUTIES, deputy="officer2", **{"from": first.isoformat(), "to": last.isoformat()}
    )
    assert sent.status == 303, sent.text
    assert "Trần Văn Nam" in (await worker.get(DEPUTIES)).text
    [kept] = (await worker.qa.get("/deputies", "officer1")).body
    assert (kept["person"]["id"], kept["deputy"]["id"]) == ("officer1", "officer2")
    await worker.post(f"{DEPUTIES}/{kept['id']}/ket-thuc")
    assert (await worker.qa.get("/deputies", "officer1")).body == []


@pytest.mark.parametrize("outcome", ["handled", "no_action"])
async def test_a_matter_is_settled_with_a_note(worker: Worker, outcome: str) -> None:
    asked = await worker.qa.ask(unit=None)
    await worker.qa.deliver_events()
    worker.who = "coordinator1"
    assert asked["code"] in (await worker.get(MODERATION)).text
    [matter] = (await worker.qa.get("/moderation", "coordinator1")).body["items"]
    note = "Đã gọi điện cho đơn vị."
    page = f"{MODERATION}/{matter['id']}"
    sent = await worker.submit(MODERATION, page, outcome=outcome, note=note)
    assert sent.headers["location"] == f"{MODERATION}?done=1"
    shown = await worker.get(f"{MODERATION}?state=settled")
    assert note in shown.text


async def test_a_question_is_filed_under_no_topic_again(worker: Worker) -> None:
    asked = await worker.qa.ask()
    topic = (await worker.qa.get("/topics")).body[0]["id"]
    page = f"/can-bo/{asked['code']}/phan-loai"
    for chosen in (topic, ""):
        sent = await worker.submit(page, topic=chosen)
        assert sent.status == 303, sent.text
        assert (await worker.qa.stored(asked["code"])).topic == (chosen or None)
