"""The scan: each step once, whoever scans and however often, and nothing after the answer."""

import asyncio
import subprocess
import sys
from datetime import timedelta

import pytest

from services.qa.escalations import __main__ as command
from services.qa.escalations import service
from services.qa.escalations.documents import StepDocument
from services.qa.escalations.service import scan
from services.qa.notifications.documents import DeliveryDocument
from services.qa.notifications.sending import send_due
from shared.clock import now
from shared.mongo import Transaction
from tests.services.qa.directory import NO_OFFICERS, NOBODY
from tests.services.qa.settings import environment_of


async def steps(qa, code: str) -> list[tuple[str, bool]]:
    found = await StepDocument.find({"code": code}).to_list()
    return [(row.step, row.is_collapsed) for row in sorted(found, key=lambda row: row.planned_at)]


async def people_told(qa) -> set[tuple[str, str]]:
    await qa.deliver_events()
    rows = await DeliveryDocument.find(
        {"kind": {"$in": ["reminder", "question_escalated", "question_not_received"]}}
    ).to_list()
    return {(row.kind, row.recipient.removeprefix("person:")) for row in rows}


async def at_step(qa, code: str, key: str):
    [step] = [step for step in (await qa.clock(code)).steps if step.key == key]
    return step.at


async def test_nothing_is_due_at_first(qa):
    await qa.ask()
    assert await scan(qa.runtime, now()) == 0
    assert await qa.count("escalation_steps") == 0


async def test_step_by_step_each_role_is_told_once(qa):
    code = (await qa.ask())["code"]
    planned = (await qa.clock(code)).steps
    expected = {
        "not-received": ("question_not_received", {"head1"}),
        "half": ("reminder", {"officer1", "officer2"}),
        "day_before": ("reminder", {"officer1", "officer2"}),
        "due": ("question_escalated", {"head1"}),
        "coordinator": ("question_escalated", {"coordinator1"}),
        "leader": ("question_escalated", {"leader1"}),
    }
    for level, step in enumerate(planned):
        assert await scan(qa.runtime, step.at - timedelta(seconds=1)) == 0
        await DeliveryDocument.delete_all()
        assert await scan(qa.runtime, step.at) == 1
        assert await scan(qa.runtime, step.at) == 0
        kind, people = expected[step.key]
        assert await people_told(qa) - {("question_asked", "officer1")} == {
            (kind, person) for person in people
        }
        assert (await qa.stored(code)).escalation_level == max(0, level - 2)
    assert (await qa.clock(code)).next_step_at is None
    assert [step for step, _ in await steps(qa, code)] == list(expected)


async def test_the_focal_officer_is_the_one_assigned(qa):
    code = (await qa.ask())["code"]
    await qa.act(code, "assign", "officer1")
    await scan(qa.runtime, await at_step(qa, code, "half"))
    assert await people_told(qa) == {("reminder", "officer1")}


async def test_a_unit_without_anybody_escalates_to_the_coordinator(qa):
    code = (await qa.ask(unit=NOBODY))["code"]
    await scan(qa.runtime, await at_step(qa, code, "due"))
    assert await people_told(qa) == {("question_escalated", "coordinator1")}


async def test_overslept_steps_collapse_to_the_highest(qa):
    code = (await qa.ask())["code"]
    assert await scan(qa.runtime, await at_step(qa, code, "coordinator")) == 1
    assert await steps(qa, code) == [
        ("not-received", True), ("half", True), ("day_before", True), ("due", True),
        ("coordinator", False),
    ]  # fmt: skip
    assert await people_told(qa) == {("question_escalated", "coordinator1")}
    shown = await qa.get(f"/questions/{code}", "head1")
    assert [entry["kind"] for entry in shown.body["timeline"]] == ["asked", "escalated"]
    assert (await qa.stored(code)).escalation_level == 2


async def test_reminders_and_escalations_stand_in_the_timeline(qa):
    asked = await qa.ask()
    code = asked["code"]
    for key in ("half", "due"):
        await scan(qa.runtime, await at_step(qa, code, key))
    await qa.deliver_events()
    seen = (await qa.get(f"/questions/{code}", "officer1")).body["timeline"]
    assert [(entry["kind"], entry["role"]) for entry in seen] == [
        ("asked", "sender"), ("reminded", "system"), ("escalated", "system")
    ]  # fmt: skip
    headers = {"X-Tracking-Secret": asked["secret"]}
    seen = (await qa.get(f"/questions/{code}", headers=headers)).body["timeline"]
    assert [entry["kind"] for entry in seen] == ["asked", "reminded", "escalated"]
    assert {entry["unit"] for entry in seen[1:]} == {""}  # the system did it, not the unit


