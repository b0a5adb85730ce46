"""What earlier releases stored, as this one stores it."""

from services.qa.escalations.service import scan
from services.qa.migrations import give_clocks_their_steps


async def as_it_was(qa, code: str) -> None:
    """Let a question have its steps by itself, as it did before its clock had them."""
    clock, database = await qa.clock(code), qa.runtime.mongo.database
    had = clock.model_dump(include={"steps"})
    if clock.next_step_at:
        had["next_step_at"] = clock.next_step_at
    await database["questions"].update_one({"_id": clock.id}, {"$set": had})
    gone = dict.fromkeys(("code", "unit", "steps", "step_mark"), "")
    await database["deadlines"].update_one({"_id": clock.id}, {"$unset": gone})


async def test_clocks_get_the_steps_that_questions_had(qa):
    running, paused = [(await qa.ask())["code"] for _ in range(2)]
    untouched = await qa.clock((await qa.ask())["code"])
    await qa.act(paused, "request-info", "officer1", {"text": "Xin cho biết số hồ sơ đã nộp."})
    before = [await qa.clock(code) for code in (running, paused)]
    for code in (running, paused):
        await as_it_was(qa, code)
    assert await give_clocks_their_steps(qa.runtime.mongo) == 2
    assert await give_clocks_their_steps(qa.runtime.mongo) == 0
    assert [await qa.clock(code) for code in (running, paused)] == before
    assert await qa.clock(untouched.code) == untouched
    assert await scan(qa.runtime, untouched.due_at) == 2
