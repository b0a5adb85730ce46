"""Consents over HTTP: the texts for everybody, one's own, and taking one back."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from services.qa.consents import service
from services.qa.consents.model import Language, current_text
from services.qa.consents.queries import list_own_consents
from services.qa.deps import Sending
from services.qa.questions.responses import changed_by
from shared.clock import today
from shared.contracts.qa.consents import ConsentOut, ConsentText
from shared.contracts.qa.questions import QuestionOut
from shared.identity import AnyCaller, ProvenPerson
from shared.paging import CursorText, Limit, Page

router = APIRouter(tags=["consents"])


@router.get("/consent-texts")
async def list_consent_texts(
    _caller: AnyCaller, response: Response, language: Annotated[Language, Query()] = "vi"
) -> list[ConsentText]:
    """List what people are asked to agree to today; send the hash back with the consent."""
    response.headers["Cache-Control"] = "public, max-age=60"
    return [current_text(service.PUBLISH, language, today())]


@router.get("/consents")
async def list_consents(
    caller: ProvenPerson, response: Response, cursor: CursorText = None, limit: Limit = 20
) -> Page[ConsentOut]:
    """List what the caller agreed to, the newest first."""
    response.headers["Cache-Control"] = "no-store"
    return await list_own_consents(caller.id, cursor, limit)


@router.post("/questions/{code}/consents/publish/withdraw")
async def withdraw_consent(work: Sending, response: Response) -> QuestionOut:
    """Take the consent to publication back, as the sender."""
    done = await service.withdraw_consent(work.qa.mongo, work)
    return await changed_by(work, done, response)
