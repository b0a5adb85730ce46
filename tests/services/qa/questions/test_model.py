"""The rules of a question without any store: what a state allows, and who sees how much."""

from datetime import UTC, datetime, timedelta

import pytest

from services.qa.questions.actions import (
    APPROVING,
    MODERATING,
    RESPONDING,
    SENDING,
    may_sender_reopen,
)
from services.qa.questions.model import ALLOWED, Access, Answer, Draft, Question, access
from services.qa.questions.parts import Support
from shared.contracts.qa.parts import AnswerRating
from shared.contracts.qa.questions import QuestionStatus
from shared.identity import Caller, CallerKind, Role
from shared.problems import Conflict

START = datetime(2026, 11, 2, 1, 0, tzinfo=UTC)
DUE = START + timedelta(days=20)
TEXT = "Nộp hồ sơ tại bộ phận một cửa."


def new_question(**fields) -> Question:
    given_fields = {
        "code": "ABCD2345", "title": "t", "body": "b", "language": "vi", "may_publish": True,
        "lead_unit": "u", "secret_hash": "x", "asked_at": START, "due_at": DUE,
        "due_soon_at": DUE - timedelta(days=3), **fields,
    }  # fmt: skip
    return Question(**given_fields)


def test_what_was_stored_before_there_were_new_fields_still_loads():
    kept = {
        "id", "code", "title", "body", "language", "may_publish", "lead_unit", "topic", "status",
        "secret_hash", "asked_at", "due_at", "due_soon_at", "version", "queue_mark",
    }  # fmt: skip
    old = new_question().model_dump(include=kept)
    old["answer"] = {
        "text": "t", "html": "<p>", "unit": "u", "by": "o", "answered_at": START,
    }  # fmt: skip
    loaded = Question.model_validate(old | {"status": "answered"})
    assert loaded.supports == loaded.messages == loaded.corrections == []
    assert not may_sender_reopen(loaded, START)
    assert loaded.answer
    assert loaded.answer.text_for_all == "t"


def test_a_question_waiting_for_its_sender_does_not_become_late():
    question = new_question()
    question.request_information("Xin bổ sung số hồ sơ.", "o", START + timedelta(days=19))
    assert not question.is_overdue(DUE + timedelta(days=100))
    assert question.is_due_soon(DUE + timedelta(days=100))
    late = new_question()
    late.request_information("Xin bổ sung số hồ sơ.", "o", DUE + timedelta(days=1))
    assert late.is_overdue(DUE + timedelta(days=2))


def test_every_action_that_is_offered_has_its_states():
    named = {*RESPONDING, *APPROVING, *MODERATING, *SENDING}
    assert named == ALLOWED.keys()
    for states in ALLOWED.values():
        assert states


@pytest.mark.parametrize("status", list(QuestionStatus))
def test_what_a_state_does_not_allow_changes_nothing(status):
    question = new_question(status=status)
    question.draft = Draft(text=TEXT, by="o", saved_at=START)
    question.answer = Answer(text=TEXT, html="", unit="u", by="o", answered_at=START)
    moves = {
        "receive": lambda: question.receive("o", START),
        "assign": lambda: question.assign("p", "o", START),
        "classify": lambda: question.classify("t", "o", START),
        "forward": lambda: question.forward("v", "r", "o", START),
        "return": lambda: question.give_back("v", "r", "o", START),
        "request-info": lambda: question.request_information(TEXT, "o", START),
        "information": lambda: question.provide_information(TEXT, START),
        "resume": lambda: question.resume("r", "o", START),
        "merge": lambda: question.merge_into("ABCD", "o", START),
        "draft": lambda: question.save_draft(TEXT, "o", START),
        "submit": lambda: question.submit(TEXT, "o", START),
        "approve": lambda: question.approve("<p>", "o", START),
        "send-back": lambda: question.send_back("r", "o", START),
        "publish": lambda: question.publish(TEXT, "<p>", "o", START),
        "recall": lambda: question.recall("r", "o", START),
        "republish": lambda: question.republish("r", "o", START),
        "reopen": lambda: question.reopen("r", "o", START),
        "close": lambda: question.close("o", START),
        "withdraw": lambda: question.withdraw("", START),
        "follow-ups": lambda: question.add_follow_up(TEXT, START),
        "replies": lambda: question.reply(TEXT, "o", START),
        "rating": lambda: question.rate(AnswerRating.SATISFIED, "", START),
    }
    before = question.model_copy(deep=True)
    for action, move in moves.items():
        if not question.allows(action):
            with pytest.raises(Conflict) as refused:
                move()
            assert refused.value.extra["question_status"] == status
            assert question == before, action


def caller(kind: CallerKind = CallerKind.PERSON, *roles: tuple[str, str]) -> Caller:
    held = tuple(Role(role=role, unit=unit) for role, unit in roles)
    return Caller(kind=kind, id="" if kind is CallerKind.GUEST else "me", roles=held)


def test_who_sees_how_much():
    private, owned = new_question(), new_question(owner="me")
    public = new_question()
    public.publish("t", "<p>", "o", START)
    guest, person = caller(CallerKind.GUEST), caller()
    above = {"u", "root"}

    def seen(question: Question, who: Caller, knows_secret: bool = False) -> Access | None:
        return access(question, who, knows_secret=knows_secret, above=above)

    assert seen(private, guest) is None
    assert seen(private, person) is None
    assert seen(public, guest) is Access.PUBLIC
    assert seen(private, guest, knows_secret=True) is Access.ASKER
    assert seen(owned, person) is Access.ASKER
    for role in ("officer", "head", "coordinator"):
        assert seen(private, caller(CallerKind.PERSON, (role, "u"))) is Access.RESPONDER
        assert seen(private, caller(CallerKind.CLIENT, (role, "u"))) is None
    for role in ("coordinator", "leader"):
        assert seen(private, caller(CallerKind.PERSON, (role, "root"))) is Access.OVERSEER
        assert seen(private, caller(CallerKind.PERSON, (role, "elsewhere"))) is None
    for role in ("officer", "head", "admin"):
        assert seen(private, caller(CallerKind.PERSON, (role, "root"))) is None


def test_who_works_for_a_supporting_unit_sees_it_as_such():
    asked = new_question()
    asked.ask_support(Support(unit="v", request=TEXT, by="o", asked_at=START, due_at=DUE))

    def seen(*roles: tuple[str, str], knows: bool = False) -> Access | None:
        who = caller(CallerKind.PERSON, *roles)
        return access(asked, who, knows_secret=knows, above={"u", "root"})

    assert seen(("officer", "v")) is Access.SUPPORTER
    assert seen(("officer", "v"), ("officer", "u")) is Access.RESPONDER
    assert seen(("officer", "v"), ("leader", "root")) is Access.SUPPORTER
    assert seen(("leader", "v")) is None
    assert asked.reply_support("v", TEXT, "p", START)[0].kind == "support_replied"
    assert seen(("officer", "v")) is Access.SUPPORTER


def test_a_guest_never_owns_a_question_without_owner():
    assert access(new_question(owner=""), Caller(), knows_secret=False, above=set()) is None
