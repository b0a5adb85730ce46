"""Reading a person's inbox and settings, and what could not be sent."""

from typing import Any

from services.qa.directory import queries as directory
from services.qa.faq.documents import FaqDocument
from services.qa.notifications.documents import DeliveryDocument, SettingsDocument
from services.qa.questions.documents import QuestionDocument
from services.qa.webhooks.documents import WebhookDeliveryDocument
from shared.cipher import Cipher
from shared.contracts.qa.base import PersonRef
from shared.contracts.qa.notifications import (
    DeadDeliveryOut,
    NotificationOut,
    NotificationSettings,
    UnreadCount,
)
from shared.marks import MarkedList, cut_page
from shared.paging import Page

Json = dict[str, Any]
_MOST_COUNTED = 100


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


def unread_list(person: str, until: str = "~") -> MarkedList:
    """Return the list of what a person has not read, up to a mark."""
    return MarkedList("unread_mark", {"recipient": f"person:{person}"}, before=until)


async def unread(person: str) -> UnreadCount:
    """Return how many entries are unread, at most 100."""
    deliveries = DeliveryDocument.get_pymongo_collection()
    rows = await unread_list(person).rows(deliveries, _MOST_COUNTED, fields=("_id",))
    return UnreadCount(unread=len(rows))


async def notification_settings(person: str) -> NotificationSettings:
    """Return how a person wants to be told."""
    kept = await SettingsDocument.get(person)
    if kept is None:
        return NotificationSettings(mail={})
    return NotificationSettings(mail=kept.mail, quiet_from=kept.quiet_from, quiet_to=kept.quiet_to)


async def dead(cipher: Cipher, cursor: str | None, limit: int) -> Page[DeadDeliveryOut]:
    """Return mails and webhook calls that could not be sent, the newest first; no sender's name."""
    listed = MarkedList("dead_mark", newest_first=True)
    rows: list[Json] = []
    for kind in (DeliveryDocument, WebhookDeliveryDocument):
        rows += await listed.rows(kind.get_pymongo_collection(), limit + 1, cursor)
    rows.sort(key=lambda row: str(row["dead_mark"]), reverse=True)
    shown, following = cut_page(rows, listed.field, limit)
    people = {row.get("recipient", "").removeprefix("person:") for row in shown}
    names = await directory.person_names(people, cipher)
    return Page(items=[_dead(row, names) for row in shown], next_cursor=following)


def _dead(row: Json, names: dict[str, str]) -> DeadDeliveryOut:
    kind, _, whose = row.get("recipient", "").partition(":")
    return DeadDeliveryOut(
        id=row["_id"],
        channel="webhook" if "webhook" in row else "email",
        kind=row["kind"],
        code=row["code"],
        person=PersonRef(id=whose, name=names.get(whose, "")) if kind == "person" else None,
        webhook=row.get("webhook", ""),
        reason=row["reason"],
        attempts=row["attempts"],
        created_at=row["created_at"],
        dead_at=row["settled_at"],
    )


async def _titles(codes: list[str]) -> dict[str, str]:
    questions = QuestionDocument.get_pymongo_collection()
    rows = await questions.find({"code": {"$in": codes}}, {"code": 1, "title": 1}).to_list()
    titles = {row["code"]: row["title"] for row in rows}
    if missing := [code for code in codes if code not in titles]:  # news of ready answers
        faq = FaqDocument.get_pymongo_collection()
        found = await faq.find({"_id": {"$in": missing}}, {"title": 1}).to_list()
        titles |= {row["_id"]: row["title"] for row in found}
    return titles
