"""A changed calendar moves open deadlines, once each, says so, and goes on after a kill."""

import asyncio
from datetime import timedelta

import pytest

from services.qa.deadlines import recounting
from services.qa.deadlines.documents import DeadlineDocument, RecountDocument
from services.qa.directory.documents import CalendarDocument
from services.qa.directory.service import apply_directory
from services.qa.notifications.documents import DeliveryDocument
from shared.clock import at, now
from shared.contracts.auth.directory import CalendarOut, DirectoryOut
from shared.working_time import add_working_days, is_working_day, local_day
from tests.services.qa.directory import JUSTICE, SCIENCE, calendar, directory

HUE = calendar().calendar
EMAIL = {"email": "nguoi.hoi@example.com"}


@pytest.fixture
async def calendars(qa):
    """Return what tells qa of a calendar, and put the shipped one back afterwards."""

    async def tell(changed: CalendarOut) -> None:
        told = directory()
        await apply_directory(
            qa.runtime, DirectoryOut(units=told.units, people=told.people, calendars=[changed])
        )

    yield tell
    await tell(calendar())
    await RecountDocument.delete_all()


def with_day_off(working_days_from_now: int) -> CalendarOut:
    """Return the calendar with another day off."""
    told = calendar().model_dump(mode="json")
    day = add_working_days(HUE, local_day(HUE, now()), working_days_from_now)
    told["calendar"]["days_off"][day.isoformat()] = {"label": "Nghỉ đột xuất", "source": "CĐ 1"}
    return CalendarOut.model_validate(told)


async def test_a_new_day_off_moves_open_questions_and_is_told(qa, calendars):
    code = (await qa.ask("citizen1", **EMAIL))["code"]
    done = (await qa.answered())["code"]
    await qa.act(code, "assign", "officer1")
    await qa.deliver_events()
    await DeliveryDocument.delete_all()
    before, answered = await qa.stored(code), await qa.stored(done)
    await calendars(with_day_off(5))
    assert await recounting.recount_wanted(qa.runtime) == 1
    after = await qa.stored(code)
    following = local_day(HUE, before.due_at) + timedelta(days=1)
    while not is_working_day(HUE, following):
        following += timedelta(days=1)
    assert local_day(HUE, after.due_at) == following
    assert (after.clock, after.version) == (before.clock + 1, before.version)
    assert (await qa.stored(done)).due_at == answered.due_at
    shown = (await qa.get(f"/questions/{code}", "officer1")).body
    assert shown["timeline"][-1]["kind"] == "recalculated"
    assert "Nghỉ đột xuất" in [day["note"] for day in shown["due_days"]]
    await qa.deliver_events()
    rows = await DeliveryDocument.find_all().to_list()
    assert {(row.kind, row.recipient.split(":")[0], row.channel) for row in rows} == {
        ("due_changed", "person", "inbox"), ("due_changed", "person", "email"),
        ("due_moved", "asker", "email"), ("due_moved", "person", "inbox"),
    }  # fmt: skip


async def test_counting_again_changes_nothing(qa, calendars):
    code = (await qa.ask())["code"]
    await calendars(with_day_off(5))
    await recounting.recount_wanted(qa.runtime)
    first, events = await qa.stored(code), await qa.count("outbox")
    assert await recounting.recount_wanted(qa.runtime) == 0
    row = await RecountDocument.get("hue")
    row.done_at, row.after = None, ""
    await row.replace()
    assert await recounting.recount_wanted(qa.runtime) == 0
    again = await qa.stored(code)
    assert (again.due_at, again.clock) == (first.due_at, first.clock)
    assert await qa.count("outbox") == events


async def test_a_question_asked_by_the_old_calendar_meanwhile_is_counted_later(qa, calendars):
    rules = await qa.runtime.rules.get()
    await calendars(with_day_off(5))
    await recounting.recount_wanted(qa.runtime)
    assert await qa.runtime.rules.get() is rules
    late = await qa.stored((await qa.ask())["code"])
    assert await recounting.recount_wanted(qa.runtime) == 0
    with at(now() + timedelta(seconds=31)):
        assert await recounting.recount_wanted(qa.runtime) == 1
    assert (await qa.stored(late.code)).due_at > late.due_at
    with at(now() + timedelta(days=1)):
        assert await recounting.recount_wanted(qa.runtime) == 0
    assert await qa.count("timeline", kind="recalculated") == 1


