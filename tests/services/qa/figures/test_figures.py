"""A leader's figures, counted by hand."""

from datetime import timedelta

import pytest

from services.qa.escalations.service import scan
from shared.clock import HO_CHI_MINH, now
from tests.services.qa.directory import JUSTICE, SCIENCE


async def move(qa, code: str, **fields) -> None:
    found = await qa.stored(code)
    for name, value in fields.items():
        setattr(found, name, value)
    await found.replace()


@pytest.fixture
async def questions(qa):
    """Return what was asked: two answered, one of them late, one overdue, one fresh."""
    early, late = [(await qa.answered())["code"] for _ in range(2)]
    overdue, fresh = (await qa.ask())["code"], (await qa.ask(unit=SCIENCE))["code"]
    await scan(qa.runtime, (await qa.stored(overdue)).due_at)
    past = now() - timedelta(hours=1)
    await move(qa, late, due_at=past)
    await move(qa, overdue, due_at=past)
    old = now() - timedelta(days=40)
    await move(qa, early, asked_at=old)
    return early, late, overdue, fresh


async def figures(qa, who="leader1", **params):
    answered = await qa.get("/figures", who, params=params)
    assert answered.status == 200, answered.body
    body = answered.body
    body.pop("as_of")
    return body


async def test_all_of_the_province(qa, questions):
    assert await figures(qa) == {
        "received": 4, "answered": 2, "open": 2, "overdue": 1, "escalated": 2,
        "on_time": 1, "on_time_share": pytest.approx(1 / 3),
    }  # fmt: skip


async def test_one_unit(qa, questions):
    found = await figures(qa, unit=SCIENCE)
    assert (found["received"], found["open"]) == (1, 1)
    assert found["on_time_share"] is None
    assert (await figures(qa, unit=JUSTICE))["received"] == 3


async def test_a_period_by_days_both_included(qa, questions):
    today = now().astimezone(HO_CHI_MINH).date()
    old = today - timedelta(days=40)
    assert (await figures(qa, **{"from": str(today)}))["received"] == 3
    assert (await figures(qa, **{"from": str(today), "to": str(today)}))["received"] == 3
    assert (await figures(qa, to=str(old)))["received"] == 1
    assert (await figures(qa, to=str(old - timedelta(days=1))))["received"] == 0


async def test_nothing_asked(qa):
    assert await figures(qa) == {
        "received": 0, "answered": 0, "open": 0, "overdue": 0, "escalated": 0,
        "on_time": 0, "on_time_share": None,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("who", "status"), [(None, 401), ("citizen1", 403), ("officer1", 403), ("leader1", 200)]
)
async def test_for_leaders(qa, who, status):
    assert (await qa.get("/figures", who)).status == status


async def test_what_is_not_below_the_leader_is_refused(qa):
    assert (await qa.get("/figures", "leader1", params={"unit": "so-cua-tinh-khac"})).status == 403


@pytest.mark.parametrize("params", [{"from": "x"}, {"to": "2026-13-01"}, {"unit": "A B"}])
async def test_bad_questions_are_pointed_at(qa, params):
    refused = await qa.get("/figures", "leader1", params=params)
    assert (refused.status, refused.pointers) == (422, [f"query:{next(iter(params))}"])
