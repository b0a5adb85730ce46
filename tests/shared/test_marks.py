"""Marked lists: one order, one index, pages that hold each row once."""

from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.clock import now
from shared.ids import first_id, new_id
from shared.marks import (
    AFTER_ALL,
    BEFORE_ALL,
    MarkedList,
    cut_page,
    mark,
    moment_of,
)
from shared.paging import encode_cursor
from shared.problems import InvalidRequest
from shared.windows import Pace, behind

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
    foreign = encode_cursor("not a mark")
    for cursor in ("x", "", "WzFd", foreign):
        with pytest.raises(InvalidRequest):
            await MarkedList("mark").rows(rows, 1, cursor)


async def test_it_reads_by_its_index(rows, mongo):
    listed = MarkedList("mark", {"unit": "a"}, also={"odd": 0})
    for within in listed.windows():
        command = {"aggregate": "rows", "pipeline": listed.pipeline(2, within), "cursor": {}}
        plan = str(await mongo.database.command("explain", command, verbosity="queryPlanner"))
        assert "IXSCAN" in plan
        assert "COLLSCAN" not in plan


def test_a_mark_gives_its_moment_back():
    assert moment_of(mark(START, "x")) == START
    for foreign in ("", "x", "20261122", mark(START)[:-1], f"0001{mark(START)[4:]}", "2" * 30):
        with pytest.raises(ValueError, match=r"mark|date|time"):
            moment_of(foreign)


moments = st.one_of(
    st.integers(-2 * 365 * 24, 365 * 24).map(lambda hours: timedelta(hours=hours)),
    st.integers(-50, 50).map(lambda number: timedelta(milliseconds=number)),
    st.sampled_from([timedelta(days=-30 * 365), timedelta(days=30 * 365)]),
)


@settings(deadline=None)
@given(
    how=st.fixed_dictionaries({"newest_first": st.booleans(), "crowded": st.booleans()}),
    read_until=st.none() | moments,
    reached=st.none() | st.sampled_from([BEFORE_ALL, AFTER_ALL]) | moments,
    bounds=st.tuples(st.none() | moments, st.none() | moments),
    rows=st.lists(st.tuples(moments, moments), max_size=30),
)
def test_windows_hold_each_mark_once_in_order(how, read_until, reached, bounds, rows):
    at, newest_first, (after, before) = now(), how["newest_first"], bounds
    marks = [
        mark(at + moment, f"{first_id(at + made)}{number:02}")
        for number, (moment, made) in enumerate(rows)
    ]
    low = mark(at + after) if after is not None else BEFORE_ALL
    high = mark(at + before) if before is not None else AFTER_ALL
    until = mark(at + read_until, f"{first_id(at)}03") if read_until is not None else None
    if isinstance(reached, timedelta):
        reached = behind(mark(at + reached, f"{first_id(at)}04"), newest_first=newest_first)
    listed = MarkedList("mark", after=low, before=high, **how)
    found = []
    for start, end in listed.windows(until, reached=reached):
        assert start < end
        window = [one for one in marks if start < one < end]
        found += sorted(window, reverse=newest_first)
    within = [one for one in marks if low < one < high]
    if until is not None:
        within = [one for one in within if (one < until if newest_first else one > until)]
    assert found == sorted(within, reverse=newest_first)


@pytest.mark.parametrize("newest_first", [True, False])
def test_right_behind_a_row_lies_no_other(newest_first):
    row, near = mark(START, "0b0"), [mark(START, other) for other in ("000", "0af", "0b1", "fff")]
    edge = behind(row, newest_first=newest_first)
    assert (row > edge) is newest_first
    assert moment_of(edge) == START
    assert not [
        one for one in near if min(row, edge) < one < max(row, edge) and len(one) == len(row)
    ]


class Asked:
    """A collection that notes what it is asked, and how many rows lay between the bounds."""

    def __init__(self, collection) -> None:
        self._collection = collection
        self.full_name = collection.full_name
        self.between: list[int] = []

    async def aggregate(self, pipeline):
        self.between.append(await self._collection.count_documents(pipeline[0]["$match"]))
        return await self._collection.aggregate(pipeline)

    async def page(self, listed: MarkedList, limit: int, cursor: str | None = None) -> list[str]:
        """Return the ids of a page; `between` is then of this page alone."""
        self.between.clear()
        return [row["_id"] for row in await listed.rows(self, limit, cursor)]


