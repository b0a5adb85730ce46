"""Approval, the private reply and its public version, corrections, recalls."""

from datetime import timedelta

import pytest

from services.qa.deputies.documents import DeputyDocument
from shared.clock import now, today
from shared.ids import new_id
from tests.services.qa.directory import JUSTICE
from tests.support.tokens import bearer

TEXT = "Kính gửi ông Nguyễn Văn Kín: ông nộp hồ sơ tại bộ phận một cửa."
FOR_ALL = "Ông […] nộp hồ sơ tại bộ phận một cửa, gọi 1900 1234."
PUBLIC = {
    "title": "Thủ tục cấp bản sao của […]",
    "body": "Tôi cần cấp bản sao trích lục thì nộp hồ sơ ở đâu ạ?",
    "text": FOR_ALL,
}
REASON = "Thiếu căn cứ pháp lý."


@pytest.fixture
async def asked(qa):
    return await qa.ask(title="Tôi là Nguyễn Văn Kín, hỏi về trích lục")


@pytest.fixture
def code(asked):
    return asked["code"]


def secret(asked) -> dict[str, str]:
    return {"X-Tracking-Secret": asked["secret"]}


async def events(qa, name: str) -> list[dict]:
    rows = await qa.runtime.mongo.database["outbox"].find({"name": f"qa.{name}.v1"}).to_list()
    return [row["payload"] for row in rows]


class TestApproval:
    """Where approval is the rule, answers go out on the head's word."""

    async def test_an_officer_submits_and_the_head_approves(self, qa, approval, asked, code):
        shown = (await qa.get(f"/questions/{code}", "officer1")).body
        assert shown["needs_approval"]
        assert "publish" not in shown["actions"]
        assert "publish" in (await qa.get(f"/questions/{code}", "head1")).body["actions"]
        done = await qa.act(code, "submit", "officer1", {"text": TEXT, "public": PUBLIC})
        assert done.body["status"] == "awaiting_approval"
        assert not {"approve", "send-back", "publish"} & set(done.body["actions"])
        done = await qa.act(code, "approve", "head1")
        assert (done.status, done.body["status"]) == (200, "answered")
        assert done.body["answer"]["text"] == TEXT
        assert done.body["public"]["text"] == FOR_ALL
        stored = await qa.stored(code)
        assert (stored.answer.by, stored.answer.approved_by) == ("officer1", "head1")
        kinds = [entry["kind"] for entry in done.body["timeline"]]
        assert kinds[-4:] == ["submitted", "approved", "answered", "published"]
        told = {"code": code, "unit": JUSTICE, "person": "officer1", "by": "head1"}
        assert await events(qa, "answer_approved") == [told]
        assert len(await events(qa, "question_answered")) == 1

    async def test_answering_for_the_unit_needs_a_sign_in_that_proved_who_it_is(
        self, qa, approval, code
    ):
        await qa.act(code, "submit", "officer1", {"text": TEXT})
        before = await qa.stored(code)
        headers = bearer("head1", ("head", JUSTICE), loa=1) | {"If-Match": f'"{before.version}"'}
        for action in ("approve", "publish", "correct", "recall", "republish"):
            refused = await qa.post(
                f"/questions/{code}/{action}", {"text": TEXT, "reason": REASON}, headers=headers
            )
            assert (refused.status, refused.slug) == (403, "step-up-required")
        assert (await qa.stored(code)).version == before.version

    async def test_an_officer_may_not_pass_it_by(self, qa, approval, code):
        refused = await qa.act(code, "publish", "officer1", {"text": TEXT})
        assert (refused.status, refused.slug) == (403, "approval-required")
        await qa.act(code, "submit", "officer1", {"text": TEXT})
        for action, body in (("approve", None), ("send-back", {"reason": REASON})):
            refused = await qa.act(code, action, "officer2", body)
            assert (refused.status, refused.slug) == (403, "approval-required")
        await qa.act(code, "approve", "head1")
        refused = await qa.act(code, "correct", "officer1", {"text": TEXT, "reason": REASON})
        assert (refused.status, refused.slug) == (403, "approval-required")

    async def test_a_head_answers_without_asking_oneself(self, qa, approval, code):
        assert (await qa.act(code, "publish", "head1", {"text": TEXT})).status == 200

    async def test_a_deputy_approves_while_the_head_is_absent(self, qa, approval, code):
        await qa.act(code, "submit", "officer1", {"text": TEXT})
        deputy = DeputyDocument(
            id=new_id(), person="head1", deputy="officer2", starts_on=today(),
            ends_on=today() + timedelta(days=1), appointed_by="head1", appointed_at=now(),
        )  # fmt: skip
        await deputy.insert()
        assert (await qa.act(code, "approve", "officer1")).status == 403
        assert (await qa.act(code, "approve", "officer2")).status == 200

    async def test_sent_back_it_is_a_draft_with_a_reason(self, qa, approval, asked, code):
        await qa.act(code, "submit", "officer1", {"text": TEXT, "privately": True})
        done = await qa.act(code, "send-back", "head1", {"reason": REASON})
        assert done.body["status"] == "drafted"
        assert done.body["draft"]["text"] == TEXT
        assert done.body["timeline"][-1]["note"] == REASON
        sender = (await qa.get(f"/questions/{code}", headers=secret(asked))).body
        assert REASON not in str(sender)
        [told] = await events(qa, "answer_sent_back")
        assert told["person"] == "officer1"

    async def test_written_on_it_is_a_draft_again(self, qa, approval, code):
        await qa.act(code, "submit", "officer1", {"text": TEXT})
        done = await qa.act(code, "draft", "officer1", {"text": TEXT + " Bổ sung."})
        assert done.body["status"] == "drafted"
        assert (await qa.act(code, "approve", "head1")).status == 409

    async def test_submitted_to_stay_private(self, qa, approval, asked, code):
        await qa.act(code, "submit", "officer1", {"text": TEXT, "privately": True})
        done = await qa.act(code, "approve", "head1")
        assert not done.body["is_published"]
        assert (await qa.get(f"/questions/{code}")).status == 404

    async def test_nothing_written_is_nothing_to_submit(self, qa, code):
        refused = await qa.act(code, "submit", "officer1")
        assert (refused.status, refused.slug) == (409, "nothing-to-publish")
        assert (await qa.stored(code)).version == 1


