"""Marked data goes through the whole story; nothing that is emitted may hold a mark.

Emitted is what leaves the stores and the answers: logs, metrics, messages to workers. What the
system keeps on purpose (the database, mails, sessions) is not looked at here.
"""

import asyncio
import base64
import json
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import aiohttp
import pytest
import redis

from shared.ids import new_id
from tests.support.mailbox import Mailbox
from tests.support.people import Person, person
from tests.support.system import System

pytestmark = pytest.mark.system

UNIT = "so-tu-phap"
OURS = ("sandbox", "auth", "qa", "survey", "worker", "beat", "gateway")
MARK = f"qzx{uuid.uuid4().hex[:8]}"
EMAIL, PHONE = f"{MARK}@example.com", "0987650123"
PHONES = {PHONE, "+84987650123", "987650123", "987 650 123"}
# What the provider says about the persons who sign in here.
KNOWN = {"Nguyễn Thị Hoài An", "000190000101", "hoai.an@dan.example", "Phạm Thu Trang"}


def marked(text: str) -> str:
    return f"{text} {MARK}"


@contextmanager
def listening(redis_url: str) -> Iterator[list[str]]:
    """Collect the commands Redis gets, messages to workers among them."""
    heard: list[str] = []
    client = redis.Redis.from_url(redis_url, decode_responses=True, socket_timeout=0.3)
    is_over = threading.Event()

    def listen() -> None:
        with client.monitor() as monitor:
            while not is_over.is_set():
                try:
                    heard.append(monitor.next_command()["command"])
                except redis.TimeoutError:
                    continue

    thread = threading.Thread(target=listen)
    thread.start()
    try:
        yield heard
    finally:
        is_over.set()
        thread.join(5)
        client.close()


async def ask_and_be_answered(system: System) -> tuple[str, str]:
    """Tell the system everything a citizen can tell it, in every field; returns code and secret."""
    async with person(system.public_url, "citizen1") as citizen:
        asked = await citizen.ask(
            title=marked("Xin cấp lại giấy khai sinh"), body=marked("Tôi cần giấy khai sinh."),
            name=marked("Trần"), email=EMAIL, phone=PHONE, unit=UNIT, may_publish=True,
        )  # fmt: skip
        code = str(asked["code"])
        async with person(system.public_url, "officer1") as officer:
            await officer.act(code, "receive")
            await officer.act(code, "notes", {"text": marked("Gọi cho người gửi")})
            await officer.act(code, "publish", {"text": marked("Mời anh chị đến")})
        words = {"text": marked("Cảm ơn, còn một câu nữa")}
        path = f"/api/qa/v1/questions/{code}"
        await citizen.post(f"{path}/follow-ups", words, 200, Idempotency_Key=new_id())
        rating = {"level": "dissatisfied", "comment": marked("Chậm")}
        await citizen.post(f"{path}/rating", rating)
    return code, str(asked["secret"])


async def visit_and_rate(system: System, code: str, secret: str) -> None:
    async with person(system.public_url) as guest:
        response = {
            "portal": "demo", "ratings": {"quality": "good"}, "other": marked("Nên thêm"),
            "page_url": f"https://hue.example/tin?ho-ten={MARK}",
        }  # fmt: skip
        await guest.post("/api/survey/v1/responses", response, 201, Idempotency_Key=new_id())
        await guest.get("/api/qa/v1/questions", params={"q": MARK})
        await guest.get("/api/qa/v1/suggestions", params={"text": marked("khai sinh")})
        await visit(guest, "GET", f"/hoi-dap?q={MARK}")
        track = {"code": code, "secret": secret, "contact": EMAIL}
        await visit(guest, "POST", "/hoi-dap/tra-cuu", data=track)


