"""Taking mails for sending: what waits on purpose, what is needless, what goes as one."""

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from typing import NamedTuple

from services.qa.bootstrap import QaRuntime
from services.qa.directory import queries as directory
from services.qa.notifications.documents import DeliveryDocument, SettingsDocument
from services.qa.notifications.mails import MailNotSent
from services.qa.notifications.model import (
    ASKING_FOR_AN_ANSWER,
    OF_A_SUPPORT,
    OF_THE_CLOCK,
    OF_THE_LEAD_UNIT,
    SENDER_KINDS,
    Kind,
)
from services.qa.notifications.timing import Rhythm, mail_at
from services.qa.questions.documents import QuestionDocument
from services.qa.settings import QaSettings
from shared.clock import now
from shared.contracts.qa.notifications import MailChoice
from shared.mongo import Transaction, transactional
from shared.working_time import WorkingCalendar

_MOST_IN_ONE = 50
_BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)


class Claimed(NamedTuple):
    """A mail taken for sending, and all the rows it tells of."""

    first: DeliveryDocument
    rows: list[DeliveryDocument]


class Waiting(NamedTuple):
    """What decides when a person's mails go."""

    kept: SettingsDocument
    rhythm: Rhythm
    calendar: WorkingCalendar

    def choice(self, kind: Kind) -> MailChoice:
        """Return how this person wants such a mail."""
        chosen = {str(known): choice for known, choice in self.kept.mail.items()}
        return chosen.get(kind, "immediately")

    def due(self, row: DeliveryDocument) -> datetime:
        """Return when a mail goes at the earliest."""
        if row.is_urgent:
            return row.created_at
        return mail_at(self.choice(row.kind), row.created_at, self.rhythm, self.calendar)


async def claim(qa: QaRuntime, row_id: str) -> Claimed | None:
    """Take a row for sending; None when another worker has it or it is not to be sent now."""
    return await _claim(qa.mongo, qa.settings, row_id)


@transactional
async def _claim(tx: Transaction, settings: QaSettings, row_id: str) -> Claimed | None:
    row = await DeliveryDocument.get(row_id, session=tx.session)
    at = now()
    if row is None or not row.claim(at, at + timedelta(seconds=settings.mail_claim_seconds)):
        return None
    if row.attempts > settings.mail_attempts:  # whoever tried never came back to say how it went
        await _give_up(tx, row, at)
        return None
    joined = await _rows(tx, row.digest_of or [])
    if row.attempts == 1 and row.person is not None and not joined and row.kind not in SENDER_KINDS:
        joined = await _gather(tx, settings, row, at)
    wanted = [one for one in (row, *joined) if not await _is_needless(tx, one)]
    if row.state == "sending" and not wanted:
        row.mark_needless(at)  # the relay was away while somebody answered
        await _follow(tx, row, joined)
    await row.replace(session=tx.session)
    return Claimed(row, wanted) if row.state == "sending" else None


async def _gather(
    tx: Transaction, settings: QaSettings, row: DeliveryDocument, at: datetime
) -> list[DeliveryDocument]:
    """Put a row off, drop it, or join to it what else waits for the same person by now.

    What a process noted whose clock was ahead is not waited for.
    """
    row.created_at = min(row.created_at, at)
    waiting = await _waiting(tx, settings, row, at)
    if waiting.choice(row.kind) == "off":
        row.mark_needless(at, "turned_off")
        return []
    if (due := waiting.due(row)) > at:
        row.hold(due)
        return []
    if row.is_urgent:
        return []
    soon = at + waiting.rhythm.gather
    query = {"recipient": row.recipient, "next_attempt_at": {"$gte": _BEGINNING, "$lte": soon}}
    found = await DeliveryDocument.find(query, session=tx.session).to_list()
    joined = []
    for other in sorted(found, key=lambda one: one.created_at)[:_MOST_IN_ONE]:
        is_free = other.id != row.id and other.state == "waiting" and other.attempts == 0
        if is_free and _goes_with(other, row, waiting, soon):
            other.join(row)
            await other.replace(session=tx.session)
            joined.append(other)
    return joined


