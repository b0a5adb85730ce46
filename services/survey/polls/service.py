"""What keepers do with polls, and taking an answer to one."""

import time
from dataclasses import dataclass
from typing import Any, Literal

from services.survey.bootstrap import SurveyRuntime
from services.survey.directory.queries import unit_scope
from services.survey.polls.documents import PollDocument
from services.survey.polls.model import (
    Poll,
    PollChangedMeanwhile,
    PollNotADraft,
    PollNotFound,
    PollNotOpen,
    PollOver,
    check_answers,
    ratings_of,
)
from services.survey.portals.model import OutsideAdministration
from services.survey.portals.queries import find_portal
from services.survey.responses.model import Source, response_id
from services.survey.responses.service import Shown, keep_response, was_stored
from shared.clock import local_day, now, today
from shared.contracts.survey.polls import AnswerPoll, PollForm
from shared.contracts.survey.responses import ResponseReceipt
from shared.idempotency import body_hash
from shared.identity import Caller
from shared.ids import new_id
from shared.mongo import Transaction, transactional
from shared.problems import InvalidRequest

ROLE = "admin"
Step = Literal["open", "close"]


@dataclass(frozen=True)
class Keeping:
    """Who works on which poll, in the version they read."""

    caller: Caller
    poll: str
    version: int


async def draft_poll(survey: SurveyRuntime, caller: Caller, form: PollForm) -> PollDocument:
    """Begin a poll of a unit the caller administers; raises what its form refuses."""
    poll = Poll.of(new_id(), form)
    await _check_place(survey, caller, poll)
    document = PollDocument.of(poll, caller.id, now())
    await document.insert()
    return document


async def save_poll(survey: SurveyRuntime, keeping: Keeping, form: PollForm) -> PollDocument:
    """Write a draft anew.

    Raises `PollNotFound`, `PollNotADraft`, `PollChangedMeanwhile`, and for the unit or portal.
    """
    await kept_poll(survey, keeping.caller, keeping.poll)
    poll = Poll.of(keeping.poll, form)
    await _check_place(survey, keeping.caller, poll)
    return await _save(survey.mongo, keeping, poll)


@transactional
async def _save(tx: Transaction, keeping: Keeping, poll: Poll) -> PollDocument:
    await _draft(tx, keeping)
    return await _replace(tx, keeping, poll)


async def drop_poll(survey: SurveyRuntime, keeping: Keeping) -> None:
    """Throw a draft away."""
    await kept_poll(survey, keeping.caller, keeping.poll)
    await _drop(survey.mongo, keeping)


@transactional
async def _drop(tx: Transaction, keeping: Keeping) -> None:
    stored = await _draft(tx, keeping)
    await stored.delete(session=tx.session)


async def step_poll(survey: SurveyRuntime, keeping: Keeping, step: Step) -> PollDocument:
    """Open a draft for answers on its days, or close an open poll for good."""
    await kept_poll(survey, keeping.caller, keeping.poll)
    return await _step(survey.mongo, keeping, step)


@transactional
async def _step(tx: Transaction, keeping: Keeping, step: Step) -> PollDocument:
    if step == "open":
        poll = (await _draft(tx, keeping)).poll()
        if poll.valid_to < today():
            raise _wrong("valid_to", "day", "today or later")
        return await _replace(tx, keeping, poll.model_copy(update={"state": "open"}))
    poll = (await _stored(tx, keeping)).poll()
    if poll.state != "open":
        raise PollNotOpen
    return await _replace(tx, keeping, poll.model_copy(update={"state": "closed"}))


async def _draft(tx: Transaction, keeping: Keeping) -> PollDocument:
    stored = await _stored(tx, keeping)
    if stored.poll().state != "draft":
        raise PollNotADraft
    return stored


async def _stored(tx: Transaction, keeping: Keeping) -> PollDocument:
    stored = await PollDocument.get(keeping.poll, session=tx.session)
    if stored is None:
        raise PollNotFound
    if stored.version != keeping.version:
        raise PollChangedMeanwhile(current_version=stored.version)
    return stored


async def _replace(tx: Transaction, keeping: Keeping, poll: Poll) -> PollDocument:
    document = PollDocument.of(poll, keeping.caller.id, now(), keeping.version + 1)
    await document.replace(session=tx.session)
    return document


async def kept_poll(survey: SurveyRuntime, caller: Caller, poll: str) -> PollDocument:
    """Return a poll of the units the caller administers; raises `PollNotFound`."""
    stored = await PollDocument.get(poll)
    if stored is None or stored.unit not in await unit_scope(survey, caller, ROLE):
        raise PollNotFound
    return stored


async def _check_place(survey: SurveyRuntime, caller: Caller, poll: Poll) -> None:
    own = await unit_scope(survey, caller, ROLE)
    if poll.unit not in own:
        raise OutsideAdministration
    if poll.portal is not None:
        portal = await find_portal(survey, poll.portal)
        if portal is None or portal.unit not in own:
            raise _wrong("portal", "unknown_portal", "a portal you administer")


async def answer_poll(
    survey: SurveyRuntime, poll: str, sent: AnswerPoll, key: str | None, address: str
) -> ResponseReceipt:
    """Store an answer once; a doubtful one is acknowledged and held back.

    Raises `PollNotFound`, `PollOver`, `InvalidRequest` and `KeyUsedForAnotherRequest`.
    """
    moment, begun = now(), time.monotonic()
    stored = await PollDocument.get(poll)
    if stored is None or (asked := stored.poll()).state == "draft":
        raise PollNotFound
    check_answers(asked, sent)
    evidence = survey.challenges.read(asked.scope, sent.proof, sent.ticket, moment)
    kept = sent.model_copy(update={"proof": None, "ticket": None, "website": None})
    receipt = ResponseReceipt(id=response_id(asked.scope, key or evidence.nonce))
    if not asked.takes_answers(local_day(moment)):
        if key is None or not await was_stored(receipt.id, body_hash(kept)):
            raise PollOver
        return receipt
    response: dict[str, Any] = {
        "_id": receipt.id,
        "portal": asked.scope,
        "version": 1,
        "source": Source.POLL.value,
        "ratings": ratings_of(asked, kept),
        **({"texts": kept.texts} if kept.texts else {}),
        "body_hash": body_hash(kept),
        "received_at": moment,
    }
    await keep_response(survey, response, Shown(evidence, sent.website, address, begun))
    return receipt


def _wrong(name: str, code: str, detail: str) -> InvalidRequest:
    return InvalidRequest(errors=[{"pointer": f"#/{name}", "code": code, "detail": detail}])
