"""Every query of the whole story uses an index, and every change names its document by id."""

import re
from datetime import timedelta
from typing import Any

import aiohttp
import pytest

from services.qa.app import create_app
from services.qa.deadlines.documents import DeadlineDocument
from services.qa.escalations.service import scan
from services.qa.notifications.sending import send_due
from services.qa.questions.documents import QuestionDocument
from services.qa.search.frequencies import count_new
from services.qa.search.model import places, terms_of
from shared.clock import now
from shared.contracts.qa.queue import QueueFilter, QueueSort
from shared.ids import new_id
from shared.marks import mark
from tests.services.qa.directory import JUSTICE, PROVINCE, SCIENCE
from tests.services.qa.support import READ_WHOLE, RunningQa
from tests.support.commands import CommandRecorder, recorded_commands
from tests.support.serving import serving
from tests.support.tokens import verifier

ROWS = 1_500
EMAIL = {"email": "nguoi.hoi@example.com"}


def row(number: int) -> dict[str, Any]:
    """Return a question as it lies there in thousands."""
    row_id, at = new_id(), now() - timedelta(hours=number)
    unit = (JUSTICE, SCIENCE, PROVINCE)[number % 3]
    common = {
        "language": "vi", "_id": row_id, "code": f"T{number:07}", "title": "Câu hỏi cũ",
        "body": "…", "may_publish": True, "lead_unit": unit, "topic": "dat-dai", "secret_hash": "x",
        "asked_at": at, "due_at": at, "due_soon_at": at, "status": "answered",
        "concerned": [unit], "changed_mark": mark(at, row_id), "version": 1,
    }  # fmt: skip
    if number % 5 == 0:
        return {
            **common,
            "status": "received",
            "queue_mark": mark(at, row_id),
            "asked_mark": mark(at, row_id),
            "queue_keys": [
                f"{name}{whose}" for name in ("open", "free") for whose in ("", f":{unit}")
            ],
        }
    answer = {"text": "t", "html": "h", "unit": unit, "by": "x", "answered_at": at}
    terms = [*terms_of(f"câu hỏi cũ số {number}"), *places(unit, "dat-dai")]
    marks = {"answered_mark": mark(at, row_id), "public_mark": mark(at, row_id)}
    return {**common, **marks, "answer": answer, "search_terms": terms}


def clock_row(question: dict[str, Any]) -> dict[str, Any]:
    """Return its clock, as far as a scan looks at it."""
    row = {"_id": question["_id"], "code": question["code"], "unit": question["lead_unit"]}
    later = {"step_mark": mark(now() + timedelta(days=900), question["_id"])}
    return row | (later if "queue_mark" in question else {})


async def whole_story(qa: RunningQa) -> None:
    """Do everything once that anybody can do."""
    asked = await qa.ask("citizen1", **EMAIL, topic="dat-dai")
    code = asked["code"]
    await qa.ask()
    await qa.ask(unit=None)
    await qa.ask(unit="xa-khong-ai")
    await qa.deliver_events()
    await scan(qa.runtime, (await qa.stored(code)).due_at)
    await qa.act(code, "receive", "officer1")
    await qa.act(code, "assign", "officer1", {"person": "officer2"})
    await qa.act(code, "draft", "officer1", {"text": "Bản dự thảo trả lời."})
    await qa.act(code, "publish", "officer1", {"text": "Trả lời cho ông/bà."}, version=1)
    await qa.act(code, "publish", "officer1")
    await qa.deliver_events()
    await send_due(qa.runtime)
    for who in (None, "citizen1", "officer1", "coordinator1", "leader1"):
        await qa.get(f"/questions/{code}", who)
    await read_every_list(qa)
    await count_new()
    await read_every_list(qa)
    async with qa.http.get(f"{qa.url}/metrics") as answer:
        assert answer.status == 200


