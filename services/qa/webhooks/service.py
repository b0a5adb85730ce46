"""Registering webhooks, and writing down what is to be called about each event."""

import hashlib
from collections.abc import Sequence

from services.qa.bootstrap import QaRuntime
from services.qa.questions.problems import unusable
from services.qa.webhooks.documents import WebhookDeliveryDocument, WebhookDocument
from services.qa.webhooks.model import WebhookNotFound
from shared.cipher import Cipher
from shared.clock import now
from shared.contracts.qa import events
from shared.contracts.qa.webhooks import RegisteredWebhook, RegisterWebhook, WebhookOut
from shared.events import Event
from shared.identity import Caller
from shared.ids import new_id, new_secret
from shared.mongo import Transaction, transactional
from shared.outside import NotOutside

ANNOUNCED: tuple[type[Event], ...] = (
    events.QuestionAsked, events.QuestionForwarded, events.QuestionReturned,
    events.InformationRequested, events.InformationProvided, events.DeadlineExtended,
    events.DueChanged, events.QuestionRejected, events.QuestionMerged, events.QuestionAnswered,
    events.AnswerCorrected, events.AnswerRecalled, events.QuestionReopened,
    events.QuestionWithdrawn, events.QuestionEscalated,
)  # fmt: skip
SEND_TASK = "qa.call_due_webhooks"


async def register_webhook(
    qa: QaRuntime, caller: Caller, form: RegisterWebhook
) -> RegisteredWebhook:
    """Register an address; the secret is told this once. Raises `InvalidRequest`."""
    try:
        await qa.outside.check(form.url)
    except NotOutside as error:
        detail = "an https address of the public internet"
        raise unusable("url", "not_outside", detail) from error
    secret = new_secret()
    webhook = _webhook(form, caller, secret, qa.cipher)
    await _add(qa.mongo, webhook)
    return RegisteredWebhook(**webhook_out(webhook).model_dump(), secret=secret)


def _webhook(form: RegisterWebhook, caller: Caller, secret: str, cipher: Cipher) -> WebhookDocument:
    webhook = new_id()
    return WebhookDocument(
        id=webhook,
        name=form.name,
        url=form.url,
        kinds=list(dict.fromkeys(form.kinds)),
        sealed_secret=cipher.seal(secret, secret_context(webhook)),
        created_by=caller.id,
    )


@transactional
async def _add(tx: Transaction, webhook: WebhookDocument) -> None:
    await webhook.insert(session=tx.session)


@transactional
async def remove_webhook(tx: Transaction, webhook: str) -> None:
    """Call it no more; raises `WebhookNotFound`."""
    found = await WebhookDocument.get(webhook, session=tx.session)
    if found is None:
        raise WebhookNotFound
    await found.delete(session=tx.session)


async def announce(tx: Transaction, event: Event) -> None:
    """Write down the calls about an event, one for each webhook that wants its kind."""
    kind = event.wire_name.split(".")[1]
    wanting = await WebhookDocument.find({"kinds": kind}).to_list()
    rows = [_row(tx.cause, kind, event, webhook.id) for webhook in wanting]
    if rows:
        await WebhookDeliveryDocument.insert_many(rows, session=tx.session)
        tx.nudge(SEND_TASK)


def _row(cause: str, kind: str, event: Event, webhook: str) -> WebhookDeliveryDocument:
    told = event.model_dump(include={"code", "unit"})
    at = now()
    return WebhookDeliveryDocument(
        id=hashlib.sha256(f"{cause}\0webhook:{webhook}".encode()).hexdigest()[:32],
        webhook=webhook,
        event=cause,
        kind=kind,
        code=told["code"],
        unit=told["unit"],
        created_at=at,
        state="waiting",
        next_attempt_at=at,
    )


async def webhooks() -> Sequence[WebhookOut]:
    """Return every webhook, by name."""
    found = await WebhookDocument.find_all().to_list()
    return [webhook_out(one) for one in sorted(found, key=lambda one: (one.name, one.id))]


def webhook_out(webhook: WebhookDocument) -> WebhookOut:
    """Return a webhook as it crosses, without its secret."""
    told = {"sealed_secret", "created_by", "revision_id"}
    return WebhookOut(**webhook.model_dump(exclude=told))


def secret_context(webhook: str) -> str:
    """Return what a webhook's secret is sealed for."""
    return f"webhooks.secret:{webhook}"
