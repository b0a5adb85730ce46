"""How long an answer took in working time."""

from datetime import datetime

from services.qa.deadlines.documents import DeadlineDocument
from services.qa.directory import queries as directory
from services.qa.questions.documents import QuestionDocument
from shared.mongo import Transaction
from shared.working_time import Pause, running_seconds_between


async def working_seconds(tx: Transaction, question: QuestionDocument, at: datetime) -> int | None:
    """Return the seconds of working time since the present clock began, without its pauses."""
    stored = await DeadlineDocument.get(question.id, session=tx.session)
    if stored is None:
        return None
    calendar = await directory.calendar(stored.calendar)
    pauses = [Pause(starts=one.starts, ends=one.ends) for one in stored.pauses]
    return round(running_seconds_between(calendar, stored.starts_at, at, pauses))
