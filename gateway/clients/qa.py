"""Calls to qa: questions for citizens, the queue for responders, figures for leaders."""

from datetime import date

from gateway.clients.base import ServiceClient, if_match, segment
from shared.contracts.qa.figures import QaFigures
from shared.contracts.qa.notifications import NotificationOut
from shared.contracts.qa.questions import (
    AskedQuestion,
    AskQuestion,
    PublicQuestion,
    QuestionOut,
    QueueItem,
    TopicOut,
)
from shared.contracts.qa.work import AssignQuestion, DraftAnswer, PublishAnswer
from shared.paging import Page

_ROOT = "/api/qa/v1"


class QaClient(ServiceClient):
    """What the pages ask qa; `version` is the one the visitor read (`If-Match`)."""

    name = "qa"

    async def list_topics(self) -> list[TopicOut]:
        """Return the topics a question may be filed under."""
        return await self._get(list[TopicOut], f"{_ROOT}/topics")

    async def ask_question(self, question: AskQuestion, key: str | None) -> AskedQuestion:
        """Ask; the same key and question give the same answer again."""
        headers = {"Idempotency-Key": key}
        return await self._post(AskedQuestion, f"{_ROOT}/questions", question, headers)

    async def browse_questions(
        self,
        *,
        q: str | None = None,
        unit: str | None = None,
        topic: str | None = None,
        cursor: str | None = None,
        limit: int = 20,
    ) -> Page[PublicQuestion]:
        """Return published questions, best match or newest first."""
        query = {"q": q, "unit": unit, "topic": topic, "cursor": cursor, "limit": limit}
        return await self._get(Page[PublicQuestion], f"{_ROOT}/questions", query)

    async def suggest_questions(self, text: str) -> list[PublicQuestion]:
        """Return answered questions like this text."""
        return await self._get(list[PublicQuestion], f"{_ROOT}/suggestions", {"text": text})

    async def show_question(self, code: str, secret: str | None = None) -> QuestionOut:
        """Return a question as this visitor, or who knows its secret, may see it."""
        return await self._get(
            QuestionOut, _question(code), headers={"X-Tracking-Secret": secret or None}
        )

    async def list_queue(
        self,
        *,
        status: str | None = None,
        unit: str | None = None,
        show: str | None = None,
        q: str | None = None,
        cursor: str | None = None,
        limit: int = 50,
    ) -> Page[QueueItem]:
        """Return the open questions of the visitor's units, soonest due first.

        `show` is one of the queue's filters, such as `mine` or `overdue`.
        """
        query: dict[str, str | int | None] = {"status": status, "unit": unit, "filter": show}
        query |= {"q": q, "cursor": cursor, "limit": limit}
        return await self._get(Page[QueueItem], f"{_ROOT}/queue", query)

    async def receive_question(self, code: str, version: int) -> QuestionOut:
        """Confirm that the unit has taken the question."""
        return await self._post(QuestionOut, _question(code, "receive"), None, if_match(version))

    async def assign_question(self, code: str, body: AssignQuestion, version: int) -> QuestionOut:
        """Give the question to an officer; nobody means the visitor."""
        return await self._post(QuestionOut, _question(code, "assign"), body, if_match(version))

    async def save_draft(self, code: str, body: DraftAnswer, version: int) -> QuestionOut:
        """Keep the answer as far as it is written."""
        return await self._post(QuestionOut, _question(code, "draft"), body, if_match(version))

    async def publish_answer(self, code: str, body: PublishAnswer, version: int) -> QuestionOut:
        """Answer the sender, publicly if the sender allowed it."""
        return await self._post(QuestionOut, _question(code, "publish"), body, if_match(version))

    async def list_notifications(
        self, cursor: str | None = None, limit: int = 20
    ) -> Page[NotificationOut]:
        """Return the visitor's inbox, newest first."""
        query = {"cursor": cursor, "limit": limit}
        return await self._get(Page[NotificationOut], f"{_ROOT}/notifications", query)

    async def read_notification(self, notification: str) -> None:
        """Mark an entry of the visitor's inbox as read."""
        await self._post_only(f"{_ROOT}/notifications/{segment(notification)}/read")

    async def show_figures(
        self, unit: str | None = None, start: date | None = None, end: date | None = None
    ) -> QaFigures:
        """Return how a subtree of units answers, both days included."""
        query = {"unit": unit, "from": _day(start), "to": _day(end)}
        return await self._get(QaFigures, f"{_ROOT}/figures", query)


def _question(code: str, action: str = "") -> str:
    return f"{_ROOT}/questions/{segment(code)}{f'/{action}' if action else ''}"


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