@pytest.fixture
async def due_at_once(mongo):
    """Return sixty rows of one moment, an hour between their ids."""
    collection = mongo.database["due_at_once"]
    await collection.create_index([("mark", 1)])
    ids = [f"{first_id(START + timedelta(hours=number))}{number:020}" for number in range(60)]
    due = START + timedelta(days=300)
    await collection.insert_many([{"_id": one, "mark": mark(due, one)} for one in ids])
    return Asked(collection), ids


async def test_a_first_page_is_read_in_one_go_once_it_is_known_how_far_it_reaches(due_at_once):
    asked, ids = due_at_once
    listed = MarkedList("mark", name="due", crowded=True)
    assert await asked.page(listed, 10) == ids[:10]
    assert sum(asked.between) >= 60
    assert await asked.page(listed, 10) == ids[:10]
    assert asked.between == [10]
    await asked._collection.delete_one({"_id": ids[3]})
    assert await asked.page(listed, 10) == [*ids[:3], *ids[4:11]]
    assert sum(asked.between) < 20
    await asked._collection.insert_one({"_id": "early", "mark": mark(START, "early")})
    assert await asked.page(listed, 10) == ["early", *ids[:3], *ids[4:10]]
    assert await asked.page(listed, 60) == ["early", *ids[:3], *ids[4:]]
    assert await asked.page(MarkedList("mark", name="due", newest_first=True), 2) == ids[:-3:-1]


async def test_a_crowded_moment_is_read_on_in_parts(due_at_once):
    asked, ids = due_at_once
    found, cursor = [], None
    while True:
        rows = await MarkedList("mark", crowded=True).rows(asked, 6, cursor)
        shown, following = cut_page(rows, "mark", 5)
        found += [row["_id"] for row in shown]
        if cursor is not None:
            assert sum(asked.between) < 30
        asked.between.clear()
        if (cursor := following) is None:
            break
    assert found == ids


async def test_a_page_takes_few_queries_however_dense_its_rows(mongo):
    collection = mongo.database["dense"]
    await collection.create_index([("unit", 1), ("mark", 1)])
    ages = {"busy": timedelta(minutes=2), "slow": timedelta(days=9), "idle": timedelta(days=300)}
    rows = [
        {"_id": f"{unit}{number}", "unit": unit, "mark": mark(now() - age * number, str(number))}
        for unit, age in ages.items()
        for number in range(60)
    ]
    await collection.insert_many(rows)
    for unit in ages:
        listed, pace, found, queries = (
            MarkedList("mark", {"unit": unit}, newest_first=True),
            Pace(),
            0,
            0,
        )
        for within in listed.windows(pace=pace):
            held = await (await collection.aggregate(listed.pipeline(1_000, within))).to_list()
            found, queries = found + len(held), queries + 1
            pace.note(len(held), 21 - found)
            if found >= 21:
                break
        assert 21 <= found <= 60
        assert queries <= 6, unit


@pytest.mark.parametrize("newest_first", [True, False])
async def test_random_rows_page_as_a_plain_sort(mongo, newest_first):
    chance = Random(7)
    collection = mongo.database["random_rows"]
    await collection.create_index([("keys", 1), ("mark", 1)])
    hours = [chance.choice([1, 30, 2_000, 60_000]) for _ in range(400)]
    ages = [timedelta(hours=chance.uniform(-most, most / 40)) for most in hours]
    rows = [
        {"_id": f"{number:03}", "mark": mark(now() + age, f"{number:03}"), "odd": number % 3,
         "keys": chance.sample(["a", "b", "c"], 2)}
        for number, age in enumerate(ages)
    ]  # fmt: skip
    await collection.insert_many(rows)
    for also in ({}, {"odd": 1}, {"odd": 1, "keys": "b"}):
        held = [row for row in rows if {"a", also.get("keys", "a")} <= {*row["keys"]}]
        wanted = [row for row in held if also.get("odd", row["odd"]) == row["odd"]]
        wanted.sort(key=lambda row: row["mark"], reverse=newest_first)
        how = {"newest_first": newest_first, "also": also}
        listed = MarkedList("mark", {"keys": "a"}, beside={"keys": also.get("keys", "a")}, **how)
        found, cursor = [], None
        while True:
            shown, cursor = cut_page(await listed.rows(collection, 8, cursor), "mark", 7)
            found += [row["_id"] for row in shown]
            if cursor is None:
                break
        assert found == [row["_id"] for row in wanted]
        assert await listed.count(collection, 1_000) == len(wanted)
        assert await listed.count(collection, 20) == 20