async def test_timeline_inbox_and_mail_say_whom_a_step_reached(qa, relay):
    asked = await qa.ask()
    code, secret = asked["code"], {"X-Tracking-Secret": asked["secret"]}
    await qa.deliver_events()
    words = {
        "officer": "nhắc cán bộ đầu mối", "head": "chuyển tới lãnh đạo đơn vị",
        "coordinator": "chuyển tới đầu mối của Ủy ban nhân dân thành phố Huế",
        "leader": "chuyển tới lãnh đạo Ủy ban nhân dân thành phố Huế",
    }  # fmt: skip
    for key, role in (
        ("half", "officer"), ("due", "head"), ("coordinator", "coordinator"), ("leader", "leader"),
    ):  # fmt: skip
        await scan(qa.runtime, await at_step(qa, code, key))
        await qa.deliver_events()
        await send_due(qa.runtime)
        for who, headers in (("head1", {}), (None, secret)):
            seen = (await qa.get(f"/questions/{code}", who, headers=headers)).body["timeline"]
            assert seen[-1]["told_role"] == role
        [entry, *_] = (await qa.get("/notifications", f"{role}1")).body["items"]
        assert entry["told_role"] == role
        assert words[role] in relay.to(f"{role}1@hue.example")[-1].get_content()


@pytest.mark.parametrize(
    ("unit", "key", "role"),
    [
        (NOBODY, "half", "coordinator"),
        (NOBODY, "due", "coordinator"),
        (NO_OFFICERS, "half", "head"),
        (NO_OFFICERS, "due", "head"),
    ],
)
async def test_the_timeline_names_who_was_reached_in_place_of_a_missing_role(qa, unit, key, role):
    code = (await qa.ask(unit=unit))["code"]
    await scan(qa.runtime, await at_step(qa, code, key))
    await qa.deliver_events()
    seen = (await qa.get(f"/questions/{code}", "leader1")).body["timeline"]
    assert seen[-1]["told_role"] == role
    row = await DeliveryDocument.find_one({"kind": {"$in": ["reminder", "question_escalated"]}})
    assert row.told_role == role


async def test_a_reminder_goes_past_an_assigned_officer_who_left(qa):
    code = (await qa.ask())["code"]
    await qa.act(code, "assign", "officer1")
    stored = await qa.stored(code)
    stored.assignee = "retired1"
    await stored.replace()
    await scan(qa.runtime, await at_step(qa, code, "half"))
    assert await people_told(qa) == {("reminder", "officer1"), ("reminder", "officer2")}


async def test_when_all_officers_are_gone_the_head_is_reminded_and_the_timeline_says_so(qa):
    code = (await qa.ask(unit=NO_OFFICERS))["code"]
    stored = await qa.stored(code)
    stored.assignee = "retired1"
    await stored.replace()
    await scan(qa.runtime, await at_step(qa, code, "half"))
    assert await people_told(qa) == {("reminder", "head2")}
    seen = (await qa.get(f"/questions/{code}", "leader1")).body["timeline"]
    assert (seen[-1]["kind"], seen[-1]["told_role"]) == ("reminded", "head")


async def test_a_question_that_cannot_move_does_not_hold_up_the_scan(qa):
    code = (await qa.ask())["code"]
    clock = await qa.clock(code)
    clock.steps = []  # due by its moment, yet without a step to take
    await clock.replace()
    async with asyncio.timeout(30):
        assert await scan(qa.runtime, now() + timedelta(days=400)) == 0


async def test_steps_that_are_stored_already_are_not_taken_again_and_hold_up_nobody(qa):
    """As after a release that took steps on questions ran beside this one, or a restored backup."""
    codes = [(await qa.ask())["code"] for _ in range(2)]
    before = [await qa.clock(code) for code in codes]
    assert await scan(qa.runtime, await at_step(qa, codes[1], "half")) == 2
    await StepDocument.find({"code": codes[1]}).delete()
    for clock in before:
        await clock.replace()
    assert await scan(qa.runtime, before[1].due_at) == 2
    keys = ["not-received", "half", "day_before", "due"]
    taken_before = [("not-received", True), ("half", False)]
    assert await steps(qa, codes[0]) == [*taken_before, ("day_before", True), ("due", False)]
    assert await steps(qa, codes[1]) == [(key, key != "due") for key in keys]
    for clock in before:
        await clock.replace()
    assert await scan(qa.runtime, before[1].due_at) == 2
    assert await scan(qa.runtime, before[1].due_at) == 0
    assert await qa.count("escalation_steps") == 8
    assert await qa.count("outbox", name="qa.question_escalated.v1") == 4


async def test_an_answered_question_climbs_no_further(qa):
    asked = await qa.answered()
    assert await scan(qa.runtime, now() + timedelta(days=400)) == 0
    assert await qa.count("escalation_steps") == 0
    assert (await qa.clock(asked["code"])).next_step_at is None


async def test_an_answer_between_step_and_telling_silences_it(qa):
    code = (await qa.ask())["code"]
    await qa.deliver_events()
    await scan(qa.runtime, await at_step(qa, code, "due"))
    await qa.act(code, "publish", "officer1", {"text": "Đã trả lời kịp thời."})
    assert await people_told(qa) == set()


