"""Telling a unit's people that a ready answer of theirs expires."""

from services.qa.faq.documents import FaqDocument
from services.qa.notifications.recipients import people_for
from services.qa.notifications.rows import News, tell_people
from shared.contracts.qa.faq import FaqExpiring
from shared.mongo import Transaction


async def tell_of_expiring(tx: Transaction, event: FaqExpiring) -> None:
    """Tell the officers of the unit that keeps it, in their inbox; nobody once withdrawn."""
    entry = await FaqDocument.get(event.entry, session=tx.session)
    if entry is None or entry.is_withdrawn or event.expires_on not in entry.expiries():
        return
    _, people = await people_for("officer", entry.unit)
    await tell_people(tx, News("faq_expiring", entry.id, entry.unit, by_mail=False), people)
