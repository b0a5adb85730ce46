"""Roll-ups equal a raw recount, whatever changes meanwhile and however it was stored."""

import asyncio
from datetime import timedelta
from random import Random

from services.qa.figures.documents import (
    EVERY_UNIT,
    FigureMonthDocument,
    FigureStateDocument,
    FigureYearDocument,
)
from services.qa.figures.rolling import OVERLAP, recount_all, roll_up
from services.qa.questions.documents import QuestionDocument
from shared.clock import at, now
from shared.contracts.qa.questions import QuestionStatus
from shared.ids import new_id
from shared.marks import mark
from shared.mongo import transactional
from tests.services.qa.directory import JUSTICE, PROVINCE, SCIENCE

UNITS = (JUSTICE, SCIENCE, PROVINCE)
STATUSES = ("submitted", "in_progress", "info_requested", "answered", "rejected", "withdrawn")


def question(chance: Random, number: int) -> QuestionDocument:
    asked = now() - timedelta(days=chance.choice((0, 0, 1, 29, 31, 45, 370)), hours=number % 5)
    return QuestionDocument(
        id=new_id(), code=f"R{number:07}", title="Câu hỏi", body="…", language="vi",
        may_publish=False, lead_unit=chance.choice(UNITS), secret_hash="x", asked_at=asked,
        due_at=asked + timedelta(days=21), due_soon_at=asked + timedelta(days=20),
    )  # fmt: skip


@transactional
async def change(tx, question_id: str, chance: Random) -> None:
    found = await QuestionDocument.get(question_id, session=tx.session)
    found.status = QuestionStatus(chance.choice(STATUSES))
    found.lead_unit = chance.choice(UNITS)
    found.escalation_level = chance.randrange(3)
    found.forwards += 1
    if found.status == "answered":
        answer = {
            "text": "…", "html": "…", "unit": found.lead_unit, "by": "x",
            "answered_in_seconds": chance.randrange(400_000),
            "answered_at": found.asked_at + timedelta(days=chance.randrange(30)),
        }  # fmt: skip
        found = QuestionDocument.model_validate({**found.model_dump(), "answer": answer})
    await found.replace(session=tx.session)


async def received(scope: str) -> int:
    rows = await FigureYearDocument.find({"scope": scope}).to_list()
    return sum(month.get("received", 0) for row in rows for month in row.months.values())


async def test_equal_a_recount_under_concurrent_changes(qa):
    mongo, chance = qa.runtime.mongo, Random(7)
    asked = [question(chance, number) for number in range(40)]
    await QuestionDocument.insert_many(asked)
    done = asyncio.Event()

    async def work(seed: int) -> None:
        own = Random(seed)
        for _ in range(25):
            await change(mongo, own.choice(asked).id, own)

    async def roll() -> int:
        rounds = 0
        while not done.is_set():
            await roll_up(mongo)
            rounds += 1
            await asyncio.sleep(0.01)
        return rounds

    rolling = [asyncio.create_task(roll()) for _ in range(2)]
    await asyncio.gather(*(work(seed) for seed in range(4)))
    done.set()
    assert min(await asyncio.gather(*rolling)) > 0
    await roll_up(mongo)
    assert await recount_all(mongo) == []
    assert await received(EVERY_UNIT) == 40
    assert sum([await received(unit) for unit in UNITS]) == 40


async def test_what_was_stored_slower_than_a_later_change_is_found(qa):
    mongo, chance = qa.runtime.mongo, Random(8)
    await question(chance, 1).insert()
    await roll_up(mongo)
    late = question(chance, 2)
    await late.insert()
    questions = QuestionDocument.get_pymongo_collection()
    early = mark(now() - timedelta(seconds=20), late.id)
    await questions.update_one({"_id": late.id}, {"$set": {"changed_mark": early}})
    await roll_up(mongo)
    assert await received(EVERY_UNIT) == 1
    with at(now() + OVERLAP):
        await roll_up(mongo)
    assert await received(EVERY_UNIT) == 2


async def test_a_recount_repairs_what_no_mark_told_of(qa):
    mongo, chance = qa.runtime.mongo, Random(9)
    await QuestionDocument.insert_many([question(chance, number) for number in range(20)])
    await roll_up(mongo)
    months = FigureMonthDocument.get_pymongo_collection()
    [row] = await months.find({"scope": EVERY_UNIT}).sort("_id", 1).limit(1).to_list()
    await months.replace_one({"_id": row["_id"]}, {**row, "days": {}})
    years = FigureYearDocument.get_pymongo_collection()
    await years.delete_many({"scope": SCIENCE})
    questions = QuestionDocument.get_pymongo_collection()
    gone = await questions.find_one({})
    await questions.delete_one({"_id": gone["_id"]})
    wrong = await recount_all(mongo, repair=False)
    assert await recount_all(mongo) == wrong != []
    assert await recount_all(mongo) == []
    assert await received(EVERY_UNIT) == 19
    assert sum([await received(unit) for unit in UNITS]) == 19


async def test_nothing_is_written_when_nothing_happened(qa):
    mongo = qa.runtime.mongo
    await question(Random(1), 1).insert()
    await roll_up(mongo)
    with at(now() + OVERLAP):
        await roll_up(mongo)
        before = await FigureStateDocument.find_all().to_list()
        await roll_up(mongo)
    assert await FigureStateDocument.find_all().to_list() == before


async def test_figures_say_up_to_when_they_tell_everything(qa):
    await question(Random(1), 1).insert()
    await roll_up(qa.runtime.mongo)
    fresh = (await qa.get("/figures", "leader1")).body
    await question(Random(1), 2).insert()
    stale = (await qa.get("/figures", "leader1")).body
    assert stale["received"] == fresh["received"] == 1
    assert stale["as_of"] < fresh["as_of"]