async def test_an_officers_version_survives_an_escalation(qa):
    code = (await qa.ask())["code"]
    await scan(qa.runtime, await at_step(qa, code, "due"))
    await qa.deliver_events()
    done = await qa.act(code, "draft", "officer1", {"text": "Đang viết"}, version=1)
    assert done.status == 200
    assert (await qa.stored(code)).escalation_level == 1


async def test_many_scans_at_once_take_each_step_once(qa, monkeypatch):
    codes = [(await qa.ask())["code"] for _ in range(30)]
    as_of = now() + timedelta(days=400)
    small_batches = qa.runtime.settings.model_copy(update={"escalation_batch": 7})
    monkeypatch.setattr(qa.runtime, "settings", small_batches)
    moved = await asyncio.gather(*(scan(qa.runtime, as_of) for _ in range(4)))
    assert sum(moved) == 30
    assert await qa.count("escalation_steps") == 180
    assert await qa.count("outbox", name="qa.question_escalated.v1") == 30
    await qa.deliver_events()
    assert await qa.count("timeline", kind="escalated") == 30
    for code in codes:
        assert (await qa.stored(code)).timeline_length == 2


async def test_a_scan_moves_the_rest_first_where_somebody_is_at_one_of_them(qa, monkeypatch):
    codes = [(await qa.ask())["code"] for _ in range(4)]
    as_of = now() + timedelta(days=400)
    held = (await qa.stored(codes[1])).id
    one_by_one = qa.runtime.settings.model_copy(update={"escalation_batch": 1})
    monkeypatch.setattr(qa.runtime, "settings", one_by_one)
    begun, done = asyncio.Event(), asyncio.Event()

    async def work_on_it(tx: Transaction) -> None:
        change = {"$set": {"extension_days": 1}}
        await tx.database["deadlines"].update_one({"_id": held}, change, session=tx.session)
        begun.set()
        await done.wait()

    take_rest = service._take_rest
    moved_before = []

    async def finish_first(*arguments) -> int:
        moved_before.append(await qa.count("escalation_steps", is_collapsed=False))
        done.set()
        await working
        return await take_rest(*arguments)

    monkeypatch.setattr(service, "_take_rest", finish_first)
    working = asyncio.create_task(qa.runtime.mongo.run(work_on_it))
    await begun.wait()
    assert await scan(qa.runtime, as_of) == 4
    assert moved_before == [3]
    moved = await qa.clock(codes[1])
    assert (moved.extension_days, moved.steps) == (1, [])


async def test_scans_and_officers_at_once_lose_nothing(qa):
    codes = [(await qa.ask())["code"] for _ in range(10)]
    as_of = now() + timedelta(days=400)
    text = {"text": "Trả lời đúng lúc bị chuyển cấp."}
    done = await asyncio.gather(
        *(scan(qa.runtime, as_of) for _ in range(3)),
        *(qa.act(code, "publish", "officer1", text, version=1) for code in codes),
    )
    assert {answer.status for answer in done[3:]} == {200}
    await qa.deliver_events()
    for code in codes:
        stored = await qa.stored(code)
        assert stored.status == "answered"
        assert (await qa.clock(code)).next_step_at is None
        told = await qa.count("escalation_steps", code=code, is_collapsed=False)
        assert stored.escalation_level == 3 * told
        assert stored.timeline_length == await qa.count(
            "timeline", _id={"$gt": f"{stored.id}:", "$lt": f"{stored.id};"}
        )


async def test_the_head_is_mailed_once(qa, relay):
    code = (await qa.ask())["code"]
    as_of = await at_step(qa, code, "due")
    for _ in range(3):
        await scan(qa.runtime, as_of)
        await qa.deliver_events()
        await send_due(qa.runtime)
    [mail] = relay.to("head1@hue.example")
    assert mail["Subject"].startswith(f"Quá hạn: câu hỏi {code}")


@pytest.mark.system
async def test_the_command_scans_for_a_given_moment(qa):
    code = (await qa.ask())["code"]
    as_of = (await at_step(qa, code, "due")).isoformat()
    environment = environment_of(qa.runtime.settings)

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "services.qa.escalations", *arguments]
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)

    dry = await asyncio.to_thread(run, "--as-of", as_of, "--dry-run")
    assert dry.stdout.startswith("1 questions would move"), dry
    assert (await qa.stored(code)).escalation_level == 0
    done = [await asyncio.to_thread(run, "--as-of", as_of) for _ in range(2)]
    assert [result.stdout[:2] for result in done] == ["1 ", "0 "], done
    await qa.deliver_events()
    assert (await qa.stored(code)).escalation_level == 1


@pytest.mark.parametrize("text", ["2026-12-30T08:00:00", "tomorrow", ""])
def test_a_moment_without_offset_is_refused(monkeypatch, capsys, text):
    monkeypatch.setattr(sys, "argv", ["escalations", "--as-of", text])
    with pytest.raises(SystemExit) as ended:
        command.main()
    assert ended.value.code == 2
    assert "--as-of" in capsys.readouterr().err
