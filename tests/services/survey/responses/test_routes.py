"""Rating a portal over HTTP: stored once with nothing about the rater, refused with pointers."""

import asyncio
import json

import pytest

from shared.ids import new_id
from tests.services.survey.support import BEST

PATH = "/api/survey/v1/responses"
KEPT = {
    "_id",
    "portal",
    "version",
    "source",
    "ratings",
    "other",
    "page",
    "body_hash",
    "received_at",
}


async def test_a_rating_is_stored_with_its_version_and_acknowledged(survey):
    portal = await survey.new_portal()
    answer = await survey.rate(portal, other="  Trang de\u0302\u0303 đọc \r\n")
    assert answer.status == 201
    [stored] = await survey.stored(portal)
    assert answer.body == {"id": stored["_id"]}
    assert stored["ratings"] == BEST
    assert (stored["version"], stored["source"]) == (1, "portal")
    assert stored["other"] == "Trang dễ đọc"


async def test_nothing_about_the_rater_is_stored(survey):
    portal = await survey.new_portal()
    telling = {"User-Agent": "Tell-Tale/1.0", "X-Forwarded-For": "203.0.113.9", "Cookie": "who=me"}
    page = "https://ai:mat-khau@cong.example:8443/tin%20tuc/?nguoi=an&k=1#phan-2"
    body = {"portal": portal, "ratings": BEST, "other": "Tốt", "page_url": page}
    answer = await survey.call("POST", PATH, json=body, headers=telling)
    assert answer.status == 201
    [stored] = await survey.stored(portal)
    assert stored.keys() == KEPT
    assert stored["page"] == "https://cong.example:8443/tin%20tuc/"
    for tale in ("Tell-Tale", "203.0.113.9", "who=me", "mat-khau", "nguoi=an", "127.0.0.1"):
        assert tale not in str(stored)


async def test_a_page_rates_its_own_portal_alone(survey):
    mine, other = await survey.new_portal(origin="https://a.vn"), await survey.new_portal()
    for origin, portal, status in (
        ("https://a.vn", mine, 201),
        ("https://a.vn", other, 403),
        ("https://a.vn", "there-is-none", 403),
        (survey.runtime.settings.public_url, other, 201),
        ("https://no-portal.vn", other, 201),  # our own under another name; others the door stops
    ):
        body = {"portal": portal, "ratings": BEST}
        answer = await survey.call("POST", PATH, json=body, headers={"Origin": origin})
        assert answer.status == status, origin
        assert status == 201 or answer.slug == "rated-from-elsewhere"
    assert len(await survey.stored(other)) == 2


async def test_each_criterion_may_be_left_out(survey):
    portal = await survey.new_portal()
    assert (await survey.rate(portal, {"quality": "fair"})).status == 201
    assert (await survey.rate(portal, {"quality": "good", "support": None})).status == 201
    assert [one["ratings"] for one in await survey.stored(portal)] == [
        {"quality": "fair"},
        {"quality": "good"},
    ]


async def test_a_repeated_request_gets_the_first_answer(survey):
    portal, key = await survey.new_portal(), new_id()
    first = await survey.rate(portal, key=key, page_url="https://a.example/x?y=1")
    again = await survey.rate(portal, key=key, page_url="https://a.example/x?y=2")
    assert (first.status, again.status) == (201, 201)
    assert first.body == again.body
    assert len(await survey.stored(portal)) == 1


async def test_repeats_in_parallel_are_stored_once(survey):
    portal, key = await survey.new_portal(), new_id()
    answers = await asyncio.gather(*(survey.rate(portal, key=key) for _ in range(20)))
    assert {answer.status for answer in answers} == {201}
    assert len({answer.body["id"] for answer in answers}) == 1
    assert len(await survey.stored(portal)) == 1


async def test_a_key_used_for_another_rating_is_refused(survey):
    portal, key = await survey.new_portal(), new_id()
    await survey.rate(portal, key=key)
    changed = await survey.rate(portal, {"quality": "fair"}, key=key)
    assert (changed.status, changed.slug) == (409, "idempotency-key-reused")
    assert len(await survey.stored(portal)) == 1


async def test_the_same_key_serves_two_portals(survey):
    key, portals = new_id(), [await survey.new_portal() for _ in range(2)]
    for portal in portals:
        assert (await survey.rate(portal, key=key)).status == 201
        assert len(await survey.stored(portal)) == 1


async def test_without_a_key_each_rating_counts(survey):
    portal = await survey.new_portal()
    for _ in range(3):
        assert (await survey.rate(portal)).status == 201
    assert len(await survey.stored(portal)) == 3


async def test_a_closed_portal_takes_none_and_still_answers_repeats(survey):
    portal, key = await survey.new_portal(), new_id()
    first = await survey.rate(portal, key=key)
    await survey.close_portal(portal)
    refused = await survey.rate(portal, key=new_id())
    assert (refused.status, refused.slug) == (410, "portal-closed")
    assert (await survey.rate(portal, key=key)).body == first.body
    assert (await survey.rate(portal, {"quality": "fair"}, key=key)).status == 409
    assert len(await survey.stored(portal)) == 1


