"""The gauges of qa tell what is there: waiting, overdue, late, given up."""

from datetime import datetime, timedelta

import pytest

from services.qa import readings
from services.qa.escalations.service import scan
from services.qa.figures.rolling import roll_up
from services.qa.notifications.documents import DeliveryDocument
from shared.clock import now
from tests.services.qa.support import RunningQa


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch):
    """Let the readings be read at another moment."""

    def move(moment: datetime) -> None:
        monkeypatch.setattr(readings, "now", lambda: moment)

    return move


async def test_what_waits_is_counted(qa: RunningQa, at) -> None:
    first, _ = await qa.ask(), await qa.ask()
    await qa.answered()
    assert await readings.count_open() == 2
    assert await readings.count_overdue() == 0
    due = (await qa.stored(first["code"])).due_at
    at(due + timedelta(days=1))
    assert await readings.count_overdue() == 2


async def test_a_step_not_taken_shows_as_lag(qa: RunningQa, at) -> None:
    asked = await qa.ask()
    assert await readings.escalation_lag() == 0
    step_at = (await qa.clock(asked["code"])).next_step_at
    assert step_at is not None
    at(step_at + timedelta(minutes=10))
    assert await readings.escalation_lag() == pytest.approx(600, abs=1)
    await scan(qa.runtime, step_at + timedelta(minutes=10))
    assert await readings.escalation_lag() == 0


async def test_messages_that_wait_or_were_given_up_are_seen(qa: RunningQa, at) -> None:
    await qa.ask(email="nguoi.hoi@example.com")
    await qa.deliver_events()
    at(now() + timedelta(minutes=30))
    assert await readings.notification_lag() == pytest.approx(1_800, abs=30)
    assert await readings.count_dead_notifications() == 0
    rows = DeliveryDocument.get_pymongo_collection()
    row = await rows.find_one({"next_attempt_at": {"$gt": datetime(2000, 1, 1)}})  # noqa: DTZ001
    assert row is not None
    await rows.update_one({"_id": row["_id"]}, {"$set": {"dead_mark": "2026"}})
    assert await readings.count_dead_notifications() == 1


async def test_figures_not_yet_counted_show_as_lag(qa: RunningQa, at) -> None:
    await roll_up(qa.runtime.mongo)
    await qa.ask()
    at(now() + timedelta(minutes=2))
    assert await readings.roll_up_lag() == pytest.approx(120, abs=5)
    await roll_up(qa.runtime.mongo)
    assert await readings.roll_up_lag() == 0


async def test_the_metrics_page_tells_them(qa: RunningQa, monkeypatch) -> None:
    await qa.ask()
    monkeypatch.setattr("shared.readings.KEPT_SECONDS", 0.0)
    async with qa.http.get(f"{qa.url}/metrics") as answer:
        page = await answer.text()
    assert "questions_open 1.0" in page
    assert "outbox_oldest_seconds" in page
    assert 'reading_failed{reading="roll_up_lag_seconds"} 0.0' in page
