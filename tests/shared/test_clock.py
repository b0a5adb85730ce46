"""The present can be set for a block and its children, and only as an aware moment."""

import asyncio
from datetime import UTC, date, datetime, timedelta

import pytest

from shared import clock

NOON = datetime(2026, 11, 22, 12, tzinfo=clock.HO_CHI_MINH)


def test_now_is_aware_and_in_whole_milliseconds() -> None:
    moment = clock.now()
    assert moment.tzinfo is UTC
    assert moment.microsecond % 1000 == 0
    assert abs(datetime.now(UTC) - moment) < timedelta(seconds=5)


async def test_a_set_moment_holds_for_the_block_and_its_children_alone() -> None:
    async def look() -> datetime:
        return clock.now()

    with clock.at(NOON):
        assert clock.now() == NOON
        assert await asyncio.create_task(look()) == NOON
        with clock.at(NOON + timedelta(days=1)):
            assert clock.now() == NOON + timedelta(days=1)
        assert clock.now() == NOON
    assert clock.now() != NOON


def test_a_naive_moment_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"), clock.at(datetime(2026, 1, 1)):  # noqa: DTZ001
        pass


def test_the_local_day_changes_at_local_midnight() -> None:
    assert clock.local_day(datetime(2026, 11, 22, 16, 59, tzinfo=UTC)) == date(2026, 11, 22)
    assert clock.local_day(datetime(2026, 11, 22, 17, 0, tzinfo=UTC)) == date(2026, 11, 23)
