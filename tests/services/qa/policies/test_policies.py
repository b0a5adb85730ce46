"""Policies and ladders: versions valid from their day, a record of each change, a preview."""

import asyncio
from datetime import timedelta

import pytest

from services.qa.deadlines.documents import PolicyDocument
from services.qa.escalations.documents import LadderDocument
from shared.clock import today
from shared.ids import new_id
from tests.services.qa.directory import JUSTICE, PROVINCE, SCIENCE
from tests.support.tokens import bearer

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
async def shipped_alone(qa):
    """Leave only what is shipped behind."""
    yield
    for kind in (PolicyDocument, LadderDocument):
        shipped = await kind.find({"number": 1, "scope": {"$in": ["", "support"]}}).to_list()
        await kind.delete_all()
        for row in shipped:
            row.is_withdrawn, row.valid_to = False, None
            await row.insert()


def policy(**fields):
    return {
        "answer_working_days": 5, "text": "Quy chế tiếp nhận của Sở", "text_en": "Rules",
        "valid_from": today().isoformat(), **fields,
    }  # fmt: skip


def ladder(**fields):
    steps = [{"key": "due", "working_days": 0, "role": "head", "is_urgent": True}]
    return {"steps": steps, "valid_from": today().isoformat(), **fields}


async def put(qa, path, body, who="admin1"):
    return await qa.call("PUT", path, who, json=body)


async def test_a_units_policy_applies_to_questions_asked_from_its_day_on(qa):
    before = (await qa.ask())["due_at"]
    added = await qa.post("/policies", policy(unit=JUSTICE), "admin1")
    assert added.status == 201, added.body
    assert (added.body["state"], added.body["number"]) == ("current", 1)
    assert added.body["unit"]["name"] == "Sở Tư pháp"
    asked = await qa.ask()
    assert asked["due_at"] < before
    assert (await qa.ask(unit=SCIENCE))["due_at"] == before
    shown = await qa.get(f"/questions/{asked['code']}", "officer1")
    assert shown.body["due_policy"] == "Quy chế tiếp nhận của Sở"


async def test_a_change_is_another_version_and_stands_on_record(qa):
    first = (await qa.post("/policies", policy(unit=JUSTICE), "admin1")).body
    tomorrow = (today() + DAY).isoformat()
    form = policy(answer_working_days=7, valid_from=tomorrow)
    second = (await put(qa, f"/policies/{first['id']}", form)).body
    assert (second["number"], second["state"], second["changeable"]) == (2, "coming", True)
    listed = {row["id"]: row for row in (await qa.get("/policies", "admin1")).body}
    assert listed[first["id"]]["state"] == "current"
    assert not listed[first["id"]]["changeable"]
    newest, oldest = (await qa.get("/policies/changes", "admin1")).body["items"]
    assert (newest["kind"], newest["by"]["id"]) == ("policy", "admin1")
    assert newest["before"]["answer_working_days"] == 5
    assert newest["after"]["answer_working_days"] == 7
    assert (oldest["before"], oldest["unit"]["id"]) == (None, JUSTICE)


async def test_a_version_replaced_before_its_day_never_comes(qa):
    first = (await qa.post("/policies", policy(unit=JUSTICE), "admin1")).body
    soon = policy(answer_working_days=7, valid_from=(today() + DAY).isoformat())
    second = (await put(qa, f"/policies/{first['id']}", soon)).body
    later = policy(answer_working_days=9, valid_from=(today() + 9 * DAY).isoformat())
    await put(qa, f"/policies/{second['id']}", later)
    states = {row["id"]: row["state"] for row in (await qa.get("/policies", "admin1")).body}
    assert (states[first["id"]], states[second["id"]]) == ("current", "past")


async def test_only_the_newest_version_is_changed_once(qa):
    first = (await qa.post("/policies", policy(unit=JUSTICE), "admin1")).body
    done = await asyncio.gather(*(put(qa, f"/policies/{first['id']}", policy()) for _ in range(3)))
    assert sorted(answer.status for answer in done) == [200, 409, 409]
    assert {answer.slug for answer in done if answer.status == 409} == {"policy-superseded"}
    again = await qa.post("/policies", policy(unit=JUSTICE), "admin1")
    assert (again.status, again.slug) == (409, "policy-exists")
    gone = await put(qa, f"/policies/{new_id()}", policy())
    assert (gone.status, gone.slug) == (404, "policy-not-found")


