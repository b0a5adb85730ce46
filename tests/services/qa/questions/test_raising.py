"""Questions made of comments: fetched over HTTP, stored once, with a clock and no sender."""

from collections.abc import AsyncIterator
from datetime import datetime

import pytest
from fastapi import FastAPI, HTTPException, Request

from services.qa.questions.documents import QuestionDocument
from services.qa.subscribers import subscribers
from shared.contracts.survey.comments import WantedQuestion
from shared.contracts.survey.events import QuestionWanted
from shared.ids import new_id
from shared.service_client import ServiceClient, ServiceUnavailable
from tests.services.qa.directory import JUSTICE, PROVINCE, SILENT
from tests.support.serving import serving

WANTED = WantedQuestion(
    title="Đề nghị đăng sớm lịch tiếp công dân",
    text="Lịch đăng muộn, gọi •••• ••• •••",
    portal_name="Trang của Sở Tư pháp",
    at=datetime.fromisoformat("2026-11-20T23:30+00:00"),
)


@pytest.fixture
async def survey(qa) -> AsyncIterator[None]:
    """Serve what auth and survey serve of comment `c1`, and let qa ask there."""
    others = FastAPI()

    @others.post("/api/auth/v1/token")
    async def issue_token():
        return {"access_token": "machine", "token_type": "Bearer", "expires_in": 300}

    @others.get("/api/survey/v1/comments/{comment}/question")
    async def show_wanted(comment: str, request: Request) -> WantedQuestion:
        assert request.headers["authorization"] == "Bearer machine"
        if comment != "c1":
            raise HTTPException(404)
        return WANTED

    runtime = qa.runtime
    before = runtime.settings, runtime.auth
    async with serving(others) as url:
        runtime.settings = runtime.settings.model_copy(update={"survey_url": url})
        runtime.auth = ServiceClient(runtime.http, url, "qa", "secret")
        yield
        runtime.settings, runtime.auth = before


async def receive(qa, unit: str, comment: str = "c1", times: int = 1) -> None:
    event = QuestionWanted(comment=comment, unit=unit, by="leader1")
    message = {"id": new_id(), "name": event.wire_name, "payload": event.model_dump()}
    for _ in range(times):
        await subscribers.receive(qa.runtime, qa.runtime.mongo, message)


async def test_a_comment_is_one_question_of_the_unit_with_a_clock(qa, survey):
    await receive(qa, JUSTICE, times=3)
    [question] = await QuestionDocument.find_all().to_list()
    assert (question.title, question.lead_unit, question.status) == (
        WANTED.title, JUSTICE, "submitted",
    )  # fmt: skip
    assert question.body.startswith(WANTED.text)
    assert question.body.endswith("Trang của Sở Tư pháp, ngày 21/11/2026.)")
    assert (question.contact, question.owner, question.may_publish) == (None, None, False)
    assert (await qa.clock(question.code)).next_step_at is not None
    assert question.due_at > question.asked_at
    rows = await qa.runtime.mongo.database["outbox"].find({"waiting_for": "survey"}).to_list()
    told = [(row["name"], row["payload"]) for row in rows]
    assert told == [("qa.question_raised.v1", {"comment": "c1", "code": question.code})]


async def test_the_unit_sees_who_had_it_asked_and_answers_it(qa, survey):
    await receive(qa, JUSTICE)
    [question] = await QuestionDocument.find_all().to_list()
    shown = await qa.get(f"/questions/{question.code}", "officer1")
    [asked] = [entry for entry in shown.body["timeline"] if entry["kind"] == "asked"]
    assert (asked["role"], asked["actor"]) == ("responder", "Võ Đình Phúc")
    assert (await qa.get(f"/questions/{question.code}")).status == 404


async def test_a_unit_that_takes_no_questions_leaves_it_to_the_coordinator(qa, survey):
    await receive(qa, SILENT)
    [question] = await QuestionDocument.find_all().to_list()
    assert question.lead_unit == PROVINCE


async def test_a_comment_that_is_gone_asks_nothing(qa, survey):
    await receive(qa, JUSTICE, comment="gone")
    assert await QuestionDocument.find_all().to_list() == []


async def test_survey_being_away_leaves_the_event_undone(qa):
    with pytest.raises(ServiceUnavailable):
        await receive(qa, JUSTICE)
    assert await QuestionDocument.find_all().to_list() == []
