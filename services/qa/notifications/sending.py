"""Sending what waits: claim a row, look the address up, hand the mail over, settle the row.

A worker killed between handing over and settling leaves the row claimed; another one sends the
mail again later, with the same Message-ID, by which receivers know it for the same mail.
"""

from datetime import datetime, timedelta
from typing import NamedTuple

from services.qa.bootstrap import QaRuntime
from services.qa.directory import queries as directory
from services.qa.notifications.documents import DeliveryDocument
from services.qa.notifications.mails import MailNotSent, Relay, RelayDown, compose
from services.qa.notifications.model import ASKING_FOR_AN_ANSWER
from services.qa.notifications.texts import About, Language, subject_and_body
from services.qa.questions import contacts
from services.qa.questions.documents import QuestionDocument
from services.qa.settings import QaSettings
from shared.cipher import CannotOpen
from shared.clock import now
from shared.logging import get_logger
from shared.mongo import Transaction, transactional

_log = get_logger(__name__)
_BATCH = 100


class Addressee(NamedTuple):
    """Where a mail goes and in which language."""

    address: str
    language: Language


async def send_due(qa: QaRuntime) -> int:
    """Send every mail that is due; return how many were sent.

    One run at a time in a process, so that a slow relay does not hold up its other tasks; who
    asks during a run makes it look once more.
    """
    qa.send_again = True
    if qa.sending.locked():
        return 0
    sent = 0
    async with qa.sending, Relay(qa.settings) as relay:
        while qa.send_again:
            qa.send_again = False
            sent += await _send_all(qa, relay)
    return sent


async def _send_all(qa: QaRuntime, relay: Relay) -> int:
    sent = 0
    try:
        while due := await _due_ids(now()):
            for row_id in due:
                await relay.connect()
                sent += await _send(qa, relay, row_id)
    except RelayDown as down:  # nothing was claimed: all stay due for the next sweep
        _log.warning("mail_relay_down", reason=down.reason)
    return sent


async def _due_ids(at: datetime) -> list[str]:
    collection = DeliveryDocument.get_pymongo_collection()
    found = collection.find({"next_attempt_at": {"$lte": at}}, {"_id": 1})
    rows = await found.sort("next_attempt_at", 1).limit(_BATCH).to_list()
    return [row["_id"] for row in rows]


async def _send(qa: QaRuntime, relay: Relay, row_id: str) -> bool:
    """Send one mail unless another worker has it; say whether the relay took it."""
    claimed = await _claim(qa.mongo, qa.settings, row_id)
    if claimed is None:
        return False
    try:
        to = await _addressee(qa, claimed.recipient)
        about = await _about(claimed)
        text = subject_and_body(claimed.kind, to.language, about, qa.settings.public_url)
        await relay.send(compose(qa.settings, row_id, to.address, to.language, text))
    except MailNotSent as failure:
        _log.warning("mail_not_sent", delivery=row_id, reason=failure.reason)
        await _settle(qa.mongo, claimed, failure, qa.settings.mail_attempts)
        return False
    await _settle(qa.mongo, claimed, None, qa.settings.mail_attempts)
    return True


@transactional
async def _claim(tx: Transaction, settings: QaSettings, row_id: str) -> DeliveryDocument | None:
    """Take a row for sending; None when another worker has it or it is not to be sent."""
    row = await DeliveryDocument.get(row_id, session=tx.session)
    at = now()
    if row is None or not row.claim(at, at + timedelta(seconds=settings.mail_claim_seconds)):
        return None
    if row.attempts > settings.mail_attempts:  # whoever tried never came back to say how it went
        row.mark_dead(at, "no_outcome")
    elif row.kind in ASKING_FOR_AN_ANSWER and await _is_answered(tx, row.code):
        row.mark_needless(at)  # the relay was away while somebody answered
    await row.replace(session=tx.session)
    return row if row.state == "sending" else None


async def _is_answered(tx: Transaction, code: str) -> bool:
    question = await QuestionDocument.find_one({"code": code}, session=tx.session)
    return question is not None and not question.is_open


@transactional
async def _settle(
    tx: Transaction, claimed: DeliveryDocument, failure: MailNotSent | None, most_attempts: int
) -> None:
    """Note how it went, unless the claim ran out and another worker tried since."""
    row = await DeliveryDocument.get(claimed.id, session=tx.session)
    if row is None or row.state != "sending" or row.attempts != claimed.attempts:
        return
    if failure is None:
        row.mark_sent(now())
    elif failure.is_final:
        row.mark_dead(now(), failure.reason)
    else:
        row.mark_failed(now(), failure.reason, most_attempts)
    await row.replace(session=tx.session)


async def _addressee(qa: QaRuntime, recipient: str) -> Addressee:
    """Look up where a recipient reads mail; raises `MailNotSent` when nowhere."""
    kind, _, recipient_id = recipient.partition(":")
    look_up = _responder if kind == "person" else _asker
    try:
        found = await look_up(qa, recipient_id)
    except CannotOpen as error:
        raise MailNotSent("address_unreadable", is_final=True) from error
    if found is None or not found.address:
        raise MailNotSent("no_address", is_final=True)
    return found


async def _responder(qa: QaRuntime, person_id: str) -> Addressee | None:
    person = await directory.person(person_id)
    if person is None or not person.role_keys:
        return None
    return Addressee(person.email(qa.cipher), person.language)


async def _asker(qa: QaRuntime, question_id: str) -> Addressee | None:
    question = await QuestionDocument.get(question_id)
    if question is None:
        return None
    contact = contacts.unseal(question.contact, question.id, qa.cipher)
    return Addressee(contact.email, question.language)


async def _about(row: DeliveryDocument) -> About:
    question = await QuestionDocument.find_one({"code": row.code})
    if question is None:
        raise MailNotSent("no_question", is_final=True)
    units = await directory.unit_refs([question.lead_unit])
    unit = units[question.lead_unit]
    return About(row.code, unit, question.due_at, question.is_published, row.told_role)