async def read_every_list(qa: RunningQa) -> None:
    """Read every list in every way."""
    pages = {"limit": 5}
    for params in (
        {}, {"q": "cau hoi"}, {"unit": JUSTICE}, {"topic": "dat-dai"},
        {"q": "cau hoi cu", "unit": JUSTICE, "topic": "dat-dai"},
        {"unit": JUSTICE, "topic": "dat-dai"}, {"from": "2020-01-01", "q": "câu hỏi số"},
    ):  # fmt: skip
        page = (await qa.get("/questions", params=params | pages)).body
        assert page["items"], params
        await qa.get("/questions", params={**params, **pages, "cursor": page["next_cursor"]})
    assert (await qa.get("/suggestions", params={"text": "câu hỏi cũ số 7"})).body
    assert (await qa.get("/my-questions", "citizen1", params={"limit": 1})).body["items"]
    asked = [
        {"filter": name.value, "sort": sort.value} for name in QueueFilter for sort in QueueSort
    ]
    asked += [
        {"status": "received"}, {"status": "returned"}, {"status": "closed"}, {"q": "cau hoi"},
        {"assignee": "officer2"}, {"topic": "dat-dai"}, {"unit": JUSTICE},
    ]  # fmt: skip
    for who in ("officer1", "coordinator1"):
        since = (await qa.get("/queue/changes", who)).body["as_of"]
        assert (await qa.get("/queue/changes", who, params={"since": since})).status == 200
        assert (await qa.get("/queue/counts", who)).status == 200
        for params in asked:
            page = await qa.get("/queue", who, params=params | pages)
            assert page.status == 200
            if cursor := page.body["next_cursor"]:
                await qa.get("/queue", who, params={**params, **pages, "cursor": cursor})
    inbox = (await qa.get("/notifications", "officer1", params={"limit": 1})).body
    await qa.get("/notifications", "officer1", params={"cursor": inbox["next_cursor"], "limit": 1})
    await qa.post(f"/notifications/{inbox['items'][0]['id']}/read", None, "officer1")
    for params in ({}, {"unit": JUSTICE}, {"from": "2026-01-01", "to": "2026-12-31"}):
        assert (await qa.get("/figures", "leader1", params=params)).status == 200


@pytest.fixture(scope="module")
async def recorder(qa_of_the_run, relay_of_qa):
    """Return what was asked of the database while the whole story ran among thousands of rows."""
    await qa_of_the_run.forget_everything()
    relay_of_qa.start_anew()
    questions = QuestionDocument.get_pymongo_collection()
    clocks = DeadlineDocument.get_pymongo_collection()
    for first in range(0, ROWS, 1_000):
        rows = [row(number) for number in range(first, first + 1_000)]
        await questions.insert_many(rows)
        await clocks.insert_many([clock_row(one) for one in rows])
    app = create_app(qa_of_the_run.runtime.settings)
    try:
        with recorded_commands() as recorder:
            async with serving(app) as url, aiohttp.ClientSession() as http:
                app.state.callers = verifier()
                await whole_story(RunningQa(url, app.state.runtime, http))
    finally:  # the documents belong to the client that was opened last
        await qa_of_the_run.runtime.mongo.open()
    return recorder


async def winning_plan(database: Any, command: dict[str, Any]) -> str:
    explained = {**command, **({"cursor": {}} if "aggregate" in command else {})}
    found = await database.command("explain", explained, verbosity="queryPlanner")
    return str(found)


async def test_every_query_uses_an_index(recorder: CommandRecorder, qa_of_the_run):
    database = qa_of_the_run.runtime.mongo.database
    scanned = {}
    for shape, command in recorder.reads.items():
        if next(iter(command.values())) in READ_WHOLE and not command.get("filter"):
            continue
        plan = await winning_plan(database, command)
        if "COLLSCAN" in plan or not re.search("IXSCAN|IDHACK|EOF|EXPRESS", plan):
            scanned[shape] = plan[:300]
    assert len(recorder.reads) > 40
    assert scanned == {}


async def test_every_change_names_its_document_by_id(recorder: CommandRecorder):
    assert len(recorder.write_filters) > 10
    others = [(name, asked) for name, asked in recorder.write_filters if set(asked) != {"_id"}]
    assert others == []
