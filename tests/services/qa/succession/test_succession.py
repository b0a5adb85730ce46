"""An abolished unit's open questions go to its successor, once each; its answers stay readable."""

import asyncio
from datetime import timedelta

import pytest

from services.qa.directory.documents import UnitDocument
from services.qa.escalations.service import scan
from services.qa.notifications.documents import DeliveryDocument
from services.qa.succession.service import move_to_successors
from shared.clock import today
from tests.services.qa.directory import JUSTICE, NO_OFFICERS, SCIENCE


@pytest.fixture
async def abolish(qa):
    """Return what abolishes a unit, and bring all back afterwards."""
    before = {}

    async def end(unit: str, successor: str | None, days_ago: int = 1) -> None:
        stored = await UnitDocument.get(unit)
        before.setdefault(unit, stored.model_copy())
        stored.valid_to, stored.successor = today() - timedelta(days=days_ago), successor
        await stored.replace()

    yield end
    for stored in before.values():
        await stored.replace()


async def test_open_questions_move_and_all_hear_of_it(qa, abolish):
    asked = await qa.ask("citizen1", email="nguoi.hoi@example.com")
    code, done = asked["code"], (await qa.answered())["code"]
    await qa.act(code, "draft", "officer1", {"text": "Bản dự thảo trả lời."})
    await qa.deliver_events()
    await DeliveryDocument.delete_all()
    before = await qa.stored(code)
    await abolish(JUSTICE, SCIENCE)
    assert await move_to_successors(qa.runtime) == 1
    stored = await qa.stored(code)
    assert (stored.lead_unit, stored.status) == (SCIENCE, before.status)
    assert (stored.due_at, stored.version) == (before.due_at, before.version + 1)
    assert stored.assignee is None
    assert stored.draft.text == "Bản dự thảo trả lời."
    assert (await qa.stored(done)).lead_unit == JUSTICE
    entry = (await qa.get(f"/questions/{code}", "officer3")).body["timeline"][-1]
    assert (entry["kind"], entry["unit"]) == ("rerouted", "Sở Khoa học và Công nghệ")
    assert (await qa.get(f"/questions/{done}")).body["unit"]["id"] == JUSTICE
    await qa.deliver_events()
    rows = await DeliveryDocument.find({"channel": "email"}).to_list()
    assert {(row.kind, row.recipient.removeprefix("person:")) for row in rows} == {
        ("question_forwarded", "officer3"), ("question_moved", f"asker:{stored.id}")
    }  # fmt: skip


async def test_each_moves_once_however_many_move_them(qa, abolish):
    codes = [(await qa.ask())["code"] for _ in range(6)]
    await abolish(JUSTICE, SCIENCE)
    moved = await asyncio.gather(*(move_to_successors(qa.runtime) for _ in range(3)))
    assert sum(moved) == 6
    assert await move_to_successors(qa.runtime) == 0
    assert await qa.count("timeline", kind="rerouted") == 6
    for code in codes:
        assert (await qa.stored(code)).version == 2


async def test_the_line_of_successors_is_followed_to_its_end(qa, abolish):
    code = (await qa.ask())["code"]
    await abolish(JUSTICE, NO_OFFICERS)
    await abolish(NO_OFFICERS, SCIENCE)
    await move_to_successors(qa.runtime)
    assert (await qa.stored(code)).lead_unit == SCIENCE


async def test_nothing_moves_before_the_last_day_is_over_or_without_successor(qa, abolish):
    code = (await qa.ask())["code"]
    await abolish(JUSTICE, SCIENCE, days_ago=0)
    assert await move_to_successors(qa.runtime) == 0
    await abolish(JUSTICE, None)
    assert await move_to_successors(qa.runtime) == 0
    assert (await qa.stored(code)).lead_unit == JUSTICE


async def test_the_old_units_steps_fall_for_the_new_one(qa, abolish):
    code = (await qa.ask())["code"]
    await abolish(JUSTICE, SCIENCE)
    await move_to_successors(qa.runtime)
    await qa.deliver_events()
    await scan(qa.runtime, (await qa.clock(code)).steps[1].at)
    await qa.deliver_events()
    rows = await DeliveryDocument.find({"kind": "reminder"}).to_list()
    assert {row.recipient for row in rows} == {"person:officer3"}


async def test_a_part_that_is_owed_goes_to_the_successor_too(qa, abolish):
    code = (await qa.ask(unit=NO_OFFICERS))["code"]
    form = {"unit": JUSTICE, "request": "Đề nghị cho ý kiến về hồ sơ."}
    assert (await qa.act(code, "supports", "head2", form)).status == 200
    await abolish(JUSTICE, SCIENCE)
    assert await move_to_successors(qa.runtime) == 1
    stored = await qa.stored(code)
    assert (stored.lead_unit, stored.supporting) == (NO_OFFICERS, [SCIENCE])
    await qa.deliver_events()
    rows = await DeliveryDocument.find({"kind": "support_asked"}).to_list()
    assert {row.recipient for row in rows} == {"person:officer3"}
