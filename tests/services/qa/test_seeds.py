"""The demonstration: believable, consistent, made once, told to nobody."""

import time
from collections import Counter
from datetime import timedelta

import pytest

from services.qa import seeds
from services.qa.deadlines.documents import DeadlineDocument
from services.qa.escalations.service import scan
from services.qa.questions import timeline
from services.qa.questions.documents import QuestionDocument
from services.qa.questions.model import ANSWERED
from services.qa.seeds_moves import SCRIPTS
from shared.clock import now
from shared.contracts.qa.questions import QuestionStatus
from tests.services.qa.directory import JUSTICE, directory

ALL = 200 + len(SCRIPTS)


@pytest.fixture(scope="module")
async def seeded(qa_of_the_run):
    await qa_of_the_run.forget_everything()
    begun = time.process_time()
    await seeds.seed(qa_of_the_run.runtime, directory())
    assert time.process_time() - begun < 3  # about one; others may have the machine meanwhile
    return qa_of_the_run


async def test_more_than_two_hundred_in_every_state_that_exists(seeded):
    found = await QuestionDocument.find_all().to_list()
    states = Counter(question.status.value for question in found)
    assert len(found) == ALL
    assert set(states) == {status.value for status in QuestionStatus}
    assert states["answered"] + states["closed"] > 140
    assert len({question.code for question in found}) == ALL
    assert min(question.asked_at for question in found) < now() - timedelta(days=300)
    assert max(question.asked_at for question in found) <= now()


async def test_officer1_finds_every_due_situation(seeded):
    rows = (await seeded.get("/queue", "officer1")).body["items"]
    assert len(rows) >= 14
    assert {row["status"] for row in rows} == {
        "submitted", "received", "in_progress", "drafted", "info_requested", "awaiting_approval",
        "reopened",
    }  # fmt: skip
    assert any(row["is_overdue"] for row in rows)
    assert any(row["is_due_soon"] for row in rows)
    assert any(not row["is_overdue"] and not row["is_due_soon"] for row in rows)
    assert max(row["escalation_step"] for row in rows) == 3
    assert {row["unit"]["id"] for row in rows} == {JUSTICE}


async def test_timelines_follow_the_state_machine(seeded):
    order = ["asked", "received", "assigned", "drafted", "answered", "published"]
    for question in await QuestionDocument.find_all().to_list():
        entries = await timeline.read(question.id)
        assert [entry.number for entry in entries] == list(range(1, question.timeline_length + 1))
        assert [entry.at for entry in entries] == sorted(entry.at for entry in entries)
        assert all(entry.at <= now() for entry in entries)
        kinds = [entry.kind for entry in entries if entry.kind in order]
        if not {"forwarded", "returned", "reopened"} & {entry.kind for entry in entries}:
            assert kinds == [kind for kind in order if kind in kinds]
        assert (question.answer is not None) == (question.status in ANSWERED)
        assert (question.queue_mark is not None) == question.is_open
        clock = await DeadlineDocument.get(question.id)
        assert clock.is_paused == question.is_paused
        assert clock.clock == question.clock


async def test_what_is_said_beside_the_answers_is_there_too(seeded):
    found = await QuestionDocument.find_all().to_list()
    assert sum(question.rating is not None for question in found) > 30
    assert any(question.notes and question.notes[0].mentions for question in found)
    assert any(question.extensions for question in found)
    [supported] = [question for question in found if question.supports]
    assert [support.is_owed for support in supported.supports] == [False, True]
    corrected = [question for question in found if question.corrections and question.answer]
    assert any(question.answer.public and question.messages for question in corrected)


async def test_nobody_is_told_and_nothing_is_left_to_escalate(seeded):
    assert await scan(seeded.runtime, now()) == 0
    assert await seeded.count("outbox") == 0
    assert await seeded.count("deliveries") == 0


async def test_again_changes_nothing(seeded):
    before = [question.id for question in await QuestionDocument.find_all().to_list()]
    await seeds.seed(seeded.runtime, directory())
    assert [question.id for question in await QuestionDocument.find_all().to_list()] == before


async def test_every_page_has_something_to_show(seeded):
    assert len((await seeded.get("/questions", params={"limit": 100})).body["items"]) == 100
    assert (await seeded.get("/questions", params={"q": "khai sinh"})).body["items"]
    figures = (await seeded.get("/figures", "leader1")).body
    assert figures["received"] == ALL
    assert 0.7 < figures["on_time_share"] < 0.97
    assert figures["overdue"] > 2
