"""Calling webhooks: claim a row, sign, send, settle. A call may arrive twice, with the same id."""

import asyncio
from datetime import timedelta

import aiohttp

from services.qa.bootstrap import QaRuntime
from services.qa.settings import QaSettings
from services.qa.webhooks.documents import WebhookDeliveryDocument, WebhookDocument
from services.qa.webhooks.model import WebhookNotFound, signature
from services.qa.webhooks.service import secret_context
from shared.cipher import CannotOpen
from shared.clock import now
from shared.contracts.qa.webhooks import WebhookCall, WebhookTried
from shared.ids import new_id
from shared.logging import get_logger
from shared.mongo import Transaction, transactional
from shared.outside import NotOutside

_log = get_logger(__name__)
_AT_ONCE = 8
_CLAIM_MARGIN = 30.0
_TEST = "test"


async def call_due(qa: QaRuntime) -> int:
    """Make every call that is due; return how many arrived."""
    arrived = 0
    while due := await _due_ids():
        outcomes = await asyncio.gather(*(_call(qa, row) for row in due))
        arrived += sum(outcomes)
    return arrived


async def call_for_test(qa: QaRuntime, webhook: str) -> WebhookTried:
    """Call a webhook now, about nothing; raises `WebhookNotFound`."""
    found = await WebhookDocument.get(webhook)
    if found is None:
        raise WebhookNotFound
    return await _post(qa, found, WebhookCall(id=new_id(), kind=_TEST, at=now(), code="", unit=""))


async def _due_ids() -> list[str]:
    rows = WebhookDeliveryDocument.get_pymongo_collection()
    found = rows.find({"next_attempt_at": {"$lte": now()}}, {"_id": 1})
    return [row["_id"] for row in await found.sort("next_attempt_at", 1).limit(_AT_ONCE).to_list()]


async def _call(qa: QaRuntime, row_id: str) -> bool:
    row = await _claim(qa.mongo, qa.settings, row_id)
    if row is None:
        return False
    webhook = await WebhookDocument.get(row.webhook)
    if webhook is None:
        return False
    call = WebhookCall(id=row.id, kind=row.kind, at=row.created_at, code=row.code, unit=row.unit)
    tried = await _post(qa, webhook, call)
    if not tried.arrived:
        _log.warning("webhook_not_called", webhook=webhook.id, reason=tried.reason)
    await _settle(qa.mongo, row, tried, qa.settings.webhook_attempts)
    return tried.arrived


@transactional
async def _claim(
    tx: Transaction, settings: QaSettings, row_id: str
) -> WebhookDeliveryDocument | None:
    row = await WebhookDeliveryDocument.get(row_id, session=tx.session)
    at = now()
    limit = timedelta(seconds=settings.webhook_timeout_seconds + _CLAIM_MARGIN)
    if row is None or not row.claim(at, at + limit):
        return None
    if row.attempts > settings.webhook_attempts:
        row.mark_dead(at, "no_outcome")
    elif await WebhookDocument.get(row.webhook, session=tx.session) is None:
        row.mark_needless(at, "removed")
    await row.replace(session=tx.session)
    return row if row.state == "sending" else None


async def _post(qa: QaRuntime, webhook: WebhookDocument, call: WebhookCall) -> WebhookTried:
    try:
        secret = qa.cipher.open(webhook.sealed_secret, secret_context(webhook.id))
    except CannotOpen:
        return WebhookTried(arrived=False, reason="secret_unreadable")
    body = call.model_dump_json().encode()
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "lang-nghe",
        "X-Lang-Nghe-Signature": signature(secret, body, now()),
    }
    try:
        status = await qa.outside.post(webhook.url, body, headers)
    except NotOutside:
        return WebhookTried(arrived=False, reason="not_outside")
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        return WebhookTried(arrived=False, reason=type(error).__name__)
    is_taken = 200 <= status < 300
    return WebhookTried(
        arrived=is_taken, status=status, reason="" if is_taken else f"status_{status}"
    )


@transactional
async def _settle(
    tx: Transaction, claimed: WebhookDeliveryDocument, tried: WebhookTried, most_attempts: int
) -> None:
    """Note how it went, on the call and on the webhook."""
    row = await WebhookDeliveryDocument.get(claimed.id, session=tx.session)
    if row is None or row.state != "sending" or row.attempts != claimed.attempts:
        return
    at = now()
    webhook = await WebhookDocument.get(row.webhook, session=tx.session)
    if tried.arrived:
        row.mark_sent(at)
    else:
        row.mark_failed(at, tried.reason, most_attempts)
    await row.replace(session=tx.session)
    if webhook is None:
        return
    if tried.arrived:
        webhook.failing_since, webhook.last_success_at = None, at
    else:
        webhook.failing_since = webhook.failing_since or at
    await webhook.replace(session=tx.session)
