"""Calls to qa by those who ask and read: citizens, signed in or not."""

from collections.abc import Mapping
from urllib.parse import quote

from pydantic import BaseModel

from gateway.clients.base import Download, ServiceClient, if_match, segment
from shared.contracts.qa.attachments import FILE_NAME_HEADER
from shared.contracts.qa.consents import ConsentOut, ConsentText
from shared.contracts.qa.faq import FaqOut
from shared.contracts.qa.parts import AttachmentOut
from shared.contracts.qa.questions import (
    AskedQuestion,
    AskQuestion,
    OwnQuestion,
    PublicQuestion,
    QuestionOut,
    TopicOut,
)
from shared.contracts.qa.units import UnitFound, UnitRecord
from shared.contracts.qa.work import (
    AddFollowUp,
    ProvideInformation,
    RateAnswer,
    ReopenQuestion,
    WithdrawQuestion,
)
from shared.paging import Page

ROOT = "/api/qa/v1"


class AskingCalls(ServiceClient):
    """What the pages for citizens ask qa; `secret` is the sender's, none for everybody else."""

    async def list_topics(self) -> list[TopicOut]:
        """Return the topics a question may be filed under."""
        return await self._get(list[TopicOut], f"{ROOT}/topics")

    async def list_consent_texts(self) -> list[ConsentText]:
        """Return what people are asked to agree to, in the visitor's language."""
        query = {"language": self._caller.language}
        return await self._get(list[ConsentText], f"{ROOT}/consent-texts", query)

    async def list_consents(self, cursor: str | None = None) -> Page[ConsentOut]:
        """Return what the visitor agreed to, the newest first."""
        return await self._get(Page[ConsentOut], f"{ROOT}/consents", {"cursor": cursor})

    async def withdraw_consent(
        self, code: str, version: int, secret: str | None = None
    ) -> QuestionOut:
        """Take the consent to publish a question of the visitor's back."""
        path = f"{ROOT}/questions/{segment(code)}/consents/publish/withdraw"
        headers = {**if_match(version), **_knowing(secret)}
        return await self._post(QuestionOut, path, None, headers)

    async def ask_question(self, question: AskQuestion, key: str | None) -> AskedQuestion:
        """Ask; the same key and question give the same answer again."""
        headers = {"Idempotency-Key": key}
        return await self._post(AskedQuestion, f"{ROOT}/questions", question, headers)

    async def browse_questions(
        self,
        *,
        q: str | None = None,
        unit: str | None = None,
        topic: str | None = None,
        year: int | None = None,
        cursor: str | None = None,
        limit: int = 20,
    ) -> Page[PublicQuestion]:
        """Return published questions, best match or newest first."""
        query: dict[str, str | int | None] = {"q": q, "unit": unit, "topic": topic, "year": year}
        query |= {"cursor": cursor, "limit": limit}
        return await self._get(Page[PublicQuestion], f"{ROOT}/questions", query)

    async def suggest_questions(self, text: str) -> list[PublicQuestion]:
        """Return answered questions like this text."""
        return await self._get(list[PublicQuestion], f"{ROOT}/suggestions", {"text": text})

    async def show_question(self, code: str, secret: str | None = None) -> QuestionOut:
        """Return a question as this visitor, or who knows its secret, may see it."""
        return await self._get(QuestionOut, question_path(code), headers=_knowing(secret))

    async def list_own_questions(
        self, cursor: str | None = None, limit: int = 20
    ) -> Page[OwnQuestion]:
        """Return what the visitor asked signed in, newest first."""
        query: dict[str, str | int | None] = {"cursor": cursor, "limit": limit}
        return await self._get(Page[OwnQuestion], f"{ROOT}/my-questions", query)

    async def provide_information(
        self, code: str, body: ProvideInformation, version: int, secret: str | None = None
    ) -> QuestionOut:
        """Give the unit what it asked for."""
        return await self._send(code, "information", body, version, secret)

    async def add_follow_up(
        self, code: str, body: AddFollowUp, version: int, secret: str | None = None
    ) -> QuestionOut:
        """Add a further word."""
        return await self._send(code, "follow-ups", body, version, secret)

    async def rate_answer(
        self, code: str, body: RateAnswer, version: int, secret: str | None = None
    ) -> QuestionOut:
        """Say how the answer is found; again replaces it."""
        return await self._send(code, "rating", body, version, secret)

    async def reopen_question(
        self, code: str, body: ReopenQuestion, version: int, secret: str | None = None
    ) -> QuestionOut:
        """Say that the answer does not answer it."""
        return await self._send(code, "reopen", body, version, secret)

    async def withdraw_question(
        self, code: str, body: WithdrawQuestion, version: int, secret: str | None = None
    ) -> QuestionOut:
        """Want no answer any more."""
        return await self._send(code, "withdraw", body, version, secret)

    async def attach_file(
        self, code: str, file_name: str, content: bytes, secret: str | None = None
    ) -> AttachmentOut:
        """Send a file; the same one again changes nothing."""
        headers = {**_knowing(secret), FILE_NAME_HEADER: quote(file_name, safe="")}
        path = question_path(code, "attachments")
        return await self._upload(AttachmentOut, path, content, headers)

    async def open_attachment(
        self, code: str, attachment: str, secret: str | None = None
    ) -> Download:
        """Begin to fetch a file of a question."""
        path = question_path(code, f"attachments/{segment(attachment)}")
        return await self._open(path, _knowing(secret))

    async def browse_faq(
        self,
        *,
        q: str | None = None,
        unit: str | None = None,
        topic: str | None = None,
        cursor: str | None = None,
        limit: int = 20,
    ) -> Page[FaqOut]:
        """Return ready answers that are valid today."""
        query = {"q": q, "unit": unit, "topic": topic, "cursor": cursor, "limit": limit}
        return await self._get(Page[FaqOut], f"{ROOT}/faq", query)

    async def suggest_faq(self, text: str) -> list[FaqOut]:
        """Return ready answers like this text."""
        return await self._get(list[FaqOut], f"{ROOT}/faq/suggestions", {"text": text})

    async def show_faq(self, entry: str) -> FaqOut:
        """Return one ready answer."""
        return await self._get(FaqOut, f"{ROOT}/faq/{segment(entry)}")

    async def find_units(self, q: str, limit: int = 12) -> list[UnitFound]:
        """Return units by the beginnings of their words, with marks or without."""
        query: dict[str, str | int | None] = {"q": q, "limit": limit}
        return await self._get(list[UnitFound], f"{ROOT}/units", query)

    async def show_unit_record(self, unit: str) -> UnitRecord:
        """Return how well a unit answered in the last twelve months."""
        return await self._get(UnitRecord, f"{ROOT}/units/{segment(unit)}/record")

    async def _send(
        self, code: str, action: str, body: BaseModel, version: int, secret: str | None
    ) -> QuestionOut:
        headers = {**_knowing(secret), **if_match(version)}
        return await self._post(QuestionOut, question_path(code, action), body, headers)


def question_path(code: str, action: str = "") -> str:
    """Return the address of a question, or of one of its parts or actions."""
    return f"{ROOT}/questions/{segment(code)}{f'/{action}' if action else ''}"


def _knowing(secret: str | None) -> Mapping[str, str | None]:
    return {"X-Tracking-Secret": secret or None}
