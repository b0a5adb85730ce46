"""Holding doubtful responses back, and deciding about them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pymongo.errors import DuplicateKeyError

from services.survey.bootstrap import SurveyRuntime
from services.survey.comments.copying import drop_comments
from services.survey.figures.documents import month_of
from services.survey.figures.rolling import marks_of
from services.survey.quarantine.documents import DecisionDocument, HeldDocument
from services.survey.quarantine.model import Sign, Verdict
from services.survey.responses.documents import ResponseDocument
from shared.clock import local_day
from shared.contracts.survey.quarantine import DecideResponses
from shared.ids import new_id
from shared.marks import mark
from shared.mongo import Transaction, transactional
from shared.problems import NotFound


class HeldResponseNotFound(NotFound):
    """One of these responses is not in the quarantine."""

    slug, title = "held-response-not-found", "There is no such response in the quarantine"


@dataclass(frozen=True)
class Doubt:
    """A response and what speaks against it."""

    response: dict[str, Any]
    signs: Sequence[Sign]


async def hold(survey: SurveyRuntime, doubt: Doubt) -> str:
    """Keep a doubtful response uncounted; returns the hash of what is stored under its id.

    A repeat meets the first one: also one that was counted, which stays counted.
    """
    response = doubt.response
    responses = ResponseDocument.get_pymongo_collection()
    held = HeldDocument.get_pymongo_collection()
    if counted := await responses.find_one({"_id": response["_id"]}, {"body_hash": 1}):
        return str(counted["body_hash"])
    try:
        await held.insert_one(_row(response, doubt.signs))
    except DuplicateKeyError:
        first = await held.find_one({"_id": response["_id"]}, {"body_hash": 1})
        return str(first["body_hash"]) if first else ""
    return str(response["body_hash"])


def _row(response: dict[str, Any], signs: Sequence[Sign]) -> dict[str, Any]:
    received_at: datetime = response["received_at"]
    marked = mark(received_at, response["_id"])
    return {
        "_id": response["_id"],
        "portal": response["portal"],
        "month": month_of(local_day(received_at)),
        "signs": [sign.value for sign in signs],
        "verdict": Verdict.HELD.value,
        "response": response,
        "body_hash": response["body_hash"],
        "mark": marked,
        **({"text_mark": marked} if response.keys() & {"other", "texts"} else {}),
        "received_at": received_at,
    }


@transactional
async def decide(tx: Transaction, form: DecideResponses, by: str) -> int:
    """Release responses into the figures, or exclude them (again); returns how many moved.

    Deciding anew undoes the earlier decision: figures follow within seconds. Each decision is
    written down for good. Raises `HeldResponseNotFound`.
    """
    ids, verdict = sorted(set(form.responses)), Verdict(form.verdict)
    named = HeldDocument.find({"_id": {"$in": ids}}, session=tx.session)
    found = await named.to_list()
    if len(found) != len(ids):
        raise HeldResponseNotFound
    moved = [held for held in found if held.verdict is not verdict]
    if moved:
        await _move(tx, moved, verdict)
        decision = DecisionDocument(
            id=new_id(),
            by=by,
            verdict=verdict,
            reason=form.reason,
            responses=[held.id for held in moved],
        )
        await decision.insert(session=tx.session)
    return len(moved)


async def _move(tx: Transaction, moved: Sequence[HeldDocument], verdict: Verdict) -> None:
    """Make the counted responses agree with the verdict and have their days counted anew."""
    responses = ResponseDocument.get_pymongo_collection()
    ids = {"_id": {"$in": [held.id for held in moved]}}
    if verdict is Verdict.RELEASED:
        counted = await responses.find(ids, {"_id": 1}, session=tx.session).to_list()
        known = {row["_id"] for row in counted}  # a repeat that was not doubtful any more
        if released := [held.response for held in moved if held.id not in known]:
            await responses.insert_many(released, session=tx.session)
    else:
        await responses.delete_many(ids, session=tx.session)
        await drop_comments(tx, [held.response for held in moved])
    days = sorted({local_day(held.received_at) for held in moved})
    await tx.database["figure_marks"].insert_many(marks_of(days), session=tx.session)
    for held in moved:
        held.verdict = verdict
        await held.replace(session=tx.session)
