"""Forwarded, returned, extended, rejected, merged, reopened, withdrawn: who may, what follows."""

from datetime import datetime, timedelta

import pytest

from services.qa.questions.service_answers import close_due
from shared.clock import now
from tests.services.qa.directory import ABOLISHED, JUSTICE, PROVINCE, SCIENCE, SILENT
from tests.services.qa.questions.conftest import policy_of

TEXT = "Ông/bà nộp hồ sơ tại bộ phận một cửa."
REASON = "Nội dung thuộc lĩnh vực của sở khác."
CONTACT = {"name": "Nguyễn Văn Kín", "email": "kin@example.com", "phone": "0912345678"}


@pytest.fixture
async def asked(qa):
    return await qa.ask(**CONTACT)


@pytest.fixture
def code(asked):
    return asked["code"]


def secret(asked) -> dict[str, str]:
    return {"X-Tracking-Secret": asked["secret"]}


async def send(qa, asked, action, body):
    return await qa.post(f"/questions/{asked['code']}/{action}", body, headers=secret(asked))


async def events(qa, name: str) -> list[dict]:
    rows = await qa.runtime.mongo.database["outbox"].find({"name": f"qa.{name}.v1"}).to_list()
    return [row["payload"] for row in rows]


class TestForwarding:
    """One lead unit at a time."""

    async def test_the_other_unit_has_it_and_the_old_one_has_not(self, qa, asked, code):
        await qa.act(code, "draft", "officer1", {"text": "Bản nháp của Tư pháp"})
        done = await qa.act(code, "forward", "officer1", {"unit": SCIENCE, "reason": REASON})
        assert (done.status, done.body["status"]) == (200, "submitted")
        assert done.body["unit"]["id"] == SCIENCE
        assert done.body["actions"] == []
        assert done.body["contact"] is None
        assert (await qa.get(f"/questions/{code}", "officer1")).status == 404
        theirs = (await qa.get(f"/questions/{code}", "officer3")).body
        assert (theirs["assignee"], theirs["draft"], theirs["forwards"]) == ("", None, 1)
        assert theirs["contact"]["email"] == "kin@example.com"
        assert [note["text"] for note in theirs["notes"]] == ["Bản nháp của Tư pháp"]
        told = {"code": code, "unit": SCIENCE, "before": JUSTICE, "by": "officer1"}
        assert await events(qa, "question_forwarded") == [told]

    async def test_the_sender_reads_where_to_and_why(self, qa, asked, code):
        await qa.act(code, "forward", "officer1", {"unit": SCIENCE, "reason": REASON})
        shown = (await qa.get(f"/questions/{code}", headers=secret(asked))).body
        entry = shown["timeline"][-1]
        assert (entry["kind"], entry["unit"], entry["note"], entry["actor"]) == (
            "forwarded", "Sở Khoa học và Công nghệ", REASON, ""
        )  # fmt: skip
        assert entry["before"] == "Sở Tư pháp"

    @pytest.mark.parametrize("unit", [JUSTICE, ABOLISHED, SILENT, "khong-co"])
    async def test_only_another_unit_that_takes_questions(self, qa, code, unit):
        refused = await qa.act(code, "forward", "officer1", {"unit": unit, "reason": REASON})
        assert (refused.status, refused.pointers) == (422, ["#/unit"])
        assert (await qa.stored(code)).version == 1

    async def test_forwarded_too_often_it_goes_to_the_coordinator(self, qa, code):
        async with policy_of(SCIENCE, forwards_allowed=1):
            await qa.act(code, "forward", "officer1", {"unit": SCIENCE, "reason": REASON})
            done = await qa.act(code, "forward", "officer3", {"unit": JUSTICE, "reason": REASON})
        assert (done.body["status"], done.body["unit"]["id"]) == ("returned", PROVINCE)
        assert done.body["forwards"] == 2
        assert len(await events(qa, "question_returned")) == 1
        again = await qa.act(code, "forward", "coordinator1", {"unit": JUSTICE, "reason": REASON})
        assert again.body["unit"]["id"] == JUSTICE

    async def test_a_wrong_unit_gives_it_back_and_the_coordinator_goes_on(self, qa, code):
        done = await qa.act(code, "return", "officer1", {"reason": REASON})
        assert (done.body["status"], done.body["unit"]["id"]) == ("returned", PROVINCE)
        refused = await qa.act(code, "return", "coordinator1", {"reason": REASON})
        assert (refused.status, refused.slug) == (409, "not-returnable")
        done = await qa.act(code, "receive", "coordinator1")
        assert done.body["status"] == "received"
        assert "return" not in done.body["actions"]

    @pytest.mark.parametrize(("who", "status"), [(None, 401), ("officer3", 404), ("leader1", 403)])
    async def test_nobody_else_moves_it(self, qa, code, who, status):
        for action, body in (("forward", {"unit": SCIENCE}), ("return", {})):
            refused = await qa.act(code, action, who, {**body, "reason": REASON})
            assert refused.status == status
        assert (await qa.stored(code)).lead_unit == JUSTICE