@pytest.mark.parametrize(
    ("fields", "pointer"),
    [
        ({"answer_working_days": 0}, "#/answer_working_days"),
        ({"receive_working_days": 6}, "#/receive_working_days"),
        ({"due_soon_working_days": 6}, "#/due_soon_working_days"),
        ({"reopen_days": 40}, "#/close_after_days"),
        ({"approval": "sometimes"}, "#/approval"),
        ({"text": "x"}, "#/text"),
        ({"valid_from": "2020-01-01"}, "#/valid_from"),
        ({"valid_to": "2020-01-01"}, "#/valid_to"),
        ({"unit": "khong-co"}, "#/unit"),
        ({"topic": "khong-co"}, "#/topic"),
        ({"forwards_alowed": 3}, "#/forwards_alowed"),
    ],
)
async def test_what_makes_no_sense_is_refused_where_it_stands(qa, fields, pointer):
    refused = await qa.post("/policies", policy(**{"unit": JUSTICE, **fields}), "admin1")
    assert (refused.status, refused.pointers) == (422, [pointer])


async def test_the_policy_for_every_question_has_no_end(qa):
    [shipped] = [row for row in (await qa.get("/policies", "admin1")).body if not row["unit"]]
    form = policy(valid_to=(today() + DAY).isoformat())
    refused = await put(qa, f"/policies/{shipped['id']}", form)
    assert (refused.status, refused.pointers) == (422, ["#/valid_to"])


@pytest.mark.parametrize("who", [None, "officer1", "coordinator1", "leader1"])
async def test_only_administrators_read_and_change_them(qa, who):
    status = 401 if who is None else 403
    assert (await qa.get("/policies", who)).status == status
    assert (await qa.get("/policies/changes", who)).status == status
    assert (await qa.post("/ladders", ladder(unit=JUSTICE), who)).status == status


async def test_an_administrator_needs_the_higher_level_of_assurance_also_to_read(qa):
    headers = bearer("admin1", ("admin", PROVINCE), loa=1)
    for path in ("/policies", "/ladders", "/kept-topics", "/imports", "/webhooks"):
        read = await qa.call("GET", path, headers=headers)
        assert (read.status, read.slug, read.body["level"]) == (403, "step-up-required", 2)
    refused = await qa.post("/policies", policy(unit=JUSTICE), headers=headers)
    assert (refused.status, refused.slug) == (403, "step-up-required")


async def test_a_units_ladder_is_climbed_by_its_questions(qa):
    added = await qa.post("/ladders", ladder(unit=JUSTICE), "admin1")
    assert added.status == 201, added.body
    clock = await qa.clock((await qa.ask())["code"])
    assert [(step.key, step.at, step.is_urgent) for step in clock.steps[1:]] == [
        ("due", clock.due_at, True)
    ]
    assert len((await qa.clock((await qa.ask(unit=SCIENCE))["code"])).steps) == 6
    steps = [
        {"key": "early", "working_hours": -4, "role": "officer", "by_mail": False},
        {"key": "half", "share": 0.5, "role": "officer"},
    ]
    changed = await put(qa, f"/ladders/{added.body['id']}", ladder(steps=steps))
    assert changed.body["steps"][0]["working_hours"] == -4
    clock = await qa.clock((await qa.ask())["code"])
    assert [step.key for step in clock.steps[1:]] == ["half", "early"]
    assert clock.steps[2].at == clock.due_at - timedelta(hours=4)
    [newest, _] = (await qa.get("/policies/changes", "admin1")).body["items"]
    assert newest["kind"] == "ladder"


@pytest.mark.parametrize(
    "steps",
    [
        [],
        [{"key": "a", "role": "head"}],
        [{"key": "a", "role": "head", "share": 0.5, "working_days": 1}],
        [{"key": "a", "role": "king", "share": 0.5}],
        [{"key": "a", "role": "head", "share": 1.5}],
        [{"key": "a", "role": "head", "share": 0.5}, {"key": "a", "role": "head", "share": 0.6}],
    ],
)
async def test_a_ladder_that_makes_no_sense_is_refused(qa, steps):
    refused = await qa.post("/ladders", ladder(unit=JUSTICE, steps=steps), "admin1")
    assert refused.status == 422
    assert refused.pointers[0].startswith("#/steps")


async def test_the_ladder_of_supports_is_told_apart(qa):
    rows = (await qa.get("/ladders", "admin1")).body
    assert {row["id"]: row["for_supports"] for row in rows} == {"default": False, "supports": True}


async def test_anybody_sees_what_a_question_asked_now_would_get(qa):
    seen = await qa.get("/policies/preview", params={"unit": JUSTICE})
    assert seen.status == 200
    asked = await qa.ask()
    assert seen.body["due_at"] == asked["due_at"]
    assert seen.body["due_days"][-1]["counted"] == 15
    assert [step["key"] for step in seen.body["steps"]][-1] == "leader"
    assert (await qa.get("/policies/preview")).status == 200
    refused = await qa.get("/policies/preview", params={"unit": "khong-co"})
    assert refused.status == 422
