"""Every process is killed while people ask and rate: nothing acknowledged is lost or told twice."""

import asyncio
import time
from typing import Any

import aiohttp
import pytest

from shared.ids import new_id
from tests.support.mailbox import Mailbox
from tests.support.people import Person, addresses_of, person
from tests.support.system import System

pytestmark = [pytest.mark.system, pytest.mark.timeout(240)]

UNIT = "so-tu-phap"
KILLED = ["qa", "worker", "redis", "survey", "mongodb", "mail", "auth", "beat", "gateway"]


async def send_until_acknowledged(guest: Person, path: str, body: Any) -> Any:
    """Send the same write with the same key, as a careful client does, until it is accepted."""
    headers = {"Idempotency-Key": new_id(), "Origin": guest.public_url}
    until = time.monotonic() + 40
    while time.monotonic() < until:
        try:
            url = f"{guest.public_url}{path}"
            timeout = aiohttp.ClientTimeout(total=10)
            async with guest.http.post(url, json=body, headers=headers, timeout=timeout) as answer:
                if answer.status == 201:
                    return await answer.json()
                assert answer.status in {429, 502, 503, 504}, await answer.text()
        except (aiohttp.ClientError, TimeoutError):
            pass
        await asyncio.sleep(0.2)
    raise AssertionError(f"{path} was not accepted within 40 s")


async def ask_and_rate(guest: Person, name: str) -> dict[str, Any]:
    question = {
        "title": f"Câu hỏi khi {name} bị dừng đột ngột",
        "body": "Tôi muốn biết giờ làm việc của bộ phận một cửa.",
        "unit": UNIT,
        "may_publish": False,
    }
    rating = {"portal": "demo", "ratings": {"quality": "fair"}}
    asked, _rated = await asyncio.gather(
        send_until_acknowledged(guest, "/api/qa/v1/questions", question),
        send_until_acknowledged(guest, "/api/survey/v1/responses", rating),
    )
    assert isinstance(asked, dict)
    return asked


async def ratings_counted(leader: Person) -> int:
    figures = await leader.get("/api/survey/v1/figures?portal=demo")
    return int(figures["responses"])


async def test_killing_any_process_loses_nothing_and_tells_nobody_twice(system: System) -> None:
    mailbox = Mailbox(system.mail_folder)
    async with person(system.public_url, "leader1") as leader:
        before = await ratings_counted(leader)
    asked = {}
    async with person(system.public_url) as guest:
        for name in KILLED:
            work = asyncio.create_task(ask_and_rate(guest, name))
            await asyncio.sleep(0.02)
            await asyncio.to_thread(system.running.kill, name)
            asked[name] = await work

        for name, question in asked.items():
            shown = await guest.get(
                f"/api/qa/v1/questions/{question['code']}",
                headers={"X-Tracking-Secret": question["secret"]},
            )
            assert shown["title"].endswith(f"{name} bị dừng đột ngột")

    addresses = await addresses_of(system.public_url, "officer", UNIT)
    for question in asked.values():
        for address in addresses:
            await mailbox.wait_about(question["code"], to=address, seconds=60)
    await asyncio.sleep(12)  # longer than an unconfirmed event waits before it is sent again
    for name, question in asked.items():
        for address in addresses:
            assert len(mailbox.about(question["code"], to=address)) == 1, name
    async with person(system.public_url, "leader1") as leader:
        assert await ratings_counted(leader) == before + len(KILLED)