class TestExtending:
    """The due date moves with a reason, and not for ever."""

    async def test_reason_and_dates_are_told(self, qa, asked, code):
        before = (await qa.stored(code)).due_at
        done = await qa.act(code, "extend", "officer1", {"working_days": 5, "reason": REASON})
        [extension] = done.body["extensions"]
        assert datetime.fromisoformat(extension["due_before"]) == before
        assert extension["due_after"] == done.body["due_at"]
        assert done.body["extension_days_left"] == 10
        assert done.body["due_days"][-1]["counted"] == 20
        shown = (await qa.get(f"/questions/{code}", headers=secret(asked))).body
        assert shown["extensions"][0]["reason"] == REASON
        assert "by" not in shown["extensions"][0]
        assert await events(qa, "deadline_extended") == [{"code": code, "unit": JUSTICE}]

    async def test_a_late_answer_does_not_become_timely(self, qa, code):
        stored = await qa.stored(code)
        stored.due_at = now() - timedelta(minutes=1)
        await stored.replace()
        body = {"working_days": 5, "reason": REASON}
        refused = await qa.act(code, "extend", "officer1", body)
        assert (refused.status, refused.slug) == (409, "too-late-to-extend")
        shown = (await qa.get(f"/questions/{code}", "officer1")).body
        assert "extend" not in shown["actions"]

    async def test_no_longer_than_the_policy_allows(self, qa, code):
        refused = await qa.act(code, "extend", "officer1", {"working_days": 16, "reason": REASON})
        assert (refused.status, refused.slug) == (409, "extension-not-allowed")
        assert (await qa.stored(code)).version == 1


class TestRejecting:
    """Some questions are answered elsewhere."""

    async def test_the_sender_reads_where_to_turn(self, qa, asked, code):
        body = {"ground": "complaint", "guidance": "Gửi đơn tới **Thanh tra** thành phố."}
        done = await qa.act(code, "reject", "officer1", body)
        assert done.body["status"] == "rejected"
        shown = (await qa.get(f"/questions/{code}", headers=secret(asked))).body
        assert shown["rejection"]["ground"] == "complaint"
        assert "<strong>Thanh tra</strong>" in shown["rejection"]["html"]
        assert (await qa.get(f"/questions/{code}")).status == 404
        stored = await qa.stored(code)
        assert stored.queue_mark is None
        assert (await qa.clock(code)).next_step_at is None
        told = {"code": code, "unit": JUSTICE, "ground": "complaint"}
        assert await events(qa, "question_rejected") == [told]

    async def test_only_the_head_takes_it_back(self, qa, asked, code):
        body = {"ground": "unclear", "guidance": TEXT}
        await qa.act(code, "reject", "officer1", body)
        assert (await qa.act(code, "reopen", "officer1", {"reason": REASON})).status == 403
        assert (await send(qa, asked, "reopen", {"reason": REASON})).status == 409
        done = await qa.act(code, "reopen", "head1", {"reason": REASON})
        assert (done.body["status"], done.body["rejection"]) == ("reopened", None)


