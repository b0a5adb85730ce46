"""Sending what waits: claim a row, look the address up, hand the mail over, settle the row.

A worker killed between handing over and settling leaves the row claimed; another one sends the
mail again later, with the same Message-ID, by which receivers know it for the same mail.
"""

from datetime import datetime
from typing import NamedTuple

from services.qa.bootstrap import QaRuntime
from services.qa.directory import queries as directory
from services.qa.notifications.claiming import Claimed, claim, settle
from services.qa.notifications.documents import DeliveryDocument
from services.qa.notifications.mails import MailNotSent, Relay, RelayDown, compose
from services.qa.notifications.model import OF_NO_QUESTION
from services.qa.notifications.texts import (
    About,
    Language,
    Text,
    digest_of,
    subject_and_body,
)
from services.qa.questions import contacts
from services.qa.questions.documents import QuestionDocument
from shared.cipher import CannotOpen
from shared.clock import now
from shared.contracts.qa.base import UnitRef
from shared.logging import get_logger
from shared.mongo import DatabaseUnavailable

_log = get_logger(__name__)
_BATCH, _MOST_HELD = 100, 3
_UNIT_ROLES = {"coordinator", "leader"}


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
    """Send what is due; a row that somebody holds is left for the next run and delays no other.

    Raises `DatabaseUnavailable` when several are: then it is the database that is away.
    """
    sent = 0
    held: set[str] = set()
    try:
        while due := [row_id for row_id in await _due_ids(now()) if row_id not in held]:
            for row_id in due:
                await relay.connect()
                try:
                    sent += await _send(qa, relay, row_id)
                except DatabaseUnavailable:
                    held.add(row_id)  # until the database ends what a killed worker had begun
                    if len(held) > _MOST_HELD:
                        raise
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
    claimed = await claim(qa, row_id)
    if claimed is None:
        return False
    try:
        to = await _addressee(qa, claimed.first.recipient)
        text = await _text(qa, claimed, to.language)
        await relay.send(compose(qa.settings, row_id, to.address, to.language, text))
    except MailNotSent as failure:
        _log.warning("mail_not_sent", delivery=row_id, reason=failure.reason)
        await settle(qa.mongo, claimed.first, failure, qa.settings.mail_attempts)
        return False
    await settle(qa.mongo, claimed.first, None, qa.settings.mail_attempts)
    return True


async def _text(qa: QaRuntime, claimed: Claimed, language: Language) -> Text:
    public_url = qa.settings.public_url
    mails = [(row.kind, await _about(row)) for row in claimed.rows]
    if len(mails) == 1:
        [(kind, about)] = mails
        return subject_and_body(kind, language, about, public_url)
    return digest_of(mails, language, public_url)


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
    if row.kind in OF_NO_QUESTION:
        unit = (await directory.unit_refs([row.unit]))[row.unit]
        return About(row.code, unit, row.due_at or row.created_at, is_public=False)
    question = await QuestionDocument.find_one({"code": row.code})
    if question is None:
        raise MailNotSent("no_question", is_final=True)
    told_in = question.lead_unit if row.person is None else row.unit or question.lead_unit
    owed = [one.due_at for one in question.supports if one.unit == told_in and one.is_owed]
    return About(
        code=row.code,
        unit=(await directory.unit_refs([told_in]))[told_in],
        due_at=question.due_at,
        is_public=question.is_published,
        told_role=row.told_role,
        told_unit=await _unit_of_role(row.told_role, told_in),
        support_due_at=owed[0] if owed else None,
    )


async def _unit_of_role(role: str, unit: str) -> UnitRef | None:
    """Return the unit whose coordinator or leader is told, the nearest above."""
    if role not in _UNIT_ROLES:
        return None
    for above in await directory.ancestors(unit):
        if await directory.holders(role, above):
            return (await directory.unit_refs([above]))[above]
    return None
