"""Sending and fetching files over HTTP."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from tests.services.qa.attachments import corpus
from tests.services.qa.support import ROLES, Answered, Json, RunningQa
from tests.support.tokens import bearer


@dataclass
class Files:
    """The files of one question."""

    qa: RunningQa
    asked: Json

    @property
    def path(self) -> str:
        return f"/questions/{self.asked['code']}/attachments"

    @property
    def secret(self) -> dict[str, str]:
        return {"X-Tracking-Secret": self.asked["secret"]}

    async def send(
        self, data: bytes = corpus.GOOD["pdf"], who: str | None = None, name: str = "đơn.pdf"
    ) -> Answered:
        """Send as the sender, who knows the secret, or as somebody."""
        headers = {"X-File-Name": quote(name), "Content-Type": "application/octet-stream"}
        headers |= {} if who else self.secret
        return await self.qa.call("POST", self.path, who, data=data, headers=headers)

    async def sent(self, data: bytes = corpus.GOOD["pdf"], who: str | None = None) -> str:
        """Send a file that is taken and return its id."""
        answered = await self.send(data, who)
        assert answered.status == 201, answered.body
        return str(answered.body["id"])

    async def fetch(self, attachment: str, who: str | None = None, **headers: str) -> Answered:
        """Fetch as a guest or as somebody; the body is bytes."""
        given: dict[str, Any] = dict(headers)
        if who is not None:
            given |= bearer(who, *ROLES.get(who, []))
        url = f"{self.qa.url}/api/qa/v1{self.path}/{attachment}"
        async with self.qa.http.get(url, headers=given) as response:
            is_problem = "json" in response.content_type
            body = await (response.json() if is_problem else response.read())
            return Answered(response.status, body, response.headers)

    async def publish(
        self, attachment: str, who: str = "officer1", *, public: bool = True
    ) -> Answered:
        return await self.qa.post(f"{self.path}/{attachment}/publish", {"is_public": public}, who)

    async def remove(self, attachment: str, who: str | None = None) -> Answered:
        headers = {} if who else self.secret
        return await self.qa.call("DELETE", f"{self.path}/{attachment}", who, headers=headers)

    async def happened(self) -> list[str]:
        """Return the kinds of the timeline's entries."""
        question = await self.qa.stored(self.asked["code"])
        rows = self.qa.runtime.mongo.database["timeline"].find({"question": question.id})
        return [row["kind"] for row in await rows.sort("number", 1).to_list()]


async def asked_files(qa: RunningQa, who: str | None = None, **fields: Any) -> Files:
    """Ask a question and return its files."""
    return Files(qa, await qa.ask(who, **fields))
