"""Webhooks over HTTP: an administrator registers, tries and removes them."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Path, Response

from services.qa.deps import Admin, Qa
from services.qa.webhooks import calling, service
from shared.contracts.qa.webhooks import (
    RegisteredWebhook,
    RegisterWebhook,
    WebhookOut,
    WebhookTried,
)

router = APIRouter(tags=["webhooks"])

WebhookId = Annotated[str, Path(max_length=64)]


@router.get("/webhooks")
async def list_webhooks(_caller: Admin) -> Sequence[WebhookOut]:
    """Return every webhook, without its secret."""
    return await service.webhooks()


@router.post("/webhooks", status_code=201)
async def register_webhook(
    qa: Qa, caller: Admin, form: RegisterWebhook, response: Response
) -> RegisteredWebhook:
    """Register an address to be called; its secret is shown this once."""
    response.headers["Cache-Control"] = "no-store"
    return await service.register_webhook(qa, caller, form)


@router.delete("/webhooks/{webhook}", status_code=204)
async def remove_webhook(qa: Qa, _caller: Admin, webhook: WebhookId) -> None:
    """Call it no more."""
    await service.remove_webhook(qa.mongo, webhook)


@router.post("/webhooks/{webhook}/test")
async def try_webhook(qa: Qa, _caller: Admin, webhook: WebhookId) -> WebhookTried:
    """Call it now, about nothing, and return what came of it."""
    return await calling.call_for_test(qa, webhook)