class TestMerging:
    """The same asked twice is answered once."""

    @pytest.fixture
    async def other(self, qa):
        return await qa.ask(title="Câu hỏi giống hệt câu trước", may_publish=False)

    async def test_the_answer_is_the_merged_ones_too(self, qa, asked, code, other):
        done = await qa.act(code, "merge", "officer1", {"into": other["code"].lower()})
        assert done.body["status"] == "merged"
        assert done.body["merged_into"]["title"] == "Câu hỏi giống hệt câu trước"
        into = (await qa.get(f"/questions/{other['code']}", "officer1")).body
        assert [one["code"] for one in into["merged_from"]] == [code]
        await qa.act(other["code"], "publish", "officer1", {"text": TEXT})
        shown = (await qa.get(f"/questions/{code}", headers=secret(asked))).body
        assert shown["answer"]["text"] == TEXT
        assert shown["answer"]["unit"]["id"] == JUSTICE
        assert shown["merged_into"] == {"code": other["code"], "title": "", "is_published": False}
        answered = await events(qa, "question_answered")
        assert {one["code"] for one in answered} == {code, other["code"]}

    async def test_of_an_edited_answer_the_merged_one_reads_what_everybody_reads(
        self, qa, asked, code
    ):
        other = await qa.ask(title="Câu hỏi của bà Trần Thị Kín")
        await qa.act(code, "merge", "officer1", {"into": other["code"]})
        public = {"title": "Câu hỏi của […]", "body": "Hỏi về thủ tục hộ tịch.", "text": TEXT}
        private = {"text": "Kính gửi bà Trần Thị Kín: " + TEXT, "public": public}
        await qa.act(other["code"], "publish", "officer1", private)
        shown = await qa.get(f"/questions/{code}", headers=secret(asked))
        assert shown.body["answer"]["text"] == TEXT
        assert "Trần Thị Kín" not in str(shown.body)

    async def test_what_was_merged_before_comes_along(self, qa, code, other):
        third = await qa.ask()
        await qa.act(code, "merge", "officer1", {"into": third["code"]})
        await qa.act(third["code"], "merge", "officer1", {"into": other["code"]})
        assert (await qa.stored(code)).merged_into == other["code"]
        assert set((await qa.stored(other["code"])).merged_from) == {code, third["code"]}

    async def test_a_rejection_is_the_merged_ones_too(self, qa, asked, code, other):
        await qa.act(code, "merge", "officer1", {"into": other["code"]})
        form = {"ground": "complaint", "guidance": TEXT}
        assert (await qa.act(other["code"], "reject", "officer1", form)).status == 200
        shown = (await qa.get(f"/questions/{code}", headers=secret(asked))).body
        assert (shown["status"], shown["rejection"]["guidance"]) == ("merged", TEXT)
        assert "officer1" not in str(shown)
        told = await events(qa, "question_rejected")
        assert {one["code"] for one in told} == {code, other["code"]}

    async def test_one_merged_into_a_withdrawn_question_is_owed_its_own_answer(
        self, qa, asked, code, other
    ):
        before, clock_before = await qa.stored(code), await qa.clock(code)
        assert (await qa.act(code, "merge", "officer1", {"into": other["code"]})).status == 200
        assert (await qa.clock(code)).next_step_at is None
        assert (await send(qa, other, "withdraw", {})).status == 200
        again, clock = await qa.stored(code), await qa.clock(code)
        assert (again.status, again.merged_into) == ("reopened", None)
        assert again.queue_mark == before.queue_mark
        assert (again.due_at, again.clock) == (before.due_at, before.clock + 1)
        assert [step.key for step in clock.steps] == [step.key for step in clock_before.steps[1:]]
        assert clock.next_step_at == clock.steps[0].at
        [told] = await events(qa, "question_reopened")
        assert (told["code"], told["by_sender"]) == (code, False)
        assert (await qa.stored(other["code"])).merged_from == []
        assert (await qa.act(code, "publish", "officer1", {"text": TEXT})).status == 200

    async def test_only_into_an_answerable_question_of_the_unit(self, qa, code, other):
        foreign = await qa.ask(unit=SCIENCE)
        await qa.act(other["code"], "reject", "officer1", {"ground": "abuse", "guidance": TEXT})
        for into in (code, foreign["code"], other["code"], "ZZZZZZZZ"):
            refused = await qa.act(code, "merge", "officer1", {"into": into})
            assert (refused.status, refused.pointers) == (422, ["#/into"])


