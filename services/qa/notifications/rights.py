"""Telling who administers everything of people's requests about their data, by mail."""

from services.qa.directory import queries as directory
from services.qa.notifications.model import LawKind
from services.qa.notifications.rows import News, tell_people
from shared.contracts.auth.rights import RightLate, RightRequested
from shared.mongo import Transaction


async def tell_of_request(tx: Transaction, event: RightRequested) -> None:
    """Tell of a request that somebody has to decide about."""
    await _tell(tx, "right_requested", event)


async def tell_of_late_request(tx: Transaction, event: RightLate) -> None:
    """Tell of a request that passed a time limit of the law."""
    await _tell(tx, "right_late", event)


async def _tell(tx: Transaction, kind: LawKind, event: RightRequested | RightLate) -> None:
    root = await directory.root_unit(None)
    people = [person.id for person in await directory.holders("admin", root.id)]
    news = News(kind, "", root.id, due_at=event.due_at, is_urgent=kind == "right_late")
    await tell_people(tx, news, people)
