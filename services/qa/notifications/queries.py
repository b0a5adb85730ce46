"""Reading a person's inbox."""

from services.qa.notifications.documents import DeliveryDocument
from services.qa.questions.documents import QuestionDocument
from shared.contracts.qa.notifications import NotificationOut
from shared.marks import MarkedList, cut_page
from shared.paging import Page


async def inbox(person: str, cursor: str | None, limit: int) -> Page[NotificationOut]:
    """Return a person's entries, newest first, with the titles of their questions."""
    listed = inbox_list(person)
    deliveries = DeliveryDocument.get_pymongo_collection()
    rows = await listed.rows(deliveries, limit + 1, cursor)
    shown, following = cut_page(rows, listed.field, limit)
    titles = await _titles([row["code"] for row in shown])
    items = [
        NotificationOut(
            id=row["_id"],
            kind=row["kind"],
            code=row["code"],
            title=titles.get(row["code"], ""),
            at=row["created_at"],
            read="read_at" in row,
            told_role=row.get("told_role", ""),
        )
        for row in shown
    ]
    return Page(items=items, next_cursor=following)


def inbox_list(person: str) -> MarkedList:
    """Return the list of a person's entries."""
    return MarkedList("inbox_mark", {"recipient": f"person:{person}"}, newest_first=True)


async def _titles(codes: list[str]) -> dict[str, str]:
    questions = QuestionDocument.get_pymongo_collection()
    rows = await questions.find({"code": {"$in": codes}}, {"code": 1, "title": 1}).to_list()
    return {row["code"]: row["title"] for row in rows}
