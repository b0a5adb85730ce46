"""Taking a rating: checked, stored by one insert, acknowledged; counting comes after, elsewhere.

The id is made of the portal and the idempotency key, so that a repeated request meets the first
one's document: no transaction, no second collection, and no moment at which a kill could lose an
acknowledged response or store it twice.
"""

import time
from datetime import datetime

import pymongo
from pymongo.errors import DuplicateKeyError, PyMongoError

from services.survey.bootstrap import SurveyRuntime
from services.survey.figures.rolling import LATE_SECONDS, mark_days
from services.survey.portals.queries import find_portal
from services.survey.responses.documents import ResponseDocument
from services.survey.responses.model import (
    Source,
    check_response,
    place_of,
    ratings_of,
    response_id,
)
from shared.clock import local_day, now
from shared.contracts.survey.responses import ResponseReceipt, SubmitResponse
from shared.idempotency import KeyUsedForAnotherRequest, body_hash
from shared.mongo import DatabaseUnavailable
from shared.problems import Gone

INSERT_SECONDS = 5.0


async def submit_response(
    survey: SurveyRuntime, body: SubmitResponse, key: str | None
) -> ResponseReceipt:
    """Store a response once; raises what `check_response` does, and for a changed replay."""
    moment, begun = now(), time.monotonic()
    kept = {"page_url": place_of(body.page_url), "other": body.other or None}
    body = body.model_copy(update=kept)
    receipt = ResponseReceipt(id=response_id(body.portal, key))
    try:
        instrument = check_response(
            body,
            await find_portal(survey, body.portal),
            await survey.instruments.get(),
            local_day(moment),
            survey.settings.instrument_grace_days,
        )
    except Gone:  # closed since then: a repeated request still gets its first answer
        if key is None or not await _was_stored(receipt.id, body):
            raise
        return receipt
    await _insert(receipt.id, body, instrument.version, moment)
    if time.monotonic() - begun > LATE_SECONDS:
        await mark_days(survey.mongo, [local_day(moment)])
    survey.roll_up_soon()
    return receipt


async def _insert(id_: str, body: SubmitResponse, version: int, moment: datetime) -> None:
    """Insert, or find the same request's document there; bounded, so that counts can settle."""
    document = {
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
    try:
        with pymongo.timeout(INSERT_SECONDS):
            await ResponseDocument.get_pymongo_collection().insert_one(document)
    except DuplicateKeyError:
        await _was_stored(id_, body)
    except PyMongoError as error:
        if error.timeout:
            raise DatabaseUnavailable from error
        raise


async def _was_stored(id_: str, body: SubmitResponse) -> bool:
    """Return whether this request was stored before; raises if another one was, with its key."""
    responses = ResponseDocument.get_pymongo_collection()
    first = await responses.find_one({"_id": id_}, {"body_hash": 1})
    if first is not None and first["body_hash"] != body_hash(body):
        raise KeyUsedForAnotherRequest
    return first is not None