def _goes_with(
    other: DeliveryDocument, row: DeliveryDocument, waiting: Waiting, soon: datetime
) -> bool:
    """Say whether a mail that waits may go with another one now."""
    choices = {waiting.choice(other.kind), waiting.choice(row.kind)}
    gathers = bool(waiting.rhythm.gather) or choices == {"digest"}
    return gathers and not other.is_urgent and "off" not in choices and waiting.due(other) <= soon


async def _waiting(
    tx: Transaction, settings: QaSettings, row: DeliveryDocument, at: datetime
) -> Waiting:
    kept = await SettingsDocument.get(row.person, session=tx.session)
    kept = kept or SettingsDocument(id=row.person or "")
    unit = await directory.unit(row.unit) or await directory.root_unit(settings.root_unit)
    calendar = await directory.calendar(unit.calendar)
    quiet = None
    if kept.quiet_from and kept.quiet_to:
        quiet = time.fromisoformat(kept.quiet_from), time.fromisoformat(kept.quiet_to)
    last = kept.last_mail_at
    rhythm = Rhythm(
        gather=timedelta(seconds=settings.mail_gather_seconds),
        spacing=timedelta(minutes=settings.mail_spacing_minutes),
        calendar=calendar if settings.mail_in_working_hours else None,
        quiet=quiet,
        last_mail_at=last if last is not None and last <= at else None,
    )
    return Waiting(kept, rhythm, calendar)


async def _is_needless(tx: Transaction, row: DeliveryDocument) -> bool:
    """Say whether what a mail asks for was done meanwhile, or is not this person's any more."""
    if row.kind not in ASKING_FOR_AN_ANSWER:
        return False
    question = await QuestionDocument.find_one({"code": row.code}, session=tx.session)
    if question is None:
        return False
    owes = any(one.unit == row.unit and one.is_owed for one in question.supports)
    return (
        not question.is_open
        or (row.kind in OF_A_SUPPORT and not owes)
        or (row.kind == "question_not_received" and not question.is_new)
        or (row.kind in OF_THE_LEAD_UNIT and question.lead_unit != row.unit)
        or (row.kind in OF_THE_CLOCK and (question.is_paused or question.clock != row.clock))
    )


@transactional
async def settle(
    tx: Transaction, claimed: DeliveryDocument, failure: MailNotSent | None, most_attempts: int
) -> None:
    """Note how it went, unless the claim ran out and another worker tried since."""
    row = await DeliveryDocument.get(claimed.id, session=tx.session)
    if row is None or row.state != "sending" or row.attempts != claimed.attempts:
        return
    if failure is None:
        row.mark_sent(now())
        await _note_mail(tx, row)
    elif failure.is_final:
        row.mark_dead(now(), failure.reason)
    else:
        row.mark_failed(now(), failure.reason, most_attempts)
    await row.replace(session=tx.session)
    await _follow(tx, row, await _rows(tx, row.digest_of or []))


async def _give_up(tx: Transaction, row: DeliveryDocument, at: datetime) -> None:
    row.mark_dead(at, "no_outcome")
    await row.replace(session=tx.session)
    await _follow(tx, row, await _rows(tx, row.digest_of or []))


async def _follow(
    tx: Transaction, first: DeliveryDocument, joined: Sequence[DeliveryDocument]
) -> None:
    """Settle what went with a mail as the mail was settled; a dead one is shown once."""
    for row in joined if first.settled_at else ():
        row.state = first.state
        row.settled_at = first.settled_at
        await row.replace(session=tx.session)


async def _note_mail(tx: Transaction, row: DeliveryDocument) -> None:
    """Remember when a person was mailed, so that the next mail that can wait keeps its distance."""
    if row.person is None or row.is_urgent or row.kind in SENDER_KINDS:
        return
    kept = await SettingsDocument.get(row.person, session=tx.session)
    changed = kept or SettingsDocument(id=row.person)
    changed.last_mail_at = now()
    if kept:
        await changed.replace(session=tx.session)
    else:
        await changed.insert(session=tx.session)


async def _rows(tx: Transaction, ids: Sequence[str]) -> list[DeliveryDocument]:
    if not ids:
        return []
    return await DeliveryDocument.find({"_id": {"$in": list(ids)}}, session=tx.session).to_list()