LONG = "a" * 100_000
BAD = {
    "unknown option": ({"ratings": {"interface": "superb"}}, ["#/ratings/interface"]),
    "option of another question": ({"ratings": {"interface": "good"}}, ["#/ratings/interface"]),
    "unknown criterion": ({"ratings": {"speed": "good"}}, ["#/ratings/speed"]),
    "the text's key as rating": ({"ratings": {"other": "good"}}, ["#/ratings/other"]),
    "no rating": ({"ratings": {}}, ["#/ratings"]),
    "only nulls": ({"ratings": dict.fromkeys(BEST)}, ["#/ratings"]),
    "only a text": ({"ratings": {}, "other": "Xin chào"}, ["#/ratings"]),
    "ratings missing": ({"ratings": ...}, ["#/ratings"]),
    "ratings a list": ({"ratings": ["good"]}, ["#/ratings"]),
    "a number as option": ({"ratings": {"quality": 2}}, ["#/ratings/quality"]),
    "NUL in an option": ({"ratings": {"quality": "good\0"}}, ["#/ratings/quality"]),
    "two wrong options": (
        {"ratings": {"quality": "x", "support": "y", "content": "meets"}},
        ["#/ratings/quality", "#/ratings/support"],
    ),
    "unknown version": ({"instrument_version": 99}, ["#/instrument_version"]),
    "version 0": ({"instrument_version": 0}, ["#/instrument_version"]),
    "negative version": ({"instrument_version": -1}, ["#/instrument_version"]),
    "a huge version": ({"instrument_version": 10**30}, ["#/instrument_version"]),
    "version as text": ({"instrument_version": "1"}, ["#/instrument_version"]),
    "version true": ({"instrument_version": True}, ["#/instrument_version"]),
    "version 1.5": ({"instrument_version": 1.5}, ["#/instrument_version"]),
    "a text too long": ({"other": LONG}, ["#/other"]),
    "NUL in the text": ({"other": "xin\0chào"}, ["#/other"]),
    "bidi in the text": ({"other": "xin \u202echào"}, ["#/other"]),
    "half a surrogate pair": ({"other": "\ud83d"}, ["#/other"]),
    "a number as text": ({"other": 5}, ["#/other"]),
    "unknown field": ({"name": "An"}, ["#/name"]),
    "the portal a number": ({"portal": 7}, ["#/portal"]),
    "the portal missing": ({"portal": ...}, ["#/portal"]),
    "a portal with NUL": ({"portal": "demo\0"}, ["#/portal"]),
    "a query as portal": ({"portal": {"$ne": ""}}, ["#/portal"]),
    "a page that is no address": ({"page_url": "not an address"}, ["#/page_url"]),
    "a script as page": ({"page_url": "javascript:alert(1)"}, ["#/page_url"]),
    "NUL in the page": ({"page_url": "https://a.example/\0"}, ["#/page_url"]),
    "bidi in the page": ({"page_url": "https://a.example/\u202e"}, ["#/page_url"]),
    "a page with a bad port": ({"page_url": "https://a.example:port/"}, ["#/page_url"]),
    "a page too long": ({"page_url": f"https://a.example/{LONG}"}, ["#/page_url"]),
}


@pytest.mark.parametrize("name", BAD)
async def test_what_is_wrong_is_named_and_not_stored(survey, name):
    portal = await survey.new_portal()
    change, pointers = BAD[name]
    before = await survey.database["responses"].estimated_document_count()
    body = {"portal": portal, "ratings": BEST, **change}
    body = {field: value for field, value in body.items() if value is not ...}
    answer = await survey.call("POST", PATH, json=body)
    assert answer.status == 422, answer.text
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert sorted(answer.pointers) == pointers
    assert LONG[:1000] not in answer.text
    assert await survey.database["responses"].estimated_document_count() == before


async def test_an_unknown_portal_is_named(survey):
    answer = await survey.rate("there-is-none")
    assert (answer.status, answer.pointers) == (422, ["#/portal"])


async def test_everything_wrong_with_the_answers_is_named_at_once(survey):
    answer = await survey.rate("there-is-none", {"quality": "superb"}, instrument_version=1)
    assert answer.status == 422
    assert answer.pointers == ["#/portal", "#/ratings/quality"]


RAW = {
    "no JSON": b"{",
    "nothing": b"",
    "null": b"null",
    "a list": b"[]",
    "a text": b'"demo"',
    "no UTF-8": b'{"portal": "\xff"}',
    "nested deeply": b"[" * 50_000,
    "not a number": b'{"portal": "demo", "ratings": {}, "instrument_version": NaN}',
    "beyond numbers": b'{"portal": "demo", "ratings": {}, "instrument_version": 1e999}',
}


@pytest.mark.parametrize("name", RAW)
async def test_malformed_bodies_are_refused(survey, name):
    headers = {"Content-Type": "application/json"}
    answer = await survey.call("POST", PATH, data=RAW[name], headers=headers)
    assert answer.status == 422, answer.text
    assert answer.slug == "invalid-request"
    assert answer.body["errors"]


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", ""])
async def test_json_must_say_that_it_is(survey, kind):
    portal = await survey.new_portal()
    data = json.dumps({"portal": portal, "ratings": BEST}).encode()
    answer = await survey.call("POST", PATH, data=data, headers={"Content-Type": kind})
    assert answer.status in {415, 422}
    assert await survey.stored(portal) == []


@pytest.mark.parametrize("key", ["short", "a" * 129, "mười hai ký tự", "with space inside", ""])
async def test_a_bad_idempotency_key_is_named(survey, key):
    portal = await survey.new_portal()
    headers = {"Idempotency-Key": key.encode().decode("latin-1")}
    body = {"portal": portal, "ratings": BEST}
    answer = await survey.call("POST", PATH, json=body, headers=headers)
    assert (answer.status, answer.pointers) == (422, ["header:idempotency-key"])
    assert await survey.stored(portal) == []
