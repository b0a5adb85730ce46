"""Polls of a new unit, and short ways to answer them."""

from datetime import timedelta
from typing import Any

from shared.clock import today
from tests.services.survey.support import Answer, RunningSurvey
from tests.support.tokens import bearer

PATH = "/api/survey/v1/polls"


def words(text: str) -> dict[str, str]:
    return {"vi": text, "en": text}


QUESTIONS: list[dict[str, Any]] = [
    {
        "kind": "single",
        "question": words("Giờ nào tiện?"),
        "options": [words("Sáng"), words("Chiều")],
    },
    {
        "kind": "multiple",
        "question": words("Dùng dịch vụ nào?"),
        "options": [words("Đất đai"), words("Hộ tịch"), words("Thuế")],
    },
    {
        "kind": "scale",
        "question": words("Dễ hay khó?"),
        "options": [words("Rất khó"), words("Rất dễ")],
    },
    {"kind": "text", "question": words("Góp ý gì thêm?")},
]


def form(unit: str, **changed: Any) -> dict[str, Any]:
    """Return a poll of this week as sent."""
    day = today()
    return {
        "title": words("Thăm dò giờ làm việc"),
        "unit": unit,
        "valid_from": day.isoformat(),
        "valid_to": (day + timedelta(days=7)).isoformat(),
        "questions": QUESTIONS,
        **changed,
    }


class Polls:
    """The polls of one unit, as its administrator and as people who answer."""

    def __init__(self, survey: RunningSurvey, unit: str) -> None:
        self.survey = survey
        self.unit = unit
        self.keeper = bearer("keeper", ("admin", unit))

    async def draft(self, **changed: Any) -> Answer:
        body = {**form(self.unit), **changed}
        return await self.survey.call("POST", PATH, json=body, headers=self.keeper)

    async def keep(self, method: str, path: str, version: int, **options: Any) -> Answer:
        headers = {**self.keeper, "If-Match": f'"{version}"'}
        return await self.survey.call(method, f"{PATH}/{path}", headers=headers, **options)

    async def opened(self, **changed: Any) -> str:
        """Open a poll and return its id."""
        drafted = await self.draft(**changed)
        assert drafted.status == 201, drafted.text
        answer = await self.keep("POST", f"{drafted.body['id']}/open", 1)
        assert answer.status == 200, answer.text
        return str(drafted.body["id"])

    async def answer(self, poll: str, key: str | None = None, **body: Any) -> Answer:
        headers = {"Idempotency-Key": key} if key else {}
        path = f"{PATH}/{poll}/responses"
        return await self.survey.call("POST", path, json=body, headers=headers)

    async def results(self, poll: str) -> Any:
        """Have everything counted and return the keepers' results."""
        await self.survey.roll_up()
        answer = await self.survey.get(f"{PATH}/{poll}/results", self.keeper)
        assert answer.status == 200, answer.text
        return answer.body


def counts(results: Any, question: str) -> tuple[int, dict[str, int]]:
    """Return who answered a question and how often each option was chosen."""
    [found] = [one for one in results["questions"] if one["key"] == question]
    return found["n"], {option["key"]: option["count"] for option in found["options"]}
