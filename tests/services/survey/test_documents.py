"""Every query that grows with the data goes through an index."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from services.survey.figures.documents import month_id
from services.survey.figures.rolling import within_day
from shared.clock import now, today
from shared.marks import AFTER_ALL, BEFORE_ALL, MarkedList


def stages(plan: Any) -> Iterator[str]:
    """Yield the names of all stages of an explanation."""
    if isinstance(plan, dict):
        if isinstance(plan.get("stage"), str):
            yield plan["stage"]
        for value in plan.values():
            yield from stages(value)
    elif isinstance(plan, list):
        for value in plan:
            yield from stages(value)


def queries() -> dict[str, tuple[str, dict[str, Any]]]:
    """Return what the service asks the growing collections, by who asks."""
    moment = now()
    return {
        "the tail": ("responses", {"received_at": {"$gte": moment - timedelta(seconds=20)}}),
        "late ones": ("responses", {"received_at": {"$gte": moment, "$lt": moment}}),
        "a day": ("responses", {"received_at": within_day(today())}),
        "a repeat": ("responses", {"_id": "x"}),
        "figures": ("figures", {"_id": {"$in": [month_id("demo", "2026-11")]}}),
        "a month": ("figures", {"month": "2026-11"}),
        "known comments": ("comments", {"_id": {"$in": ["x", "y"]}}),
    }


@pytest.mark.parametrize("name", queries())
async def test_no_query_reads_a_whole_collection(survey, name):
    collection, condition = queries()[name]
    await survey.rate(await survey.new_portal(), other="Tốt")
    await survey.roll_up()
    found = list(stages(await survey.database[collection].find(condition).explain()))
    assert found
    assert "COLLSCAN" not in found, found


async def test_the_first_response_is_found_by_index(survey):
    cursor = survey.database["responses"].find({}, {"received_at": 1})
    found = list(stages(await cursor.sort("received_at", 1).limit(1).explain()))
    assert "COLLSCAN" not in found, found


@pytest.mark.parametrize("select", [{}, {"portal": "demo"}])
async def test_comments_are_listed_by_index(survey, select):
    within = (BEFORE_ALL, AFTER_ALL)
    pipeline = MarkedList("mark", select, newest_first=True).pipeline(20, within)
    command = {"aggregate": "comments", "pipeline": pipeline, "cursor": {}}
    found = list(stages(await survey.database.command("explain", command)))
    assert found
    assert "COLLSCAN" not in found, found


async def test_a_rating_is_kept_by_one_index_besides_its_id(survey):
    indexes = await survey.database["responses"].index_information()
    assert set(indexes) == {"_id_", "received_at_1"}