class TestPublicVersion:
    """The sender reads the reply, everybody else the edited version."""

    @pytest.fixture
    async def published(self, qa, asked, code):
        body = {"text": TEXT, "public": PUBLIC}
        done = await qa.act(code, "publish", "officer1", body)
        assert done.status == 200, done.body
        return asked

    async def test_each_reads_their_own(self, qa, published, code):
        everybody = (await qa.get(f"/questions/{code}")).body
        assert everybody["title"] == PUBLIC["title"]
        assert everybody["body"] == PUBLIC["body"]
        assert everybody["answer"]["text"] == FOR_ALL
        assert everybody["is_edited"]
        assert "Nguyễn Văn Kín" not in str(everybody)
        sender = (await qa.get(f"/questions/{code}", headers=secret(published))).body
        assert sender["answer"]["text"] == TEXT
        assert sender["public"]["text"] == FOR_ALL
        assert "Nguyễn Văn Kín" in sender["title"]

    async def test_what_was_left_out_is_marked(self, qa, published, code):
        everybody = (await qa.get(f"/questions/{code}")).body
        assert '<mark class="redacted">[…]</mark>' in everybody["answer"]["html"]

    async def test_lists_and_search_know_the_public_words_alone(self, qa, published, code):
        [entry] = (await qa.get("/questions")).body["items"]
        assert (entry["title"], entry["is_edited"]) == (PUBLIC["title"], True)
        assert entry["answer"]["text"] == FOR_ALL
        assert "Nguyễn Văn Kín" not in str(entry)
        assert (await qa.get("/questions", params={"q": "1900"})).body["items"]
        assert not (await qa.get("/questions", params={"q": "Kín"})).body["items"]
        suggested = (await qa.get("/suggestions", params={"text": "thủ tục cấp bản sao"})).body
        assert "Nguyễn Văn Kín" not in str(suggested)

    async def test_kept_off_the_public_pages(self, qa, asked, code):
        done = await qa.act(code, "publish", "officer1", {"text": TEXT, "privately": True})
        assert (done.body["status"], done.body["is_published"]) == ("answered", False)
        assert (await qa.get(f"/questions/{code}")).status == 404
        assert (await events(qa, "question_answered"))[0]["is_published"] is False

    async def test_a_drafted_version_goes_out_with_the_draft(self, qa, asked, code):
        await qa.act(code, "draft", "officer1", {"text": TEXT, "public": PUBLIC})
        done = await qa.act(code, "publish", "officer1")
        assert done.body["is_edited"]

    @pytest.mark.parametrize(
        "public", [{}, {**PUBLIC, "text": "ngắn"}, {**PUBLIC, "title": ""}, {**PUBLIC, "x": 1}, "x"]
    )
    async def test_bad_versions(self, qa, code, public):
        refused = await qa.act(code, "publish", "officer1", {"text": TEXT, "public": public})
        assert refused.status == 422
        assert all(pointer.startswith("#/public") for pointer in refused.pointers)


async def test_personal_data_is_flagged_where_it_stands(qa):
    asked = await qa.ask(body="Số căn cước của tôi là 046090001234, xin hướng dẫn.")
    await qa.act(asked["code"], "draft", "officer1", {"text": "Gọi 0912 345 678 để được giúp."})
    shown = (await qa.get(f"/questions/{asked['code']}", "officer1")).body
    found = {(flag["field"], flag["kind"]) for flag in shown["flags"]}
    assert found == {("body", "personal_number"), ("answer", "phone")}
    [flag] = [flag for flag in shown["flags"] if flag["field"] == "body"]
    assert shown["body"][flag["start"] : flag["end"]] == "046090001234"
    assert (await qa.get(f"/questions/{asked['code']}", "leader1")).body["flags"] == []


