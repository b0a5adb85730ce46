"""Where ratings come in; open to everybody."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request

from services.survey.deps import Address, Survey
from services.survey.responses import service
from shared.contracts.survey.responses import ResponseReceipt, SubmitResponse
from shared.idempotency import IdempotencyKey
from shared.identity import AnyCaller

router = APIRouter(prefix="/api/survey/v1", tags=["responses"])


async def _sender(request: Request, address: Address) -> service.Sender:
    return service.Sender(address, request.headers.get("origin", ""))


Sender = Annotated[service.Sender, Depends(_sender)]


@router.post("/responses", status_code=201)
async def submit_response(
    survey: Survey,
    _caller: AnyCaller,
    body: SubmitResponse,
    idempotency_key: IdempotencyKey,
    sender: Sender,
) -> ResponseReceipt:
    """Rate a portal."""
    return await service.submit_response(survey, body, idempotency_key, sender)
