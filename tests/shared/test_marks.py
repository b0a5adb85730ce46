"""Marked lists: one order, one index, pages that hold each row once."""

from datetime import UTC, datetime, timedelta

import pytest

from shared.ids import new_id
from shared.marks import MarkedList, cut_page, mark
from shared.problems import InvalidRequest

START = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)


@pytest.fixture
async def rows(mongo):
    """Return a collection of ten rows of two units, two at each moment, two without a mark."""
    collection = mongo.database["rows"]
    await collection.create_index([("unit", 1), ("mark", 1)])
    for number in range(10):
        row_id = new_id()
        moment = START + timedelta(milliseconds=number // 2)
        row = {"_id": row_id, "unit": "ab"[number % 2], "number": number, "odd": number % 3}
        await collection.insert_one({**row, "mark": mark(moment, row_id)})
    await collection.insert_many([{"_id": "x", "unit": "a"}, {"_id": "y", "unit": "b"}])
    return collection


async def numbers(rows, listed: MarkedList, limit: int = 100) -> list[int]:
    found, cursor = [], None
    while True:
        page = await listed.rows(rows, limit + 1, cursor)
        shown, cursor = cut_page(page, listed.field, limit)
        found += [row["number"] for row in shown]
        if cursor is None:
            return found


def test_marks_sort_as_moments_wherever_they_were_said():
    moments = [START + timedelta(milliseconds=number * 700) for number in range(50)]
    marks = [mark(moment.astimezone(), "x") for moment in moments]
    assert marks == sorted(marks)
    assert mark(START) < mark(START, "0") < mark(START, "f") < mark(START + timedelta(seconds=1))


@pytest.mark.parametrize("limit", [1, 2, 3, 100])
async def test_each_row_once_in_order_both_ways(rows, limit):
    oldest = await numbers(rows, MarkedList("mark"), limit)
    newest = await numbers(rows, MarkedList("mark", newest_first=True), limit)
    assert sorted(oldest) == list(range(10))
    assert newest == oldest[::-1]
    assert [number // 2 for number in oldest] == [0, 0, 1, 1, 2, 2, 3, 3, 4, 4]


async def test_selected_filtered_and_bounded(rows):
    assert await numbers(rows, MarkedList("mark", {"unit": "a"}), 2) == [0, 2, 4, 6, 8]
    assert await numbers(rows, MarkedList("mark", {"unit": "a"}, also={"odd": 0}), 1) == [0, 6]
    after, before = mark(START + timedelta(milliseconds=1)), mark(START + timedelta(milliseconds=3))
    bounded = MarkedList("mark", {"unit": "a"}, after=after, before=before)
    assert await numbers(rows, bounded, 1) == [2, 4]
    assert (
        await numbers(rows, MarkedList("mark", newest_first=True, before=before), 3)
        == (await numbers(rows, MarkedList("mark", before=before)))[::-1]
    )


async def test_only_the_fields_asked_for(rows):
    [row] = await MarkedList("mark").rows(rows, 1, fields=("number",))
    assert set(row) == {"_id", "number", "mark"}


async def test_a_cursor_of_another_list_is_refused(rows):
    for cursor in ("x", "", "WzFd"):
        with pytest.raises(InvalidRequest):
            await MarkedList("mark").rows(rows, 1, cursor)


async def test_it_reads_by_its_index(rows, mongo):
    pipeline = MarkedList("mark", {"unit": "a"}, also={"odd": 0}).pipeline(2, None)
    command = {"aggregate": "rows", "pipeline": pipeline, "cursor": {}}
    plan = str(await mongo.database.command("explain", command, verbosity="queryPlanner"))
    assert "IXSCAN" in plan
    assert "COLLSCAN" not in plan