class TestAfterwards:
    """Corrected, recalled, republished: nothing is lost, and not everything is shown."""

    @pytest.fixture
    async def given(self, qa, asked, code):
        await qa.act(code, "publish", "officer1", {"text": TEXT, "public": PUBLIC})
        return asked

    async def test_a_correction_keeps_the_earlier_text(self, qa, given, code):
        body = {"text": "Nội dung đã sửa cho đúng.", "reason": REASON}
        done = await qa.act(code, "correct", "officer2", body)
        assert (done.status, done.body["status"]) == (200, "answered")
        assert done.body["answer"]["text"] == "Nội dung đã sửa cho đúng."
        assert done.body["answer"]["corrected_at"]
        sender = (await qa.get(f"/questions/{code}", headers=secret(given))).body
        assert [(one["text"], one["reason"]) for one in sender["corrections"]] == [(TEXT, REASON)]
        everybody = (await qa.get(f"/questions/{code}")).body
        assert everybody["answer"]["text"] == FOR_ALL  # the public version was left as it is
        assert [(one["text"], one["html"]) for one in everybody["corrections"]] == [("", "")]
        assert everybody["corrections"][0]["reason"] == REASON
        [told] = await events(qa, "answer_corrected")
        assert told == {"code": code, "unit": JUSTICE, "is_published": True}

    async def test_a_correction_leaves_how_long_the_answer_took(self, qa, given, code):
        questions = qa.runtime.mongo.database["questions"]
        before = (await questions.find_one({"code": code}))["answer"]
        body = {"text": "Nội dung đã sửa cho đúng.", "reason": REASON}
        assert (await qa.act(code, "correct", "officer1", body)).status == 200
        after = (await questions.find_one({"code": code}))["answer"]
        assert isinstance(before["answered_in_seconds"], int)
        kept = ("answered_at", "answered_in_seconds", "published_at", "approved_by")
        assert [after[name] for name in kept] == [before[name] for name in kept]

    async def test_a_correction_of_the_public_version_is_found_by_its_words(self, qa, given, code):
        public = {**PUBLIC, "text": "Nộp tại trung tâm hành chính công."}
        body = {"text": TEXT, "public": public, "reason": REASON}
        await qa.act(code, "correct", "officer1", body)
        assert (await qa.get("/questions", params={"q": "trung tâm"})).body["items"]
        assert not (await qa.get("/questions", params={"q": "1900"})).body["items"]

    async def test_recalled_the_sender_alone_reads_it(self, qa, given, code):
        done = await qa.act(code, "recall", "officer1", {"reason": REASON})
        assert (done.body["status"], done.body["is_published"]) == ("recalled", False)
        assert (await qa.get(f"/questions/{code}")).status == 404
        assert not (await qa.get("/questions")).body["items"]
        sender = (await qa.get(f"/questions/{code}", headers=secret(given))).body
        assert sender["answer"]["text"] == TEXT
        assert sender["timeline"][-1]["note"] == REASON
        assert (await qa.act(code, "recall", "officer1", {"reason": REASON})).status == 409
        done = await qa.act(code, "republish", "officer1", {"reason": REASON})
        assert (done.body["status"], done.body["is_published"]) == ("answered", True)
        assert (await qa.get(f"/questions/{code}")).status == 200

    async def test_the_coordinator_recalls_anybodys(self, qa, given, code):
        assert (await qa.act(code, "recall", "officer3", {"reason": REASON})).status == 403
        assert (await qa.act(code, "recall", "leader1", {"reason": REASON})).status == 403
        shown = (await qa.get(f"/questions/{code}", "coordinator1")).body
        assert shown["actions"] == ["recall"]
        done = await qa.act(code, "recall", "coordinator1", {"reason": REASON})
        assert (done.status, done.body["contact"]) == (200, None)
        assert (await qa.act(code, "republish", "coordinator1", {"reason": REASON})).status == 200

    async def test_what_is_not_public_cannot_be_recalled(self, qa, asked, code):
        await qa.act(code, "publish", "officer1", {"text": TEXT, "privately": True})
        refused = await qa.act(code, "recall", "officer1", {"reason": REASON})
        assert (refused.status, refused.slug) == (409, "not-in-this-state")
        assert refused.body["question_status"] == "answered"

    @pytest.mark.parametrize("action", ["correct", "recall", "republish"])
    async def test_not_before_there_is_an_answer(self, qa, code, action):
        body = {"reason": REASON} | ({"text": TEXT} if action == "correct" else {})
        refused = await qa.act(code, action, "officer1", body)
        assert (refused.status, refused.slug) == (409, "not-in-this-state")

    async def test_how_long_it_took_is_kept(self, qa, given, code):
        assert (await qa.stored(code)).answer.answered_in_seconds >= 0
