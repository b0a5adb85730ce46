"""Doubtful responses: acknowledged, held back, released or excluded with a ledger."""

from typing import Any

import pytest

from shared.clock import today
from shared.contracts.survey.challenges import ChallengeOut
from shared.ids import new_id
from tests.services.survey.challenges.test_model import solved
from tests.services.survey.support import RunningSurvey
from tests.support.tokens import bearer

PATH = "/api/survey/v1/quarantine"


async def challenge_for(survey: RunningSurvey, portal: str) -> ChallengeOut:
    answer = await survey.get("/api/survey/v1/challenge", portal=portal)
    assert answer.status == 200
    assert answer.headers["Cache-Control"] == "no-store"
    return ChallengeOut.model_validate(answer.body)


async def held(survey: RunningSurvey, portal: str, verdict: str = "held") -> list[Any]:
    answer = await survey.get(PATH, await survey.keeper_of_all(), portal=portal, verdict=verdict)
    assert answer.status == 200
    return list(answer.body["items"])


async def counted(survey: RunningSurvey, leader: dict[str, str], portal: str) -> int:
    await survey.roll_up()
    return int((await survey.figures(leader, portal=portal))["responses"])


def allow(survey: RunningSurvey, monkeypatch: pytest.MonkeyPatch, **limits: int) -> None:
    """Let only so many responses count."""
    settings = survey.runtime.settings.model_copy(update=limits)
    monkeypatch.setattr(survey.runtime, "settings", settings)


async def decide(survey: RunningSurvey, ids: list[str], verdict: str) -> Any:
    form = {"responses": ids, "verdict": verdict, "reason": "Đã xem từng phiếu"}
    return await survey.call(
        "POST", f"{PATH}/decisions", json=form, headers=await survey.keeper_of_all()
    )


@pytest.mark.parametrize(
    ("shown", "sign"),
    [
        ({"website": "https://spam.example"}, "honeypot"),
        ({"proof": "bm90IGEgcHJvb2Y="}, "forged_proof"),
        ({"ticket": "1.2"}, "forged_proof"),
    ],
)
async def test_a_bot_is_thanked_and_not_counted(survey, shown, sign):
    portal, leader = await survey.led_portal()
    key = new_id()
    first = await survey.rate(portal, key=key, other="Rất tốt, gọi 0912345678", **shown)
    assert first.status == 201
    again = await survey.rate(portal, key=key, other="Rất tốt, gọi 0912345678", **shown)
    assert (again.status, again.body) == (201, first.body)
    assert await counted(survey, leader, portal) == 0
    [kept] = await held(survey, portal)
    assert (kept["id"], kept["signs"], kept["verdict"]) == (first.body["id"], [sign], "held")
    assert "0912345678" not in kept["other"]
    assert set(shown) & set((await survey.database["quarantine"].find_one())["response"]) == set()
    changed = await survey.rate(portal, {"quality": "fair"}, key=key, **shown)
    assert (changed.status, changed.slug) == (409, "idempotency-key-reused")


async def test_release_and_exclusion_move_the_figures_and_the_ledger(survey):
    portal, leader = await survey.led_portal()
    sent = [await survey.rate(portal, website="x", other=f"Ý kiến {n}") for n in range(3)]
    ids = [answer.body["id"] for answer in sent]
    assert (await decide(survey, ids[:2], "released")).body == {"moved": 2}
    assert await counted(survey, leader, portal) == 2
    assert (await decide(survey, ids[:2], "released")).body == {"moved": 0}
    assert (await decide(survey, ids[1:], "excluded")).body == {"moved": 2}
    assert await counted(survey, leader, portal) == 1
    assert [one["id"] for one in await held(survey, portal, "released")] == [ids[0]]
    comments = await survey.get("/api/survey/v1/comments", leader, portal=portal)
    assert [comment["text"] for comment in comments.body["items"]] == ["Ý kiến 0"]
    ledger = (await survey.get(f"{PATH}/decisions", await survey.keeper_of_all())).body[:2]
    found = [(row["by"], row["verdict"], row["responses"], row["reason"]) for row in ledger]
    assert found == [
        ("keeper", "excluded", 2, "Đã xem từng phiếu"),
        ("keeper", "released", 2, "Đã xem từng phiếu"),
    ]


