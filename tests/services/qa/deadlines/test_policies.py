"""Which policy applies, and what a question's clock is."""

from datetime import date, datetime

import pytest

from services.qa.deadlines.documents import PolicyDocument
from services.qa.deadlines.model import NoDeadlinePolicy, Policy, applicable, scopes
from services.qa.deadlines.queries import clock_for, count_clock
from services.qa.directory import queries as directory
from services.qa.escalations.model import Climbing
from tests.services.qa.directory import JUSTICE, calendar

TODAY = date(2026, 11, 22)


def policy(name: str, scope: str = "", **fields) -> Policy:
    days = {"receive_working_days": 1, "answer_working_days": 15, "due_soon_working_days": 3}
    words = {"text": name, "text_en": name, "valid_from": date(2025, 1, 1)}
    return Policy(id=name, scope=scope, **{**days, **words, **fields})


@pytest.mark.parametrize(
    ("available", "expected"),
    [
        (["", "topic:dat-dai", "unit:u", "unit:u topic:dat-dai"], "unit:u topic:dat-dai"),
        (["", "topic:dat-dai", "unit:u"], "unit:u"),
        (["", "topic:dat-dai", "unit:v"], "topic:dat-dai"),
        (["", "topic:y-te", "unit:v topic:dat-dai"], ""),
    ],
)
def test_the_most_particular_policy_applies(available, expected):
    order = scopes("u", "dat-dai")
    found = applicable([policy(scope or "all", scope) for scope in available], order, TODAY)
    assert found.scope == expected


def test_only_policies_in_force_apply_the_newest_first():
    policies = [
        policy("old", valid_to=date(2026, 6, 30)),
        policy("present", valid_from=date(2026, 7, 1)),
        policy("older", valid_from=date(2024, 1, 1)),
        policy("future", valid_from=date(2027, 1, 1)),
    ]
    assert applicable(policies, scopes("u", None), TODAY).id == "present"
    assert applicable(policies, scopes("u", None), date(2026, 6, 30)).id == "old"
    with pytest.raises(NoDeadlinePolicy):
        applicable(policies, scopes("u", None), date(2023, 1, 1))


def test_a_clock_over_a_holiday_and_a_makeup_day():
    starts_at = datetime.fromisoformat("2026-08-20T10:00:00+07:00")
    clock = count_clock(policy("p", answer_working_days=3), "hue", calendar().calendar, starts_at)
    assert clock.receive_by == datetime.fromisoformat("2026-08-21T17:30:00+07:00")
    assert clock.due_at == datetime.fromisoformat("2026-08-24T17:30:00+07:00")
    kinds = [(day.day.day, day.kind.value) for day in clock.deadline.days]
    assert kinds == [
        (20, "event"), (21, "counted"), (22, "makeup"), (23, "weekend"), (24, "counted")
    ]  # fmt: skip
    assert clock.due_soon_at < clock.due_at


async def test_a_units_own_policy_is_found_and_quoted(qa):
    own = policy("ba-ngay", f"unit:{JUSTICE}", answer_working_days=3, text="Quy chế của Sở")
    await PolicyDocument(**own.model_dump()).insert()
    qa.runtime.rules.forget()
    try:
        asked = await qa.ask()
        shown = await qa.get(f"/questions/{asked['code']}", "officer1")
        assert shown.body["due_days"][-1]["counted"] == 3
        assert shown.body["due_policy"] == "Quy chế của Sở"
    finally:
        await PolicyDocument.find({"_id": "ba-ngay"}).delete()
        qa.runtime.rules.forget()


async def test_a_year_without_notice_is_provisional(qa):
    unit = await directory.unit(JUSTICE)
    clock = await clock_for(unit, None, datetime.fromisoformat("2026-12-28T09:00:00+07:00"))
    assert clock.deadline.provisional
    assert clock.document(Climbing(id="q")).is_provisional
