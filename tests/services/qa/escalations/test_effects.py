"""What follows from a step, however late its event is received."""

from services.qa.escalations.documents import StepDocument
from services.qa.escalations.service import scan
from services.qa.notifications.documents import DeliveryDocument

TEXT = {"text": "Ông/bà nộp hồ sơ tại bộ phận một cửa."}


async def escalated(qa) -> str:
    """Return the code of a question whose answer is due, of which nobody has heard yet."""
    code = (await qa.ask())["code"]
    await qa.deliver_events()
    await DeliveryDocument.delete_all()
    await scan(qa.runtime, (await qa.clock(code)).due_at)
    return code


async def kinds(qa, code: str) -> list[str]:
    shown = await qa.get(f"/questions/{code}", "head1")
    return [entry["kind"] for entry in shown.body["timeline"]]


async def test_a_step_reaches_the_question_with_its_event_once(qa):
    code = await escalated(qa)
    before = await qa.stored(code)
    assert (before.escalation_level, await kinds(qa, code)) == (0, ["asked"])
    [row] = await qa.runtime.mongo.database["outbox"].find({}).to_list()
    for _ in range(2):
        await qa.deliver_events()
        await qa.runtime.mongo.database["outbox"].replace_one({"_id": row["_id"]}, row, upsert=True)
    after = await qa.stored(code)
    assert (after.escalation_level, await kinds(qa, code)) == (1, ["asked", "escalated"])
    assert after.changed_mark > before.changed_mark
    assert after.version == before.version


async def test_what_is_heard_after_the_answer_stands_where_it_happened(qa):
    code = await escalated(qa)
    assert (await qa.act(code, "publish", "officer1", TEXT)).status == 200
    await qa.deliver_events()
    step = await StepDocument.find_one({"code": code, "is_collapsed": False})
    assert await kinds(qa, code) == [
        "asked", "escalated", "received", "assigned", "drafted", "answered", "published"
    ]  # fmt: skip
    shown = await qa.get(f"/questions/{code}", "head1")
    assert shown.body["timeline"][1]["at"] == step.model_dump(mode="json")["taken_at"]
    assert (await qa.stored(code)).escalation_level == 1
    told = {"kind": {"$in": ["reminder", "question_escalated"]}}
    assert await DeliveryDocument.find(told).to_list() == []


async def test_a_step_of_the_time_before_reopening_does_not_count_for_the_time_after(qa):
    code = await escalated(qa)
    await qa.act(code, "publish", "officer1", TEXT)
    assert (await qa.act(code, "reopen", "head1", {"reason": "Chưa đủ ý."})).status == 200
    await qa.deliver_events()
    assert (await qa.stored(code)).escalation_level == 0
    await scan(qa.runtime, (await qa.clock(code)).due_at)
    await qa.deliver_events()
    assert (await qa.stored(code)).escalation_level == 1


async def test_a_step_taken_before_another_unit_took_over_still_counts(qa):
    code = await escalated(qa)
    form = {"unit": "so-khcn", "reason": "Không thuộc thẩm quyền của đơn vị."}
    assert (await qa.act(code, "forward", "officer1", form)).status == 200
    await qa.deliver_events()
    assert (await qa.stored(code)).escalation_level == 1
