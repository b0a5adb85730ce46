"""A question's clock: paused, resumed, extended, moved, started anew; its steps go with it."""

from datetime import datetime, timedelta

import pytest

from services.qa.deadlines import clocks
from services.qa.deadlines.documents import PolicyDocument
from services.qa.deadlines.model import ExtensionNotAllowed
from services.qa.directory import queries as directory
from services.qa.escalations.service import scan
from services.qa.notifications.documents import DeliveryDocument
from services.qa.questions.documents import QuestionDocument
from shared.clock import now
from shared.working_time import add_working_days, closing_time, local_day
from tests.services.qa.directory import JUSTICE, SCIENCE, calendar

HUE = calendar().calendar


async def change(qa, code, act):
    """Change a question's clock as a service would."""

    async def work(tx):
        question = await QuestionDocument.find_one({"code": code}, session=tx.session)
        done = await act(tx, question)
        await question.replace(session=tx.session)
        return done

    return await qa.runtime.mongo.run(work)


def after(start: datetime, working_days: int) -> datetime:
    """Return noon of a working day so many after another."""
    day = add_working_days(HUE, local_day(HUE, start), working_days)
    return closing_time(HUE, day) - timedelta(hours=5)


async def pause(qa, code, at):
    async def act(tx, question):
        question.status, question.paused_since = "info_requested", at
        await clocks.pause(tx, question, at)

    await change(qa, code, act)


async def resume(qa, code, at):
    async def act(tx, question):
        question.status, question.paused_since = "in_progress", None
        return await clocks.resume(tx, question, at)

    return await change(qa, code, act)


async def told(qa) -> set[tuple[str, str]]:
    await qa.deliver_events()
    rows = await DeliveryDocument.find(
        {"kind": {"$in": ["reminder", "question_escalated"]}}
    ).to_list()
    return {(row.kind, row.recipient.removeprefix("person:")) for row in rows}


async def test_a_pause_moves_the_due_date_by_the_days_it_took(qa):
    code = (await qa.ask())["code"]
    before = await qa.stored(code)
    await pause(qa, code, after(before.asked_at, 2))
    moved = await resume(qa, code, after(before.asked_at, 5))
    assert moved == (before.due_at, (await qa.stored(code)).due_at)
    last = add_working_days(HUE, local_day(HUE, before.due_at), 3)
    assert local_day(HUE, moved.after) == last
    stored = await qa.clock(code)
    assert [day.kind for day in stored.days].count("paused") == 3
    assert stored.days[-1].counted == 15
    assert (await qa.stored(code)).clock == stored.clock == 2


async def test_no_step_falls_while_the_clock_stands_still(qa):
    code = (await qa.ask())["code"]
    asked_at = (await qa.stored(code)).asked_at
    await pause(qa, code, after(asked_at, 2))
    assert await scan(qa.runtime, asked_at + timedelta(days=900)) == 0
    assert (await qa.clock(code)).next_step_at is None
    await resume(qa, code, after(asked_at, 40))
    stored = await qa.clock(code)
    assert [step.key for step in stored.steps] == [
        "half", "day_before", "due", "coordinator", "leader"
    ]  # fmt: skip
    assert stored.next_step_at > after(asked_at, 40)


async def test_a_clock_that_was_received_and_stopped_stores_nothing_empty(qa):
    code = (await qa.answered())["code"]
    found = await qa.runtime.mongo.database["deadlines"].find_one({"code": code})
    assert len(found["days"]) > 10
    assert all("" not in day.values() and None not in day.values() for day in found["days"])


async def test_pausing_and_resuming_twice_changes_nothing_more(qa):
    code = (await qa.ask())["code"]
    asked_at = (await qa.stored(code)).asked_at
    for _ in range(2):
        await pause(qa, code, after(asked_at, 2))
    first = await resume(qa, code, after(asked_at, 3))
    again = await resume(qa, code, after(asked_at, 9))
    assert again == (first.after, first.after)
    assert len((await qa.clock(code)).pauses) == 1


