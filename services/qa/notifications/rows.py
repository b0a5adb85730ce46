"""Delivery rows, written in the transaction of the event they tell of."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from services.qa.deputies.queries import with_deputies
from services.qa.notifications.documents import DeliveryDocument
from services.qa.notifications.model import Channel, Delivery, Kind, delivery_id
from services.qa.notifications.recipients import focal_people, people_for
from services.qa.questions.documents import QuestionDocument
from shared.clock import now
from shared.contracts.qa.notifications import MailKind
from shared.logging import get_logger
from shared.marks import mark
from shared.mongo import Transaction

_log = get_logger(__name__)
SEND_TASK = "qa.send_due_deliveries"


class News(NamedTuple):
    """What people of a unit are told of a question, and how.

    `told_role` is the role in which a step of the ladder reaches them, `clock` its clock. News of
    ratings name a portal or a period by `code` and carry their own `due_at`.
    """

    kind: Kind
    code: str
    unit: str
    told_role: str = ""
    clock: int = 0
    by_mail: bool = True
    is_urgent: bool = False
    due_at: datetime | None = None


async def question_of(tx: Transaction, code: str) -> QuestionDocument:
    """Return the question an event names."""
    question = await QuestionDocument.find_one({"code": code}, session=tx.session)
    if question is None:
        raise LookupError("an event names a question that is not stored")
    return question


async def tell_people(tx: Transaction, news: News, people: Sequence[str], but: str = "") -> None:
    """Tell people who work for a unit and who stands in for them, except who did it."""
    told = [one for one in await with_deputies(people, news.unit) if one != but]
    if not people:
        _log.error("nobody_to_tell", kind=news.kind, code=news.code)
    channels: tuple[Channel, ...] = ("inbox", "email") if news.by_mail else ("inbox",)
    rows = [_row(tx, news, f"person:{one}", channel) for one in told for channel in channels]
    await write(tx, rows)


async def tell_officers(
    tx: Transaction, question: QuestionDocument, kind: MailKind, but: str = ""
) -> None:
    """Tell the officers of the lead unit, else its head, else the coordinator."""
    _, people = await people_for("officer", question.lead_unit)
    await tell_people(tx, News(kind, question.code, question.lead_unit), people, but)


async def tell_focal(
    tx: Transaction, question: QuestionDocument, kind: MailKind, but: str = ""
) -> None:
    """Tell the officer it is assigned to, else the officers of the lead unit."""
    people = await focal_people(question)
    await tell_people(tx, News(kind, question.code, question.lead_unit), people, but)


async def tell_sender(
    tx: Transaction, question: QuestionDocument, kind: Kind, *, in_inbox: bool = True
) -> None:
    """Tell the sender: by mail to the address given, in the inbox of who was signed in."""
    news = News(kind, question.code, question.lead_unit)
    rows = []
    if question.contact is not None:
        rows.append(_row(tx, news, f"asker:{question.id}", "email"))
    if question.owner and in_inbox:
        rows.append(_row(tx, news, f"person:{question.owner}", "inbox"))
    await write(tx, rows)


async def write(tx: Transaction, rows: list[DeliveryDocument]) -> None:
    """Store rows and ask for their sending."""
    if rows:
        await DeliveryDocument.insert_many(rows, session=tx.session)
        tx.nudge(SEND_TASK)


def _row(tx: Transaction, news: News, recipient: str, channel: Channel) -> DeliveryDocument:
    at = now()
    row = Delivery(
        id=delivery_id(_cause(tx, news), recipient, channel),
        event=tx.cause,
        recipient=recipient,
        channel=channel,
        kind=news.kind,
        code=news.code,
        unit=news.unit,
        told_role=news.told_role,
        clock=news.clock,
        is_urgent=news.is_urgent,
        due_at=news.due_at,
        created_at=at,
        state="waiting",
    )
    if channel == "inbox":
        row.inbox_mark = row.unread_mark = mark(at, row.id)
        row.mark_sent(at)
    else:
        row.next_attempt_at = at
    return DeliveryDocument(**row.model_dump())


def _cause(tx: Transaction, news: News) -> str:
    """Return what a row is unique for: one event may tell of several questions."""
    return f"{tx.cause}\0{news.code}\0{news.kind}"