async def make_mistakes(system: System) -> None:
    """Send what is refused, each with a mark in it."""
    async with person(system.public_url) as guest:
        api = "/api/qa/v1/questions"
        key = {"Idempotency-Key": new_id()}
        await visit(guest, "POST", api, json={"title": MARK, "phone": f"{PHONE}x"}, headers=key)
        await visit(guest, "POST", api, data=f"{{{MARK}", headers=key)
        await visit(guest, "GET", f"{api}/{MARK}?{MARK}={MARK}", headers={"X-Real-Name": MARK})
        await visit(guest, "GET", f"/{MARK}/{EMAIL}")
        await visit(guest, "GET", "/hoi-dap", headers={"Cookie": f"langnghe_session={MARK * 3}"})
        await visit(guest, "GET", "/api/qa/v1/queue", headers={"Authorization": f"Bearer {MARK}"})
        await visit(guest, "GET", f"/auth/callback?state={MARK}&code={MARK}&error={MARK}")
        await visit(guest, "GET", f"/auth/login?next=/{MARK}&login_hint={MARK}")


async def visit(guest: Person, method: str, path: str, **options: Any) -> None:
    options["headers"] = {"Origin": guest.public_url, **options.get("headers", {})}
    async with guest.http.request(method, f"{guest.public_url}{path}", **options) as answer:
        assert answer.status < 500, (path, answer.status)


async def metrics(system: System) -> dict[str, str]:
    urls = {name: system.running.url(name) for name in OURS if name not in {"gateway", "sandbox"}}
    pages = {}
    async with aiohttp.ClientSession() as http:
        for name, url in {**urls, "gateway": system.public_url}.items():
            async with http.get(f"{url}/metrics") as answer:
                assert answer.status == 200, name
                pages[f"metrics of {name}"] = await answer.text()
    return pages


def messages(heard: list[str]) -> str:
    """Return the commands without what is kept on purpose, bodies of messages readable."""
    told = []
    for command in heard:
        if "auth:session:" in command or "auth:sign-in:" in command:
            continue
        told.append(command)
        if command.startswith("LPUSH ") and '"body": "' in (raw := command.replace("\\", "")):
            body = raw.partition('"body": "')[2].partition('"')[0]
            told.append(base64.b64decode(body).decode())
    return "\n".join(told)


async def test_nothing_emitted_holds_what_people_wrote(system: System) -> None:
    before = {name: len(system.running.log(name)) for name in OURS}
    with listening(system.running.redis_url) as heard:
        code, secret = await ask_and_be_answered(system)
        await visit_and_rate(system, code, secret)
        await make_mistakes(system)
        await Mailbox(system.mail_folder).wait_about(code, to=EMAIL, count=2)
        pages = await metrics(system)
    logs = {name: system.running.log(name)[before[name] :] for name in OURS}
    emitted = {**logs, **pages, "messages": messages(heard)}

    assert "qa.receive_event" in emitted["messages"]
    assert "qa.question_asked.v1" in emitted["messages"]
    assert "/api/qa/v1/questions" in emitted["qa"]
    found = {
        (name, secret_text)
        for name, text in emitted.items()
        for secret_text in {MARK, *PHONES, *KNOWN, secret}
        if secret_text.lower() in text.lower()
    }
    assert found == set()


async def test_logs_are_json_and_one_request_has_one_id_everywhere(system: System) -> None:
    before = {name: len(system.running.log(name)) for name in OURS}
    wanted = f"story-{uuid.uuid4().hex}"
    async with person(system.public_url) as guest:
        headers = {"X-Request-Id": wanted, "Idempotency-Key": new_id(), "Origin": guest.public_url}
        body = {
            "title": "Giờ làm việc", "body": "Bộ phận một cửa làm việc mấy giờ?", "unit": UNIT,
            "may_publish": False,
        }  # fmt: skip
        url = f"{guest.public_url}/api/qa/v1/questions"
        async with guest.http.post(url, json=body, headers=headers) as answer:
            assert answer.status == 201
            assert answer.headers["X-Request-Id"] == wanted
            asked = await answer.json()
    await Mailbox(system.mail_folder).wait_about(asked["code"])
    async with asyncio.timeout(20):
        while wanted not in system.running.log("worker"):  # noqa: ASYNC110 - a file
            await asyncio.sleep(0.1)
    for name in OURS:
        lines = system.running.log(name)[before[name] :].splitlines()
        entries = [json.loads(line) for line in lines]
        assert all({"event", "level", "timestamp", "process"} <= set(one) for one in entries), name
        if name in {"gateway", "qa", "worker"}:
            assert wanted in {entry.get("request_id") for entry in entries}, name
        requests = [entry for entry in entries if entry["event"] == "request"]
        assert all(entry["request_id"] for entry in requests)