async def test_a_step_taken_before_a_pause_is_not_taken_again_one_overslept_is(qa):
    code = (await qa.ask())["code"]
    _, half, day_before, *_ = (await qa.clock(code)).steps
    await scan(qa.runtime, half.at)
    await pause(qa, code, day_before.at + timedelta(minutes=1))  # nobody scanned since
    await resume(qa, code, day_before.at + timedelta(minutes=2))
    assert (await qa.clock(code)).steps[0].key == "day_before"
    assert await scan(qa.runtime, day_before.at + timedelta(minutes=3)) == 1
    assert await qa.count("escalation_steps", step="half") == 1


async def test_an_extension_moves_the_date_and_its_steps(qa):
    code = (await qa.ask())["code"]
    before = await qa.clock(code)
    day_before = before.steps[2].at
    await scan(qa.runtime, day_before)

    async def extend(tx, question):
        return await clocks.extend(tx, question, 5, day_before)

    moved = await change(qa, code, extend)
    assert local_day(HUE, moved.after) == add_working_days(HUE, local_day(HUE, before.due_at), 5)
    stored = await qa.clock(code)
    assert [step.key for step in stored.steps] == ["day_before", "due", "coordinator", "leader"]
    assert await scan(qa.runtime, stored.steps[0].at) == 1
    assert await qa.count("escalation_steps", step="day_before") == 2
    assert (await qa.clock(code)).extension_days == 5


async def test_no_extension_beyond_what_the_policy_allows(qa):
    code = (await qa.ask())["code"]

    async def extend(days):
        async def act(tx, question):
            return await clocks.extend(tx, question, days, now())

        return await change(qa, code, act)

    await extend(10)
    with pytest.raises(ExtensionNotAllowed) as refused:
        await extend(6)
    assert refused.value.extra["extension_days_left"] == 5
    await extend(5)
    assert (await qa.clock(code)).extension_days == 15


async def move(qa, code, unit, at=None):
    async def act(tx, question):
        question.lead_unit = unit
        return await clocks.move(tx, question, await directory.unit(unit), at or now())

    return await change(qa, code, act)


async def test_a_clock_that_goes_on_keeps_its_date_with_another_unit(qa):
    code = (await qa.ask())["code"]
    before = await qa.stored(code)
    moved = await move(qa, code, SCIENCE)
    assert moved == (before.due_at, before.due_at)
    assert (await qa.stored(code)).clock == 2


async def test_the_old_units_step_on_its_way_reaches_nobody(qa):
    code = (await qa.ask())["code"]
    await qa.deliver_events()
    step = next(one for one in (await qa.clock(code)).steps if one.key == "due")
    await scan(qa.runtime, step.at)
    await move(qa, code, SCIENCE, step.at + timedelta(minutes=1))
    assert await told(qa) == set()
    left = (await qa.clock(code)).steps
    assert [one.key for one in left] == ["coordinator", "leader"]
    await scan(qa.runtime, left[0].at)
    assert await told(qa) == {("question_escalated", "coordinator1")}


async def test_a_policy_may_start_the_clock_anew_with_another_unit(qa):
    code = (await qa.ask())["code"]
    before = await qa.stored(code)
    shipped = await PolicyDocument.get("default-2025")
    await shipped.model_copy(update={"on_forward": "restart"}).replace()
    try:
        moved = await move(qa, code, SCIENCE, after(before.asked_at, 10))
    finally:
        await shipped.replace()
    assert moved.after == (await qa.clock(code)).due_at
    assert local_day(HUE, moved.after) == add_working_days(
        HUE, local_day(HUE, after(before.asked_at, 10)), 15
    )
    assert [step.key for step in (await qa.clock(code)).steps[:2]] == ["not-received", "half"]


async def test_a_new_clock_after_reopening_has_all_its_steps(qa):
    asked = await qa.answered()
    at = now() + timedelta(days=3)

    async def act(tx, question):
        question.status = "reopened"
        return await clocks.restart(tx, question, at)

    moved = await change(qa, asked["code"], act)
    stored = await qa.stored(asked["code"])
    assert moved.after == stored.due_at > moved.before
    clock = await qa.clock(asked["code"])
    assert (stored.clock, clock.clock, len(clock.steps)) == (2, 2, 5)


async def test_clocks_know_the_policy_they_were_set_by(qa):
    code = (await qa.ask())["code"]
    stored = await qa.clock(code)
    policy = await clocks.policy_of(stored)
    assert policy.id == stored.policy == "default-2025"
    assert (await clocks.unit_policy(JUSTICE, None, now())).id == policy.id
