"""Taking a rating: checked, stored by one insert, acknowledged; counting comes after, elsewhere.

The id is made of the portal and the idempotency key, so that a repeated request meets the first
one's document: no transaction, no second collection, and no moment at which a kill could lose an
acknowledged response or store it twice. Ratings that arrive at the same time share an insert.
"""

import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import pymongo
from pymongo.errors import BulkWriteError, PyMongoError

from services.survey.bootstrap import SurveyRuntime
from services.survey.challenges.model import Evidence
from services.survey.figures.rolling import LATE_SECONDS, mark_days
from services.survey.portals.queries import belongs_elsewhere, find_portal
from services.survey.quarantine.model import Sign, certain_signs, is_hasty
from services.survey.quarantine.service import Doubt, hold
from services.survey.responses.documents import ResponseDocument
from services.survey.responses.model import (
    RatedFromElsewhere,
    Source,
    check_response,
    kept_of,
    ratings_of,
    response_id,
)
from shared.clock import local_day, now
from shared.contracts.survey.responses import ResponseReceipt, SubmitResponse
from shared.idempotency import KeyUsedForAnotherRequest, body_hash
from shared.mongo import DatabaseUnavailable
from shared.problems import Gone
from shared.storing import are_stored_already

INSERT_SECONDS = 5.0


class Sender(NamedTuple):
    """Where a response comes from: a network address, and the origin of a page if it is one."""

    address: str = ""
    origin: str = ""


async def submit_response(
    survey: SurveyRuntime, sent: SubmitResponse, key: str | None, sender: Sender
) -> ResponseReceipt:
    """Store a response once; raises what `check_response` does, and for a changed replay.

    A doubtful one is acknowledged all the same and goes into the quarantine. Raises
    `RatedFromElsewhere` for a page of another portal, which may not rate in this one's name.
    """
    is_own_page = sender.origin in {"", survey.settings.public_url}
    if not is_own_page and await belongs_elsewhere(survey, sender.origin, sent.portal):
        raise RatedFromElsewhere
    moment, begun = now(), time.monotonic()
    body = kept_of(sent)
    evidence = survey.challenges.read(sent.portal, sent.proof, sent.ticket, moment)
    receipt = ResponseReceipt(id=response_id(body.portal, key or evidence.nonce))
    try:
        instrument = check_response(
            body,
            await find_portal(survey, body.portal),
            await survey.instruments.get(),
            local_day(moment),
            survey.settings.instrument_grace_days,
        )
    except Gone:  # closed since then: a repeated request still gets its first answer
        if key is None or not await was_stored(receipt.id, body_hash(body)):
            raise
        return receipt
    response = _stored(receipt.id, body, instrument.version, moment)
    await keep_response(survey, response, Shown(evidence, sent.website, sender.address, begun))
    return receipt


class Shown(NamedTuple):
    """What came with a response and is not kept; `begun` is when taking it began (monotonic)."""

    evidence: Evidence
    website: str | None
    address: str
    begun: float


async def keep_response(survey: SurveyRuntime, response: dict[str, Any], shown: Shown) -> None:
    """Store a checked response to a portal or a poll, or hold it back when it is doubtful.

    Raises `KeyUsedForAnotherRequest`.
    """
    if signs := _signs(survey, response, shown):
        if await hold(survey, Doubt(response, signs)) != response["body_hash"]:
            raise KeyUsedForAnotherRequest
        return
    await survey.storing.do(response, _insert)
    if time.monotonic() - shown.begun > LATE_SECONDS:
        await mark_days(survey.mongo, [local_day(response["received_at"])])
    survey.roll_up_soon()


def _signs(survey: SurveyRuntime, response: dict[str, Any], shown: Shown) -> list[Sign]:
    """Return what speaks against counting a response."""
    crowds, allowed, evidence = survey.crowds, survey.settings, shown.evidence
    at: datetime = response["received_at"]
    place = (local_day(at), response["portal"], shown.address)
    signs = certain_signs(evidence, honeypot=shown.website)
    if evidence.nonce and crowds.is_reused(evidence.nonce, response["_id"]):
        signs.append(Sign.PROOF_REUSED)
    if is_hasty(evidence, at) and crowds.count(*place, "hasty") > allowed.hasty_per_place:
        signs.append(Sign.TOO_FAST)
    most = allowed.proven_per_place if evidence.is_proven else allowed.unproven_per_place
    if crowds.count(*place, "proven" if evidence.is_proven else "unproven") > most:
        signs.append(Sign.MANY_FROM_ONE)
    return signs


def _stored(id_: str, body: SubmitResponse, version: int, moment: datetime) -> dict[str, Any]:
    """Return a response as it is stored."""
    return {
        "_id": id_,
        "portal": body.portal,
        "version": version,
        "source": Source.PORTAL.value,
        "ratings": ratings_of(body),
        **({"other": body.other} if body.other else {}),
        **({"page": body.page_url} if body.page_url else {}),
        "body_hash": body_hash(body),
        "received_at": moment,
    }


async def _insert(responses: Sequence[dict[str, Any]]) -> list[Exception | None]:
    """Insert all, or find the same requests' documents there; bounded, so that counts can settle.

    Returns for each what is to be raised for it: what waited too long is not stored.
    """
    oldest = now() - timedelta(seconds=INSERT_SECONDS)
    timely = [response for response in responses if response["received_at"] > oldest]
    try:
        with pymongo.timeout(INSERT_SECONDS):
            there = await _insert_missing(timely)
            return [
                DatabaseUnavailable()
                if response["received_at"] <= oldest
                else await _refusal(response)
                if response["_id"] in there
                else None
                for response in responses
            ]
    except PyMongoError as error:
        if error.timeout:
            raise DatabaseUnavailable from error
        raise


async def _insert_missing(responses: Sequence[dict[str, Any]]) -> set[str]:
    """Insert what is not there; return the ids of the rest."""
    if not responses:
        return set()
    try:
        await ResponseDocument.get_pymongo_collection().insert_many(responses, ordered=False)
    except BulkWriteError as error:
        details = error.details or {}
        if details["writeConcernErrors"] or not are_stored_already(error):
            raise
        return {responses[one["index"]]["_id"] for one in details["writeErrors"]}
    return set()


async def _refusal(response: dict[str, Any]) -> KeyUsedForAnotherRequest | None:
    try:
        await was_stored(response["_id"], response["body_hash"])
    except KeyUsedForAnotherRequest as refusal:
        return refusal
    return None


async def was_stored(id_: str, hashed: str) -> bool:
    """Return whether this request was stored before; raises if another one was, with its key."""
    responses = ResponseDocument.get_pymongo_collection()
    first = await responses.find_one({"_id": id_}, {"body_hash": 1})
    if first is not None and first["body_hash"] != hashed:
        raise KeyUsedForAnotherRequest
    return first is not None