async def test_nobody_hears_of_a_date_that_stays(qa, calendars):
    code = (await qa.ask())["code"]
    before = await qa.stored(code)
    await calendars(with_day_off(60))
    assert await recounting.recount_wanted(qa.runtime) == 0
    assert (await qa.stored(code)).due_at == before.due_at
    assert await qa.count("timeline", kind="recalculated") == 0


async def test_a_calendar_told_again_unchanged_counts_nothing(qa, calendars):
    await qa.ask()
    await calendars(calendar())
    assert await RecountDocument.count() == 0


async def test_a_confirmed_year_is_provisional_no_longer(qa, calendars):
    code = (await qa.ask())["code"]
    told = calendar().model_dump(mode="json")
    for year in told["calendar"]["years"].values():
        year["status"] = "provisional"
    await calendars(CalendarOut.model_validate(told))
    await recounting.recount_wanted(qa.runtime)
    assert (await qa.stored(code)).due_is_provisional
    await calendars(calendar())
    await recounting.recount_wanted(qa.runtime)
    stored = await qa.stored(code)
    assert not stored.due_is_provisional
    assert not (await DeadlineDocument.get(stored.id)).is_provisional


async def test_a_worker_that_was_killed_is_followed_where_it_stopped(qa, calendars, monkeypatch):
    codes = [(await qa.ask())["code"] for _ in range(7)]
    await calendars(with_day_off(5))
    monkeypatch.setattr(recounting, "_BATCH", 3)
    assert await recounting.recount_batch(qa.runtime.mongo, "hue") == 3
    halfway = await RecountDocument.get("hue")
    assert (halfway.checked, halfway.moved, halfway.done_at) == (3, 3, None)
    moved = await asyncio.gather(*(recounting.recount_wanted(qa.runtime) for _ in range(3)))
    assert sum(moved) == 4
    [shown] = (await qa.get("/policies/recounts", "admin1")).body
    assert shown["moved"] == 7
    assert shown["done_at"]
    for code in codes:
        assert (await qa.stored(code)).clock == 2
    assert await qa.count("timeline", kind="recalculated") == 7
    assert await qa.count("outbox", name="qa.due_changed.v1") == 7


@pytest.fixture
async def other_calendar(qa, calendars):
    """Return what has the department of justice change to another calendar, maybe told later."""
    other = with_day_off(5).model_copy(update={"id": "hue-2"})

    async def change(*, is_known: bool = True) -> None:
        told = directory()
        units = [
            one.model_copy(update={"calendar": "hue-2"}) if one.id == JUSTICE else one
            for one in told.units
        ]
        known = [*told.calendars, *([other] if is_known else [])]
        changed = DirectoryOut(units=units, people=told.people, calendars=known)
        await apply_directory(qa.runtime, changed)

    yield change
    await apply_directory(qa.runtime, directory())
    await CalendarDocument.find({"_id": "hue-2"}).delete()


async def test_a_unit_that_changes_to_another_calendar_counts_by_that_one(qa, other_calendar):
    own, late, elsewhere = [
        (await qa.ask(unit=unit))["code"] for unit in (JUSTICE, JUSTICE, SCIENCE)
    ]
    before = [await qa.stored(code) for code in (own, late, elsewhere)]
    await other_calendar()
    assert await recounting.recount_wanted(qa.runtime) == 2
    assert await recounting.recount_wanted(qa.runtime) == 0
    after = [await qa.stored(code) for code in (own, late, elsewhere)]
    moved = [one.due_at > two.due_at for one, two in zip(after, before, strict=True)]
    assert moved == [True, True, False]
    clocks = [(await DeadlineDocument.get(one.id)).calendar for one in after]
    assert clocks == ["hue-2", "hue-2", "hue"]
    [shown] = (await qa.get("/policies/recounts", "admin1")).body
    assert (shown["unit"], shown["calendar"], shown["moved"]) == (JUSTICE, "", 2)


async def test_a_calendar_still_to_come_is_waited_for(qa, other_calendar):
    code = (await qa.ask())["code"]
    await other_calendar(is_known=False)
    assert await recounting.recount_wanted(qa.runtime) == 0
    assert not (await RecountDocument.get(f"unit:{JUSTICE}")).done_at
    await other_calendar()
    assert await recounting.recount_wanted(qa.runtime) == 1
    assert (await qa.stored(code)).clock == 2


async def test_only_a_changed_calendar_is_counted(qa, calendars):
    await qa.ask()
    assert await CalendarDocument.count() == 1
    assert await recounting.recount_wanted(qa.runtime) == 0
