"""What each event tells whom: delivery rows, written in the transaction of the event's receipt."""

from collections.abc import Sequence
from typing import NamedTuple

from services.qa.escalations.documents import StepDocument, step_id
from services.qa.notifications.documents import DeliveryDocument
from services.qa.notifications.model import Channel, Delivery, Kind, delivery_id
from services.qa.notifications.recipients import for_step, people_for
from services.qa.questions.documents import QuestionDocument
from shared.clock import now
from shared.contracts.qa.events import (
    QuestionAnswered,
    QuestionAsked,
    QuestionAssigned,
    QuestionEscalated,
)
from shared.logging import get_logger
from shared.marks import mark
from shared.mongo import Transaction, transactional
from shared.problems import NotFound

_log = get_logger(__name__)
SEND_TASK = "qa.send_due_deliveries"


class NotificationNotFound(NotFound):
    """There is no such entry in the caller's inbox."""

    slug, title = "notification-not-found", "There is no such entry in your inbox"


class News(NamedTuple):
    """What somebody is told of a question, and in which role a step of the ladder reaches them."""

    kind: Kind
    code: str
    told_role: str = ""


async def tell_of_asked(tx: Transaction, event: QuestionAsked) -> None:
    """Tell the unit's officers while it is open, and the sender by mail that it arrived."""
    question = await _question(tx, event.code)
    rows = _mail_to_asker(tx, "question_receipt", question)
    if question.is_open:
        _, officers = await people_for("officer", event.unit)
        rows += _for_people(tx, News("question_asked", event.code), officers)
    await _write(tx, rows)


async def tell_of_assigned(tx: Transaction, event: QuestionAssigned) -> None:
    """Tell the officer while the question is theirs, unless they took it themselves."""
    question = await _question(tx, event.code)
    if event.person != event.by and question.is_open and question.assignee == event.person:
        news = News("question_assigned", event.code)
        await _write(tx, _for_people(tx, news, [event.person]))


async def tell_of_answered(tx: Transaction, event: QuestionAnswered) -> None:
    """Tell the sender: by mail to the address given, in the inbox of who was signed in."""
    question = await _question(tx, event.code)
    rows = _mail_to_asker(tx, "question_answered", question)
    if question.owner:
        news = News("question_answered", event.code)
        rows.append(_row(tx, news, f"person:{question.owner}", "inbox"))
    await _write(tx, rows)


async def tell_of_escalated(tx: Transaction, event: QuestionEscalated) -> None:
    """Tell whom the step reaches; nobody any more when the question was answered meanwhile."""
    question = await _question(tx, event.code)
    step = await StepDocument.get(step_id(question.id, event.clock, event.step), session=tx.session)
    if step is None or not question.is_open:
        return
    kind: Kind = "question_escalated" if step.is_late else "reminder"
    told_role, people = await for_step(event.role, question)
    await _write(tx, _for_people(tx, News(kind, event.code, told_role), people))


@transactional
async def read_notification(tx: Transaction, entry: str, person: str) -> None:
    """Mark an entry of a person's own inbox as read."""
    found = await DeliveryDocument.get(entry, session=tx.session)
    if found is None or found.recipient != f"person:{person}" or found.channel != "inbox":
        raise NotificationNotFound
    if found.read_at is None:
        found.read_at = now()
        await found.replace(session=tx.session)


async def _question(tx: Transaction, code: str) -> QuestionDocument:
    question = await QuestionDocument.find_one({"code": code}, session=tx.session)
    if question is None:
        raise LookupError("an event names a question that is not stored")
    return question


def _for_people(tx: Transaction, news: News, people: Sequence[str]) -> list[DeliveryDocument]:
    if not people:
        _log.error("nobody_to_tell", kind=news.kind, code=news.code)
    channels: tuple[Channel, ...] = ("inbox", "email")
    return [
        _row(tx, news, f"person:{person}", channel) for person in people for channel in channels
    ]


def _mail_to_asker(
    tx: Transaction, kind: Kind, question: QuestionDocument
) -> list[DeliveryDocument]:
    if question.contact is None:
        return []
    return [_row(tx, News(kind, question.code), f"asker:{question.id}", "email")]


def _row(tx: Transaction, news: News, recipient: str, channel: Channel) -> DeliveryDocument:
    at = now()
    row = Delivery(
        id=delivery_id(tx.cause, recipient, channel),
        event=tx.cause,
        recipient=recipient,
        channel=channel,
        kind=news.kind,
        code=news.code,
        told_role=news.told_role,
        created_at=at,
        state="waiting",
    )
    if channel == "inbox":
        row.inbox_mark = mark(at, row.id)
        row.mark_sent(at)
    else:
        row.next_attempt_at = at
    return DeliveryDocument(**row.model_dump())


async def _write(tx: Transaction, rows: list[DeliveryDocument]) -> None:
    if rows:
        await DeliveryDocument.insert_many(rows, session=tx.session)
        tx.nudge(SEND_TASK)
