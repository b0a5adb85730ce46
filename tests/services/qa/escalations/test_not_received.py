"""A question that nobody receives or forwards in the time set for that: the head is reminded."""

from datetime import timedelta

import pytest

from services.qa.escalations.model import NOT_RECEIVED, not_received
from services.qa.escalations.service import scan
from services.qa.notifications.documents import DeliveryDocument
from services.qa.notifications.sending import send_due
from services.qa.questions.opening import Working
from services.qa.questions.service_moves import forward_question
from shared.clock import at
from shared.contracts.qa.work import ForwardQuestion
from shared.identity import Caller, CallerKind, Role
from shared.working_time import add_working_days, local_day
from tests.services.qa.directory import JUSTICE, SCIENCE, calendar

HUE = calendar().calendar
REASON = {"reason": "Không thuộc thẩm quyền của đơn vị."}


async def waits_until(qa, code: str):
    """Return when the reminder falls, None when there is none."""
    found = [step.at for step in (await qa.clock(code)).steps if step.key == NOT_RECEIVED]
    return found[0] if found else None


async def told(qa) -> list[str]:
    await qa.deliver_events()
    rows = await DeliveryDocument.find({"kind": "question_not_received"}).to_list()
    return sorted(row.recipient for row in rows if row.channel == "email")


async def test_the_head_is_reminded_once_after_the_days_of_the_policy(qa, relay):
    code = (await qa.ask())["code"]
    stored = await qa.stored(code)
    falls = await waits_until(qa, code)
    assert local_day(HUE, falls) == add_working_days(HUE, local_day(HUE, stored.asked_at), 2)
    assert await scan(qa.runtime, falls - timedelta(seconds=1)) == 0
    assert await scan(qa.runtime, falls) == 1
    assert await scan(qa.runtime, falls) == 0
    assert await told(qa) == ["person:head1"]
    await send_due(qa.runtime)
    [mail] = relay.to("head1@hue.example")
    assert mail["Subject"].startswith(f"Chưa tiếp nhận: câu hỏi {code}")
    assert (await qa.stored(code)).escalation_level == 0


@pytest.mark.parametrize(
    ("action", "body"),
    [
        ("receive", {}), ("assign", {}), ("draft", {"text": "Đang soạn câu trả lời."}),
        ("request-info", {"text": "Xin ông/bà cho biết số biên nhận."}),
    ],
)  # fmt: skip
async def test_whoever_begins_ends_it(qa, action, body):
    code = (await qa.ask())["code"]
    falls = await waits_until(qa, code)
    assert (await qa.act(code, action, "officer1", body)).status == 200
    assert await waits_until(qa, code) is None
    assert await scan(qa.runtime, falls) == 0


async def test_received_between_the_scan_and_the_mail_nobody_is_told(qa):
    for before_the_event in (True, False):
        code = (await qa.ask())["code"]
        await scan(qa.runtime, await waits_until(qa, code))
        if not before_the_event:
            await qa.deliver_events()
        await qa.act(code, "receive", "officer1")
        await qa.deliver_events()
        await send_due(qa.runtime)
        rows = await DeliveryDocument.find({"kind": "question_not_received"}).to_list()
        assert not [row for row in rows if row.channel == "email" and row.state == "sent"]


async def test_another_unit_has_the_days_from_when_it_got_the_question(qa):
    code = (await qa.ask(unit=JUSTICE))["code"]
    first = await waits_until(qa, code)
    officer = Caller(
        kind=CallerKind.PERSON, id="officer1", roles=(Role(role="officer", unit=JUSTICE),)
    )
    with at(first - timedelta(minutes=5)):
        work = Working(qa.runtime, officer, code, 1)
        await forward_question(qa.runtime.mongo, work, ForwardQuestion(unit=SCIENCE, **REASON))
    again = await waits_until(qa, code)
    assert local_day(HUE, again) == add_working_days(HUE, local_day(HUE, first), 2)
    assert await scan(qa.runtime, first) == 0
    assert await scan(qa.runtime, again) == 1
    assert await told(qa) == ["person:coordinator1"]  # this unit has no head


async def test_a_returned_question_is_the_coordinators(qa):
    code = (await qa.ask())["code"]
    await qa.act(code, "receive", "officer1")
    assert (await qa.act(code, "return", "officer1", REASON)).status == 200
    assert await scan(qa.runtime, await waits_until(qa, code)) == 1
    assert await told(qa) == ["person:coordinator1"]


async def test_none_at_the_moment_the_answer_is_due(qa):
    due_at = (await qa.stored((await qa.ask())["code"])).due_at
    assert not_received(due_at, due_at) == []
