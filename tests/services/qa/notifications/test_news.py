"""What a question's life tells whom: the unit's people their part, the sender theirs alone."""

import pytest

from services.qa.notifications.documents import DeliveryDocument
from tests.services.qa.directory import JUSTICE, NO_OFFICERS, SCIENCE

EMAIL = {"email": "nguoi.hoi@example.com"}
TEXT = {"text": "Ông/bà nộp hồ sơ tại bộ phận một cửa."}
REASON = {"reason": "Không thuộc lĩnh vực của đơn vị."}


async def told(qa) -> set[tuple[str, str]]:
    """Return who was mailed what since the last look; the sender is `them`."""
    await qa.deliver_events()
    rows = await DeliveryDocument.find({"channel": "email"}).to_list()
    await DeliveryDocument.delete_all()
    return {
        (row.kind, "them" if row.person is None else row.person) for row in rows
    }  # fmt: skip


async def new(qa, **fields) -> tuple[str, dict[str, str]]:
    """Ask a question, about which all was told; return its code and the sender's header."""
    asked = await qa.ask(**EMAIL, **fields)
    await told(qa)
    return asked["code"], {"X-Tracking-Secret": asked["secret"]}


async def act(qa, code, action, who, body=None, *, headers=None) -> None:
    version = (await qa.stored(code)).version
    given = {"If-Match": f'"{version}"', **(headers or {})}
    done = await qa.post(f"/questions/{code}/{action}", body or {}, who, headers=given)
    assert done.status < 300, done.body


async def test_a_forward_and_a_return(qa):
    code, _ = await new(qa)
    await act(qa, code, "forward", "officer1", {"unit": SCIENCE, **REASON})
    assert await told(qa) == {("question_forwarded", "officer3"), ("question_moved", "them")}
    await act(qa, code, "return", "officer3", REASON)
    assert await told(qa) == {("question_returned", "coordinator1"), ("question_moved", "them")}


async def test_a_forward_overtaken_by_another_is_told_to_the_last_alone(qa):
    code, _ = await new(qa)
    await act(qa, code, "forward", "officer1", {"unit": SCIENCE, **REASON})
    await act(qa, code, "forward", "officer3", {"unit": NO_OFFICERS, **REASON})
    assert await told(qa) == {("question_forwarded", "head2"), ("question_moved", "them")}


async def test_information_asked_for_and_given(qa):
    code, secret = await new(qa)
    await act(qa, code, "request-info", "officer2", {"text": "Xin cho biết nơi cư trú."})
    assert await told(qa) == {("information_requested", "them")}
    await act(qa, code, "information", None, {"text": "Tôi ở phường A."}, headers=secret)
    assert await told(qa) == {("information_provided", "officer2")}


async def test_an_extension_a_rejection_and_a_withdrawal(qa):
    code, secret = await new(qa)
    await act(qa, code, "extend", "officer1", {"working_days": 3, **REASON})
    assert await told(qa) == {("deadline_extended", "them")}
    form = {"ground": "complaint", "guidance": "Đề nghị gửi theo Luật Khiếu nại."}
    await act(qa, code, "reject", "officer1", form)
    assert await told(qa) == {("question_rejected", "them")}
    code, secret = await new(qa)
    await act(qa, code, "withdraw", None, {}, headers=secret)
    assert await told(qa) == {
        ("question_withdrawn", "officer1"), ("question_withdrawn", "officer2")
    }  # fmt: skip


async def test_support_asked_and_given(qa):
    code, _ = await new(qa)
    await act(qa, code, "assign", "officer1")
    form = {"unit": SCIENCE, "request": "Đề nghị cho ý kiến."}
    await act(qa, code, "supports", "officer1", form)
    assert await told(qa) == {("support_asked", "officer3")}
    await act(qa, code, f"supports/{SCIENCE}/reply", "officer3", {"text": "Ý kiến của sở."})
    assert await told(qa) == {("support_replied", "officer1")}


async def test_approval_and_sending_back(qa):
    code, _ = await new(qa)
    await act(qa, code, "submit", "officer1", TEXT)
    assert await told(qa) == {("answer_submitted", "head1")}
    await act(qa, code, "send-back", "head1", REASON)
    assert await told(qa) == {("answer_sent_back", "officer1")}
    await act(qa, code, "submit", "officer1", TEXT)
    await told(qa)
    await act(qa, code, "approve", "head1")
    assert await told(qa) == {("answer_approved", "officer1"), ("question_answered", "them")}


async def test_after_the_answer(qa):
    code, secret = await new(qa)
    await act(qa, code, "publish", "officer1", TEXT)
    await told(qa)
    await act(qa, code, "correct", "officer1", {**TEXT, **REASON})
    assert await told(qa) == {("answer_corrected", "them")}
    await act(qa, code, "recall", "officer1", REASON)
    assert await told(qa) == {("answer_recalled", "head1")}
    await act(qa, code, "follow-ups", None, {"text": "Tôi hỏi thêm."}, headers=secret)
    assert await told(qa) == {("follow_up_added", "officer1")}
    await act(qa, code, "replies", "officer1", {"text": "Xin trả lời thêm."})
    assert await told(qa) == {("reply_added", "them")}
    await act(qa, code, "reopen", None, REASON, headers=secret)
    assert await told(qa) == {("question_reopened", "officer1")}


async def test_a_unit_that_takes_it_up_again_tells_the_sender(qa):
    code, _ = await new(qa)
    await act(qa, code, "publish", "officer1", TEXT)
    await told(qa)
    await act(qa, code, "reopen", "head1", REASON)
    assert await told(qa) == {("question_taken_up_again", "them")}


async def test_a_merged_question(qa):
    target, _ = await new(qa)
    code, _ = await new(qa)
    await act(qa, code, "merge", "officer1", {"into": target})
    assert await told(qa) == {("question_merged", "them")}
    await act(qa, target, "publish", "officer1", TEXT)
    assert ("question_answered", "them") in await told(qa)


async def test_a_mention(qa):
    code, _ = await new(qa)
    form = {"text": "Nhờ chị xem giúp.", "mentions": ["officer2"]}
    assert (await qa.post(f"/questions/{code}/notes", form, "officer1")).status < 300
    assert await told(qa) == {("colleague_mentioned", "officer2")}


@pytest.mark.parametrize("who", ["officer1", "officer2"])
async def test_nobody_is_told_of_their_own_deed(qa, who):
    code, _ = await new(qa, unit=JUSTICE)
    await act(qa, code, "assign", who)
    await act(qa, code, "notes", who, {"text": "Ghi chú.", "mentions": []})
    assert await told(qa) == set()
