"""Ladders, other systems and imports, sent through pages to the real qa."""

from datetime import timedelta

from gateway.settings import GatewaySettings
from services.qa.settings import QaSettings
from shared.clock import today
from tests.gateway.pages.working import Worker
from tests.services.qa.directory import JUSTICE

LADDERS, NEW_LADDER = "/quan-tri/nhac-viec", "/quan-tri/nhac-viec-moi"
WEBHOOKS, IMPORTS = "/quan-tri/ket-noi", "/quan-tri/nhap-du-lieu"
ROWS = "Mã,Tiêu đề,Nội dung,Trả lời,Ngày hỏi,Ngày trả lời\n"


async def test_a_long_ladder_is_changed_without_losing_a_step(worker: Worker) -> None:
    steps = [
        {"key": f"step_{number}", "role": "officer", "working_days": number, "by_mail": False}
        for number in range(1, 20)
    ]
    tomorrow = (today() + timedelta(days=1)).isoformat()
    body = {"unit": JUSTICE, "steps": steps, "valid_from": tomorrow}
    added = await worker.qa.post("/ladders", body, "admin1")
    assert added.status == 201, added.body
    worker.who = "admin1"
    page = f"{LADDERS}/{added.body['id']}"
    day = (today() + timedelta(days=5)).isoformat()
    last = {"key-19": "step_20", "role-19": "head", "moment-19": "share", "value-19": "50"}
    sent = await worker.submit(page, **last, valid_from=day)
    assert sent.status == 303, sent.text
    listed = (await worker.qa.get("/ladders", "admin1")).body
    [changed] = [one for one in listed if one["valid_from"] == day]
    assert [step["key"] for step in changed["steps"]] == [f"step_{n}" for n in range(1, 21)]
    assert changed["steps"][-1]["share"] == 0.5


async def test_a_webhook_is_registered_and_removed(worker: Worker) -> None:
    worker.who = "admin1"
    refused = await worker.submit(WEBHOOKS, name="Cổng SMS", url="http://10.0.0.1/x")
    assert refused.status == 422
    assert refused.page.control("name").get("value") == "Cổng SMS"
    typed = {"name": "Cổng SMS", "url": "https://sms.example.com/tin"}
    sent = await worker.submit(WEBHOOKS, **typed)
    assert "Khóa bí mật chỉ hiện lần này" in sent.text
    [kept] = (await worker.qa.get("/webhooks", "admin1")).body
    gone = await worker.submit(WEBHOOKS, f"{WEBHOOKS}/{kept['id']}/xoa")
    assert gone.headers["location"] == f"{WEBHOOKS}?done=gone"
    assert (await worker.qa.get("/webhooks", "admin1")).body == []


async def test_a_file_larger_than_an_attachment_is_imported(worker: Worker) -> None:
    worker.who = "admin1"
    form = (await worker.get(IMPORTS)).page.form(IMPORTS)
    typed = {**form, "kind": "questions", "source": "cong-2019"}
    typed.pop("files")
    content = ROWS.encode() + b" " * (11 * 1024 * 1024)
    sent = await worker.send_file(IMPORTS, "cau-hoi.csv", content, **typed)
    assert sent.status == 303, sent.text
    shown = await worker.get(sent.headers["location"])
    assert "cau-hoi.csv" in shown.text


async def test_topics_are_taken_in_from_no_portal(worker: Worker) -> None:
    worker.who = "admin1"
    typed = (await worker.get(f"{IMPORTS}?kind=topics")).page.form(IMPORTS)
    typed.pop("files")
    assert (typed["kind"], typed["source"]) == ("topics", "")
    sent = await worker.send_file(IMPORTS, "linh-vuc.csv", "Mã,Tên\n".encode(), **typed)
    assert sent.status == 303, sent.text
    shown = await worker.get(sent.headers["location"])
    assert "Lĩnh vực" in shown.page.text_of("main")
    assert "<code>" not in shown.text


async def test_a_file_too_large_to_import_is_refused_with_what_was_typed(worker: Worker) -> None:
    worker.who = "admin1"
    typed = {"kind": "faq", "source": "cong-2019"}
    sent = await worker.send_file(IMPORTS, "lon.csv", bytes(51 * 1024 * 1024), **typed)
    assert sent.status == 422
    assert "nhiều nhất 50 MB" in sent.text
    assert sent.page.control("source").get("value") == "cong-2019"


def test_the_page_takes_what_qa_takes() -> None:
    gateway, qa = GatewaySettings.model_fields, QaSettings.model_fields
    assert gateway["max_import_bytes"].default > qa["import_max_bytes"].default
    assert gateway["max_upload_bytes"].default > qa["attachment_max_bytes"].default
