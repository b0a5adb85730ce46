"""Drafting, opening and closing polls over HTTP."""

from datetime import timedelta

import pytest

from shared.clock import today
from tests.services.survey.polls.support import PATH, QUESTIONS, Polls, form, words
from tests.support.tokens import bearer


async def test_a_draft_is_seen_by_its_keepers_only(survey, polls):
    drafted = await polls.draft()
    assert (drafted.status, drafted.headers["ETag"]) == (201, '"1"')
    poll = drafted.body["id"]
    kinds = [(one["key"], one["kind"], len(one["options"])) for one in drafted.body["questions"]]
    assert kinds == [
        ("q1", "single", 2), ("q2", "multiple", 3), ("q3", "scale", 5), ("q4", "text", 0),
    ]  # fmt: skip
    kept = await survey.get(f"{PATH}/kept", polls.keeper)
    assert [one["id"] for one in kept.body] == [poll]
    other = bearer("x", ("admin", (await survey.new_units(None))[0]))
    assert (await survey.get(f"{PATH}/kept", other)).body == []
    for path in ("", "/challenge", "/public-results"):
        assert (await survey.get(f"{PATH}/{poll}{path}")).slug == "poll-not-found"
    for path in ("/detail", "/results", "/texts"):
        assert (await survey.get(f"{PATH}/{poll}{path}", other)).slug == "poll-not-found"
        assert (await survey.get(f"{PATH}/{poll}{path}")).status == 401
    assert (await polls.answer(poll, choices={"q1": ["o1"]})).slug == "poll-not-found"


async def test_a_draft_is_written_anew_and_opened_for_good(survey, polls):
    poll = (await polls.draft()).body["id"]
    changed = form(polls.unit, title=words("Tên mới"))
    assert (await polls.keep("PUT", poll, 1, json=changed)).headers["ETag"] == '"2"'
    for method, path in (("PUT", poll), ("POST", f"{poll}/open"), ("DELETE", poll)):
        options = {"json": changed} if method == "PUT" else {}
        assert (await polls.keep(method, path, 1, **options)).slug == "poll-changed"
    opened = await polls.keep("POST", f"{poll}/open", 2)
    assert (opened.body["state"], opened.body["takes_answers"]) == ("open", True)
    assert poll in [one["id"] for one in (await survey.get(PATH)).body]
    for method, path in (("PUT", poll), ("POST", f"{poll}/open"), ("DELETE", poll)):
        options = {"json": changed} if method == "PUT" else {}
        assert (await polls.keep(method, path, 3, **options)).slug == "poll-not-a-draft"
    closed = await polls.keep("POST", f"{poll}/close", 3)
    assert closed.body["state"] == "closed"
    assert (await polls.keep("POST", f"{poll}/close", 4)).slug == "poll-not-open"
    assert poll not in [one["id"] for one in (await survey.get(PATH)).body]


async def test_a_draft_can_be_dropped(survey, polls):
    poll = (await polls.draft()).body["id"]
    assert (await polls.keep("DELETE", poll, 1)).status == 204
    assert (await survey.get(f"{PATH}/{poll}/detail", polls.keeper)).status == 404


async def test_a_poll_waits_for_its_first_day_and_is_over_after_its_last(survey, polls):
    later = {"valid_from": (today() + timedelta(days=1)).isoformat()}
    poll = await polls.opened(**later)
    assert (await survey.get(f"{PATH}/{poll}")).body["takes_answers"] is False
    assert (await polls.answer(poll, choices={"q1": ["o1"]})).slug == "poll-over"
    past = {"valid_from": "2026-01-01", "valid_to": "2026-01-31"}
    drafted = (await polls.draft(**past)).body["id"]
    refused = await polls.keep("POST", f"{drafted}/open", 1)
    assert (refused.status, refused.pointers) == (422, ["#/valid_to"])


@pytest.mark.parametrize(
    ("changed", "pointer"),
    [
        ({"questions": []}, "#/questions"),
        ({"questions": [QUESTIONS[3]] * 11}, "#/questions"),
        ({"questions": [{**QUESTIONS[0], "options": [words("Một")]}]}, "#/questions/0/options"),
        ({"questions": [{**QUESTIONS[2], "options": []}]}, "#/questions/0/options"),
        ({"questions": [{**QUESTIONS[3], "options": [words("x")]}]}, "#/questions/0/options"),
        ({"title": {"vi": "", "en": "x"}}, "#/title/vi"),
        ({"valid_to": "2020-01-01"}, "#/valid_to"),
        ({"portal": "there-is-none"}, "#/portal"),
    ],
)
async def test_a_faulty_draft_names_its_faults(polls: Polls, changed, pointer):
    refused = await polls.draft(**changed)
    assert (refused.status, refused.pointers) == (422, [pointer])


async def test_a_poll_of_somebody_elses_unit_is_refused(survey, polls):
    [foreign] = await survey.new_units(None)
    assert (await polls.draft(unit=foreign)).slug == "outside-administration"
    portal = await survey.new_portal(foreign)
    assert (await polls.draft(portal=portal)).pointers == ["#/portal"]
    own = await survey.new_portal(polls.unit)
    poll = await polls.opened(portal=own)
    listed = await survey.get(PATH, portal=own)
    assert [one["id"] for one in listed.body] == [poll]
