"""Answers to polls: taken once, counted apart from portals, equal to a recount."""

import asyncio

import pytest

from services.survey.figures.recount import recount
from shared.ids import new_id
from tests.services.survey.polls.support import PATH, counts
from tests.support.tokens import bearer

ALL = {"choices": {"q1": ["o2"], "q2": ["o1", "o3"], "q3": ["o4"]}, "texts": {"q4": "Mở thứ Bảy."}}


async def test_each_option_counts_once_per_person_and_n_is_who_answered(survey, polls):
    poll = await polls.opened()
    await polls.answer(poll, **ALL)
    await polls.answer(poll, choices={"q2": ["o3"]})
    await polls.answer(poll, choices={"q1": ["o1"], "q3": ["o1"]})
    results = await polls.results(poll)
    assert results["responses"] == 3
    assert counts(results, "q1") == (2, {"o1": 1, "o2": 1})
    assert counts(results, "q2") == (2, {"o1": 1, "o2": 0, "o3": 2})
    multiple = results["questions"][1]
    assert sum(option["share"] for option in multiple["options"]) == pytest.approx(1.5)
    assert multiple["options"][2]["share"] == 1.0
    scale = results["questions"][2]
    assert (scale["n"], scale["mean"]) == (2, 2.5)
    assert counts(results, "q4") == (1, {})


async def test_a_poll_counts_in_no_portal_and_in_no_sum(survey, polls):
    portal = await survey.new_portal(polls.unit)
    poll = await polls.opened(portal=portal)
    await survey.rate(portal)
    before = await survey.database["figures"].find({"scope": "*"}).to_list()
    await survey.roll_up()
    sums = await survey.database["figures"].find({"scope": "*"}).to_list()
    await polls.answer(poll, **ALL)
    await polls.results(poll)
    assert await survey.database["figures"].find({"scope": "*"}).to_list() == sums != before
    leader = bearer("leader", ("leader", polls.unit))
    assert (await survey.figures(leader, portal=portal))["responses"] == 1
    assert (await survey.figures(leader))["responses"] == 1
    scopes = await survey.database["figures"].distinct("scope")
    assert f"poll:{poll}" in scopes


async def test_the_figures_equal_a_recount_also_under_answers_at_once(survey, polls):
    poll = await polls.opened()
    await asyncio.gather(*(polls.answer(poll, **ALL) for _ in range(20)))
    comparison = await recount(survey.runtime)
    assert comparison.differences == []
    assert (await polls.results(poll))["responses"] == 20
    texts = await survey.get(f"{PATH}/{poll}/texts", polls.keeper, limit="15")
    assert len(texts.body["items"]) == 15
    assert texts.body["next_cursor"]


async def test_a_repeated_answer_is_stored_once(survey, polls):
    poll, key = await polls.opened(), new_id()
    first, again = [await polls.answer(poll, key, **ALL) for _ in range(2)]
    assert first.status == again.status == 201
    assert first.body == again.body
    changed = await polls.answer(poll, key, choices={"q1": ["o1"]})
    assert changed.slug == "idempotency-key-reused"
    await polls.keep("POST", f"{poll}/close", 2)
    assert (await polls.answer(poll, key, **ALL)).body == first.body
    assert (await polls.answer(poll, new_id(), **ALL)).slug == "poll-over"
    assert (await polls.results(poll))["responses"] == 1


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, "#/choices"),
        ({"choices": {"q9": ["o1"]}}, "#/choices/q9"),
        ({"choices": {"q4": ["o1"]}}, "#/choices/q4"),
        ({"choices": {"q1": ["o3"]}}, "#/choices/q1"),
        ({"choices": {"q1": ["o1", "o2"]}}, "#/choices/q1"),
        ({"choices": {"q2": ["o1", "o1"]}}, "#/choices/q2"),
        ({"texts": {"q1": "x"}}, "#/texts/q1"),
        ({"texts": {"q4": "x" * 2_001}}, "#/texts/q4"),
    ],
)
async def test_a_faulty_answer_names_its_faults(survey, polls, body, pointer):
    poll = await polls.opened()
    refused = await polls.answer(poll, **body)
    assert (refused.status, refused.pointers) == (422, [pointer])
    assert await survey.stored(f"poll:{poll}") == []


async def test_a_doubtful_answer_is_held_and_counts_once_released(survey, polls):
    poll = await polls.opened()
    await polls.answer(poll, website="http://spam.example", **ALL)
    results = await polls.results(poll)
    assert (results["responses"], results["held"]) == (0, 1)
    path = "/api/survey/v1/quarantine"
    keeper = await survey.keeper_of_all(polls.unit)
    listed = await survey.get(path, keeper, portal=f"poll:{poll}")
    [held] = listed.body["items"]
    assert (held["ratings"]["q2"], held["texts"]) == (["o1", "o3"], {"q4": "Mở thứ Bảy."})
    for verdict, expected in (("released", 1), ("excluded", 0)):
        decision = {"responses": [held["id"]], "verdict": verdict, "reason": "Đã xem"}
        await survey.call("POST", f"{path}/decisions", json=decision, headers=keeper)
        assert (await polls.results(poll))["responses"] == expected
        texts = await survey.get(f"{PATH}/{poll}/texts", polls.keeper)
        assert len(texts.body["items"]) == expected
    assert (await survey.get("/api/open-data/figures.json")).status == 200


async def test_a_challenge_is_for_its_poll_only(survey, polls):
    poll, other = await polls.opened(), await polls.opened()
    tickets = [
        (await survey.get(f"{PATH}/{one}/challenge")).body["ticket"] for one in (poll, other)
    ]
    await polls.answer(poll, ticket=tickets[1], **ALL)
    await polls.answer(poll, ticket=tickets[0], **ALL)
    results = await polls.results(poll)
    assert (results["responses"], results["held"]) == (1, 1)


async def test_personal_data_in_a_text_is_masked(survey, polls):
    poll = await polls.opened()
    await polls.answer(poll, texts={"q4": "Gọi tôi 0912 000 123"})
    await survey.roll_up()
    texts = await survey.get(f"{PATH}/{poll}/texts", polls.keeper)
    assert "0912 000 123" not in texts.text


async def test_public_results_wait_for_the_end_and_withhold_few_answers(survey, polls):
    minimum = survey.runtime.settings.open_data_minimum_answers
    poll = await polls.opened(is_public=True)
    path = f"{PATH}/{poll}/public-results"
    for number in range(minimum):
        more = {"q1": ["o1"]} if number else {}
        await polls.answer(poll, choices={"q3": ["o2"], **more})
    await survey.roll_up()
    assert (await survey.get(path)).status == 404
    await polls.keep("POST", f"{poll}/close", 2)
    shown = (await survey.get(path)).body
    assert counts(shown, "q3")[0] == minimum
    single = shown["questions"][0]
    assert (single["is_withheld"], single["n"], single["options"]) == (True, 0, [])
    secret = await polls.opened()
    await polls.keep("POST", f"{secret}/close", 2)
    assert (await survey.get(f"{PATH}/{secret}/public-results")).status == 404
