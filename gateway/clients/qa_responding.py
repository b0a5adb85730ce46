"""Calls to qa by those who respond: officers, heads, coordinators.

Settings of the work, such as deputies and templates, are in `qa_arranging`.
"""

from typing import Literal

from pydantic import BaseModel

from gateway.clients.base import ServiceClient, if_match, segment
from gateway.clients.qa_asking import ROOT, question_path
from shared.contracts.qa.notifications import NotificationOut, NotificationSettings, UnreadCount
from shared.contracts.qa.parts import PresentPerson
from shared.contracts.qa.questions import QuestionOut, QueueItem
from shared.contracts.qa.queue import QueueCounts
from shared.contracts.qa.searches import KeepSearch, KeptSearch
from shared.contracts.qa.work import (
    AddNote,
    AssignOutcome,
    AssignQuestions,
    KeepPresence,
    ReplySupport,
    ReplyToSender,
)
from shared.paging import Page

Action = Literal[
    "receive", "assign", "classify", "forward", "return", "request-info", "resume", "extend",
    "reject", "merge", "supports", "draft", "submit", "approve", "send-back", "publish", "correct",
    "recall", "republish", "reopen", "close",
]  # fmt: skip


class RespondingCalls(ServiceClient):
    """What the console asks qa; `version` is the one the visitor read (`If-Match`)."""

    async def list_queue(
        self,
        *,
        status: str | None = None,
        unit: str | None = None,
        show: str | None = None,
        q: str | None = None,
        sort: str | None = None,
        cursor: str | None = None,
        limit: int = 50,
    ) -> Page[QueueItem]:
        """Return a part of the queue; `show` is its filter, such as `mine` or `overdue`."""
        query: dict[str, str | int | None] = {"status": status, "unit": unit, "filter": show}
        query |= {"q": q, "sort": sort, "cursor": cursor, "limit": limit}
        return await self._get(Page[QueueItem], f"{ROOT}/queue", query)

    async def count_queue(self, unit: str | None = None) -> QueueCounts:
        """Return how many questions each filter of the queue has."""
        return await self._get(QueueCounts, f"{ROOT}/queue/counts", {"unit": unit})

    async def list_searches(self) -> list[KeptSearch]:
        """Return the searches of the queue that the visitor keeps."""
        return await self._get(list[KeptSearch], f"{ROOT}/queue/searches")

    async def keep_search(self, body: KeepSearch) -> list[KeptSearch]:
        """Keep a search under a name; return all that the visitor keeps."""
        return await self._post(list[KeptSearch], f"{ROOT}/queue/searches", body)

    async def drop_search(self, search: str) -> None:
        """Keep a search no longer."""
        await self._delete(f"{ROOT}/queue/searches/{segment(search)}")

    async def change_question(
        self, code: str, action: Action, body: BaseModel | None, version: int
    ) -> QuestionOut:
        """Move a question on; raises `ServiceProblem` 412 when somebody was faster."""
        return await self._post(QuestionOut, question_path(code, action), body, if_match(version))

    async def assign_questions(self, body: AssignQuestions) -> list[AssignOutcome]:
        """Give several questions to an officer; return what became of each."""
        return await self._post(list[AssignOutcome], f"{ROOT}/queue/assign", body)

    async def reply_support(
        self, code: str, unit: str, body: ReplySupport, version: int
    ) -> QuestionOut:
        """Give a supporting unit's part."""
        path = question_path(code, f"supports/{segment(unit)}/reply")
        return await self._post(QuestionOut, path, body, if_match(version))

    async def add_note(self, code: str, body: AddNote) -> None:
        """Leave an internal note."""
        await self._post_only(question_path(code, "notes"), body)

    async def reply_to_sender(self, code: str, body: ReplyToSender) -> None:
        """Say a further word to the sender."""
        await self._post_only(question_path(code, "replies"), body)

    async def keep_presence(self, code: str, body: KeepPresence) -> list[PresentPerson]:
        """Say that the visitor has the question open; return who else has."""
        return await self._post(list[PresentPerson], question_path(code, "presence"), body)

    async def list_notifications(
        self, cursor: str | None = None, limit: int = 20
    ) -> Page[NotificationOut]:
        """Return the visitor's inbox, newest first."""
        query = {"cursor": cursor, "limit": limit}
        return await self._get(Page[NotificationOut], f"{ROOT}/notifications", query)

    async def read_notification(self, notification: str) -> None:
        """Mark an entry of the visitor's inbox as read."""
        await self._post_only(f"{ROOT}/notifications/{segment(notification)}/read")

    async def read_all_notifications(self) -> None:
        """Mark the visitor's whole inbox as read."""
        await self._post_only(f"{ROOT}/notifications/read-all")

    async def count_unread(self) -> UnreadCount:
        """Return how many entries of the visitor's inbox are unread."""
        return await self._get(UnreadCount, f"{ROOT}/notifications/unread")

    async def show_notification_settings(self) -> NotificationSettings:
        """Return how the visitor is told."""
        return await self._get(NotificationSettings, f"{ROOT}/notification-settings")

    async def change_notification_settings(
        self, body: NotificationSettings
    ) -> NotificationSettings:
        """Change how the visitor is told."""
        return await self._put(NotificationSettings, f"{ROOT}/notification-settings", body)
