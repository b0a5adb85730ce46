"""What qa does about events, its own and others'."""

from services.qa.directory.service import Fetched, fetch_record, keep_record
from services.qa.notifications import service as notifications
from shared.contracts.auth.directory import DirectoryChanged
from shared.contracts.qa.events import (
    QuestionAnswered,
    QuestionAsked,
    QuestionAssigned,
    QuestionEscalated,
)
from shared.inbox import Subscribers
from shared.mongo import Transaction

subscribers = Subscribers("qa")

subscribers.on(QuestionAsked)(notifications.tell_of_asked)
subscribers.on(QuestionAssigned)(notifications.tell_of_assigned)
subscribers.on(QuestionAnswered)(notifications.tell_of_answered)
subscribers.on(QuestionEscalated)(notifications.tell_of_escalated)


@subscribers.on(DirectoryChanged, prepare=fetch_record)
async def follow_directory(tx: Transaction, _event: DirectoryChanged, fetched: Fetched) -> None:
    """Keep the read copy of the directory current."""
    await keep_record(tx, fetched)
