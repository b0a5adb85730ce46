"""Ratings that arrive together share an insert: each is stored once and has its own answer."""

import asyncio
from datetime import timedelta

import pytest

from services.survey.responses import service
from services.survey.responses.documents import ResponseDocument
from shared.clock import now
from shared.ids import new_id
from shared.mongo import DatabaseUnavailable
from tests.services.survey.support import BEST


@pytest.fixture
def groups(monkeypatch):
    """Return the sizes of the inserts made."""
    sizes = []
    collection = ResponseDocument.get_pymongo_collection

    class Counting:
        def __init__(self):
            self.find_one = collection().find_one

        async def insert_many(self, responses, **options):
            sizes.append(len(responses))
            return await collection().insert_many(responses, **options)

    monkeypatch.setattr(ResponseDocument, "get_pymongo_collection", Counting)
    return sizes


async def test_in_a_crowd_each_has_an_answer_of_its_own(survey, groups):
    portal, used, repeated = await survey.new_portal(), new_id(), new_id()
    await survey.rate(portal, key=used)
    await survey.rate(portal, key=repeated)
    answers = await asyncio.gather(
        *(survey.rate(portal) for _ in range(20)),
        survey.rate(portal, {"quality": "fair"}, key=used),
        survey.rate(portal, key=repeated),
        *(survey.rate(portal, {"quality": "superb"}) for _ in range(2)),
    )
    assert [answer.status for answer in answers] == [201] * 20 + [409, 201, 422, 422]
    stored = {response["_id"] for response in await survey.stored(portal)}
    acknowledged = {answer.body["id"] for answer in answers if answer.status == 201}
    assert len(acknowledged) == 21
    assert acknowledged < stored
    assert len(stored) == 22
    assert sum(groups) == 24
    assert max(groups) > 1


def response(portal, **more):
    """Return a response as it is stored."""
    kept = {"_id": new_id(), "portal": portal, "version": 1, "source": "portal", "ratings": BEST}
    return {**kept, "body_hash": "0" * 64, "received_at": now(), **more}


async def test_what_waited_too_long_is_refused_and_not_stored(survey):
    portal = f"p-{new_id()}"
    late = now() - timedelta(seconds=service.INSERT_SECONDS)
    sent = [response(portal), response(portal, received_at=late), response(portal)]
    refusals = await service._insert(sent)
    assert [type(refusal) for refusal in refusals] == [type(None), DatabaseUnavailable, type(None)]
    stored = {one["_id"] for one in await survey.stored(portal)}
    assert stored == {sent[0]["_id"], sent[2]["_id"]}


async def test_only_late_ones_make_no_insert(groups):
    late = response("nobody", received_at=now() - timedelta(minutes=1))
    assert [type(one) for one in await service._insert([late])] == [DatabaseUnavailable]
    assert groups == []


async def test_the_same_request_twice_in_a_group_is_stored_once(survey):
    portal = f"p-{new_id()}"
    once = response(portal)
    changed = {**once, "body_hash": "1" * 64}
    refusals = await service._insert([once, dict(once), changed])
    assert [type(one) for one in refusals] == [
        type(None),
        type(None),
        service.KeyUsedForAnotherRequest,
    ]
    assert len(await survey.stored(portal)) == 1
