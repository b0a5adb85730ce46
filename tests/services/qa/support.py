"""Qa as the tests use it: people who call it over HTTP, and its events acted on in place."""

from dataclasses import dataclass, field
from typing import Any

import aiohttp

from services.qa.bootstrap import QaRuntime
from services.qa.deadlines.documents import DeadlineDocument
from services.qa.questions.documents import QuestionDocument
from services.qa.subscribers import subscribers
from shared import outbox
from shared.clock import now
from shared.ids import new_id
from shared.mongo import Transaction
from tests.services.qa.directory import JUSTICE, NO_OFFICERS, PROVINCE, SCIENCE
from tests.support.tokens import bearer

Json = dict[str, Any]

ROLES = {
    "officer1": [("officer", JUSTICE)],
    "officer2": [("officer", JUSTICE)],
    "officer3": [("officer", SCIENCE)],
    "head1": [("head", JUSTICE)],
    "head2": [("head", NO_OFFICERS)],
    "coordinator1": [("coordinator", PROVINCE)],
    "leader1": [("leader", PROVINCE)],
    "admin1": [("admin", PROVINCE)],
}
CHANGED_BY_TESTS = (
    "questions", "timeline", "deadlines", "deliveries", "escalation_steps",
    "outbox", "inbox", "idempotency", "deputies", "webhooks", "webhook_deliveries",
    "notification_settings", "queue_searches", "policy_changes", "recounts", "support_clocks",
    "attachments", "file_pieces",
    "moderation", "imports", "import_errors", "imported",
    "search_frequencies", "figure_months", "figure_years", "figure_state",
    "faq", "faq_versions", "templates", "consents", "person_data_tasks",
)  # fmt: skip

READ_WHOLE = {
    "topics", "deadline_policies", "ladders", "directory_calendars",  # dozens, once a second
    "directory_units",  # a few thousand, once in 15 seconds
    "migrations",  # a few, when a process starts
}  # fmt: skip


@dataclass(frozen=True)
class Answered:
    """An HTTP answer."""

    status: int
    body: Any
    headers: Any

    @property
    def pointers(self) -> list[str]:
        """Return where a refused request is wrong."""
        return [entry["pointer"] for entry in self.body["errors"]]

    @property
    def slug(self) -> str:
        """Return which problem it is."""
        return self.body["type"].rpartition("/")[2]


@dataclass
class RunningQa:
    """The running service."""

    url: str
    runtime: QaRuntime
    http: aiohttp.ClientSession
    asked: int = field(default=0)

    async def call(
        self, method: str, path: str, who: str | None = None, **options: Any
    ) -> Answered:
        """Send a request as a guest or as a person, with the roles the person has."""
        headers = dict(options.pop("headers", {}))
        if who is not None:
            headers |= bearer(who, *ROLES.get(who, []))
        url = f"{self.url}/api/qa/v1{path}"
        async with self.http.request(method, url, headers=headers, **options) as response:
            is_json = "json" in response.headers.get("Content-Type", "")
            body = await (response.json() if is_json else response.text(errors="replace"))
            return Answered(response.status, body, response.headers)

    async def get(self, path: str, who: str | None = None, **options: Any) -> Answered:
        """Read."""
        return await self.call("GET", path, who, **options)

    async def post(self, path: str, body: Any, who: str | None = None, **options: Any) -> Answered:
        """Send JSON."""
        return await self.call("POST", path, who, json=body, **options)

    async def ask(self, who: str | None = None, **fields: Any) -> Json:
        """Ask a question and return the answer."""
        headers = {"Idempotency-Key": new_id()}
        answered = await self.post("/questions", question(**fields), who, headers=headers)
        assert answered.status == 201, answered.body
        self.asked += 1
        return answered.body

    async def act(
        self, code: str, action: str, who: str, body: Any = None, version: int | None = None
    ) -> Answered:
        """Work on a question, at the version it has now when none is given."""
        if version is None:
            version = (await self.stored(code)).version
        headers = {"If-Match": f'"{version}"'}
        return await self.post(f"/questions/{code}/{action}", body or {}, who, headers=headers)

    async def answered(self, who: str | None = None, **fields: Any) -> Json:
        """Ask a question and have it answered by its unit."""
        asked = await self.ask(who, **fields)
        text = "Ông/bà nộp hồ sơ tại bộ phận một cửa."
        done = await self.act(asked["code"], "publish", "officer1", {"text": text})
        assert done.status == 200, done.body
        return asked

    async def stored(self, code: str) -> QuestionDocument:
        """Return a question as it is stored."""
        found = await QuestionDocument.find_one({"code": code})
        assert found is not None
        return found

    async def clock(self, code: str) -> DeadlineDocument:
        """Return its clock as it is stored, with the steps to come."""
        found = await DeadlineDocument.get((await self.stored(code)).id)
        assert found is not None
        return found

    async def count(self, collection: str, **match: Any) -> int:
        """Count rows."""
        return await self.runtime.mongo.database[collection].count_documents(match)

    async def deliver_events(self) -> None:
        """Act on everything in the outbox, as the worker would."""
        database = self.runtime.mongo.database

        async def send(listener: str, message: Json) -> None:
            if listener == "qa":
                await subscribers.receive(self.runtime, self.runtime.mongo, message)

            async def confirm(tx: Transaction) -> None:
                await outbox.confirm(tx.database, message["id"], listener, tx.session)

            await self.runtime.mongo.run(confirm)

        while await outbox.relay_due(database, send, now()):
            pass

    async def forget_everything(self) -> None:
        """Empty what tests fill; the directory stays."""
        self.runtime.rules.forget()
        for name in CHANGED_BY_TESTS:
            await self.runtime.mongo.database[name].delete_many({})


def question(**fields: Any) -> Json:
    """Return a request that is in order."""
    return {
        "title": "Thủ tục cấp bản sao trích lục khai sinh",
        "body": "Tôi cần cấp bản sao trích lục khai sinh thì nộp hồ sơ ở đâu ạ?",
        "unit": JUSTICE,
        "may_publish": True,
        **fields,
    }
