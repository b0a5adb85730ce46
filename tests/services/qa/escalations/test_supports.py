"""Supporting units are reminded of their own date, once a step, and no more once they replied."""

import asyncio
from datetime import timedelta

from services.qa.escalations.documents import SupportClockDocument
from services.qa.escalations.supports import scan_supports
from services.qa.notifications.documents import DeliveryDocument
from services.qa.notifications.sending import send_due
from tests.services.qa.directory import SCIENCE

FORM = {"unit": SCIENCE, "request": "Đề nghị cho ý kiến về hồ sơ.", "working_days": 5}


async def supported(qa) -> tuple[str, SupportClockDocument]:
    code = (await qa.ask())["code"]
    done = await qa.act(code, "supports", "officer1", FORM)
    assert done.status == 200, done.body
    await qa.deliver_events()
    clock = await SupportClockDocument.find_one({"unit": SCIENCE})
    assert clock is not None
    return code, clock


async def reminded(qa) -> list[str]:
    await qa.deliver_events()
    rows = await DeliveryDocument.find({"kind": "support_reminder", "channel": "email"}).to_list()
    return sorted(row.recipient.removeprefix("person:") for row in rows)


async def test_officers_then_the_head_are_reminded_once(qa, relay):
    code, clock = await supported(qa)
    early, due = clock.steps
    assert await scan_supports(qa.runtime, early.at - timedelta(seconds=1)) == 0
    assert sum(await asyncio.gather(*(scan_supports(qa.runtime, early.at) for _ in range(3)))) == 1
    assert await reminded(qa) == ["officer3"]
    await send_due(qa.runtime)
    mail = relay.to("officer3@hue.example")[-1]
    assert mail["Subject"].startswith(f"Nhắc hạn phối hợp: câu hỏi {code}")
    assert f"{clock.due_at + timedelta(hours=7):%d/%m/%Y}" in mail.get_content()
    assert await scan_supports(qa.runtime, due.at) == 1
    assert await reminded(qa) == ["coordinator1", "officer3"]  # the unit has no head
    assert await SupportClockDocument.count() == 0


async def test_a_part_that_is_there_is_asked_for_no_more(qa):
    code, clock = await supported(qa)
    await scan_supports(qa.runtime, clock.steps[0].at)
    done = await qa.act(code, f"supports/{SCIENCE}/reply", "officer3", {"text": "Ý kiến của sở."})
    assert done.status == 200, done.body
    assert await reminded(qa) == []  # replied between the step and its telling
    assert await scan_supports(qa.runtime, clock.steps[1].at) == 0
    assert await SupportClockDocument.count() == 0


async def test_an_answered_question_needs_no_part(qa):
    code, clock = await supported(qa)
    await qa.act(code, "publish", "officer1", {"text": "Đã trả lời kịp thời."})
    assert await scan_supports(qa.runtime, clock.steps[1].at) == 0