class TestReopening:
    """An answer that does not answer."""

    async def test_the_sender_reopens_within_the_days_of_the_policy(self, qa):
        asked = await qa.answered()
        shown = (await qa.get(f"/questions/{asked['code']}", headers=secret(asked))).body
        assert "reopen" in shown["actions"]
        until = datetime.fromisoformat(shown["reopen_until"])
        assert timedelta(days=14) < until - now() < timedelta(days=16)
        done = await send(qa, asked, "reopen", {"reason": "Chưa trả lời đúng câu tôi hỏi."})
        assert (done.status, done.body["status"]) == (200, "reopened")
        assert done.body["answer"] is None
        assert done.body["corrections"][0]["text"]
        assert (await qa.get(f"/questions/{asked['code']}")).status == 404
        stored = await qa.stored(asked["code"])
        clock = await qa.clock(asked["code"])
        assert stored.clock == clock.clock > 1
        assert clock.next_step_at is not None
        [told] = await events(qa, "question_reopened")
        assert told["by_sender"] is True

    async def test_too_late(self, qa):
        asked = await qa.answered()
        stored = await qa.stored(asked["code"])
        stored.reopen_until = now() - timedelta(minutes=1)
        await stored.replace()
        refused = await send(qa, asked, "reopen", {"reason": REASON})
        assert (refused.status, refused.slug) == (409, "too-late-to-reopen")
        done = await qa.act(asked["code"], "reopen", "head1", {"reason": REASON})
        assert done.body["status"] == "reopened"

    async def test_an_open_one_and_strangers(self, qa, asked):
        assert (await send(qa, asked, "reopen", {"reason": REASON})).status == 409
        given = await qa.answered()
        path = f"/questions/{given['code']}/reopen"
        refused = await qa.post(path, {"reason": REASON})
        assert (refused.status, refused.slug) == (403, "not-the-sender")
        assert (await qa.act(given["code"], "reopen", "officer2", {"reason": REASON})).status == 403


async def test_the_sender_withdraws_and_nobody_else(qa, asked, code):
    assert (await qa.post(f"/questions/{code}/withdraw", {})).status == 404
    assert (await qa.act(code, "withdraw", "officer1", {})).status == 403
    done = await send(qa, asked, "withdraw", {"reason": "Tôi đã tìm ra câu trả lời."})
    assert (done.status, done.body["status"]) == (200, "withdrawn")
    assert done.body["actions"] == []
    assert (await send(qa, asked, "withdraw", {})).status == 409
    assert (await qa.act(code, "publish", "officer1", {"text": TEXT})).status == 409
    assert len(await events(qa, "question_withdrawn")) == 1


async def test_a_signed_in_sender_needs_no_secret(qa):
    asked = await qa.ask("citizen1")
    path = f"/questions/{asked['code']}/withdraw"
    assert (await qa.post(path, {}, "citizen2")).status == 404
    assert (await qa.post(path, {}, "citizen1")).status == 200


async def test_what_nobody_reopens_closes_by_itself(qa):
    first, second = await qa.answered(), await qa.answered()
    await qa.act(second["code"], "recall", "officer1", {"reason": REASON})
    assert await close_due(qa.runtime, now() + timedelta(days=29)) == 0
    assert await close_due(qa.runtime, now() + timedelta(days=31)) == 1
    assert await close_due(qa.runtime, now() + timedelta(days=31)) == 0
    shown = (await qa.get(f"/questions/{first['code']}", headers=secret(first))).body
    assert (shown["status"], shown["is_published"]) == ("closed", True)
    assert (shown["timeline"][-1]["kind"], shown["timeline"][-1]["role"]) == ("closed", "system")
    assert "reopen" not in shown["actions"]
    assert (await qa.act(first["code"], "reopen", "head1", {"reason": REASON})).status == 409


async def test_an_officer_closes_what_is_answered(qa, code):
    assert (await qa.act(code, "close", "officer1")).status == 409
    await qa.act(code, "publish", "officer1", {"text": TEXT})
    assert (await qa.act(code, "close", "officer1")).body["status"] == "closed"


async def test_filed_under_another_topic_the_due_date_stays(qa, code):
    before = await qa.stored(code)
    done = await qa.act(code, "classify", "officer1", {"topic": "dat-dai"})
    assert done.body["topic"]["id"] == "dat-dai"
    assert (await qa.stored(code)).due_at == before.due_at
    refused = await qa.act(code, "classify", "officer1", {"topic": "khong-co"})
    assert (refused.status, refused.pointers) == (422, ["#/topic"])