async def test_a_decision_about_something_else_changes_nothing(survey):
    portal, leader = await survey.led_portal()
    [good] = [(await survey.rate(portal, website="x")).body["id"]]
    refused = await decide(survey, [good, "no-such-response"], "released")
    assert (refused.status, refused.slug) == (404, "held-response-not-found")
    assert await counted(survey, leader, portal) == 0
    assert (await survey.get(PATH, leader)).status == 403
    [own] = await survey.new_units(None)
    survey.runtime.units.forget()
    judged = await survey.get(PATH, bearer("own", ("admin", own)))
    assert (judged.status, judged.slug) == (403, "not-for-one-unit")
    assert (await survey.get(PATH)).status == 401


async def test_more_than_plausible_from_one_place_is_held(survey, monkeypatch):
    allow(survey, monkeypatch, unproven_per_place=3)
    portal, leader = await survey.led_portal()
    answers = [await survey.rate(portal) for _ in range(5)]
    assert [answer.status for answer in answers] == [201] * 5
    assert await counted(survey, leader, portal) == 3
    assert [one["signs"] for one in await held(survey, portal)] == [["many_from_one"]] * 2
    proof = solved(await challenge_for(survey, portal))
    assert (await survey.rate(portal, proof=proof)).status == 201
    assert await counted(survey, leader, portal) == 4


async def test_a_proof_serves_once_and_its_repeat_is_the_same_response(survey):
    portal, leader = await survey.led_portal()
    proof = solved(await challenge_for(survey, portal))
    first = await survey.rate(portal, proof=proof)
    again = await survey.rate(portal, proof=proof)
    assert again.body == first.body
    other = await survey.rate(portal, key=new_id(), proof=proof)
    assert other.status == 201
    assert await counted(survey, leader, portal) == 1
    assert [one["signs"] for one in await held(survey, portal)] == [["proof_reused"]]


async def test_haste_is_held_once_it_is_a_habit(survey, monkeypatch):
    allow(survey, monkeypatch, hasty_per_place=2)
    portal, leader = await survey.led_portal()
    for _ in range(4):
        ticket = (await challenge_for(survey, portal)).ticket
        assert (await survey.rate(portal, ticket=ticket)).status == 201
    assert await counted(survey, leader, portal) == 2
    assert [one["signs"] for one in await held(survey, portal)] == [["too_fast"]] * 2


async def test_what_was_counted_stays_counted_when_its_repeat_is_doubtful(survey):
    portal, leader = await survey.led_portal()
    key = new_id()
    first = await survey.rate(portal, key=key)
    again = await survey.rate(portal, key=key, website="x")
    assert (again.status, again.body) == (201, first.body)
    assert await counted(survey, leader, portal) == 1
    assert await held(survey, portal) == []


async def test_what_was_held_and_counted_by_a_repeat_is_released_and_excluded(survey):
    portal, leader = await survey.led_portal()
    key = new_id()
    first = await survey.rate(portal, key=key, website="x")
    again = await survey.rate(portal, key=key)  # the same person, without what filled the field
    assert (first.status, again.status, again.body) == (201, 201, first.body)
    other = await survey.rate(portal, website="x")
    ids = [first.body["id"], other.body["id"]]
    assert await counted(survey, leader, portal) == 1
    assert (await decide(survey, ids, "released")).body == {"moved": 2}
    assert await counted(survey, leader, portal) == 2
    assert (await decide(survey, ids, "excluded")).body == {"moved": 2}
    assert await counted(survey, leader, portal) == 0


async def test_the_public_figures_say_how_many_were_held(survey):
    portal, _leader = await survey.led_portal()
    await survey.rate(portal, website="x")
    moved = {"$set": {"month": "2026-01"}}
    await survey.database["quarantine"].update_one({"portal": portal}, moved)
    shown = await survey.get("/api/open-data/figures.json", month="2026-01")
    [row] = [one for one in shown.body["portals"] if one["portal"] == portal]
    assert row["quarantine"] == {"portal": portal, "held": 1, "released": 0, "excluded": 0}


async def test_an_unknown_portal_gets_no_challenge(survey):
    answer = await survey.get("/api/survey/v1/challenge", portal=f"no-{today().year}")
    assert (answer.status, answer.slug) == (404, "portal-not-found")
