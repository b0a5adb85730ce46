"""The rules of a question, walked at random: nothing illegal happens and everything is noted."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from services.qa.escalations.model import PlannedStep
from services.qa.questions.model import OPEN, Access, Question, access
from services.qa.questions.problems import (
    NothingToPublish,
    QuestionAlreadyAnswered,
    QuestionAlreadyReceived,
)
from shared.identity import Caller, CallerKind, Role

START = datetime(2026, 11, 2, 1, 0, tzinfo=UTC)
DUE = START + timedelta(days=20)
LATER = {"reminder": (-3, False), "due": (0, True), "over": (5, True)}
ORDER = ["received", "assigned", "drafted", "answered", "published"]


def new_question(**fields) -> Question:
    given_fields = {
        "code": "ABCD2345", "title": "t", "body": "b", "language": "vi", "may_publish": True,
        "lead_unit": "u", "secret_hash": "x", "asked_at": START, "due_at": DUE,
        "due_soon_at": DUE - timedelta(days=3), **fields,
    }  # fmt: skip
    question = Question(**given_fields)
    steps = [
        PlannedStep(key=key, role="head", at=DUE + timedelta(days=days), is_late=is_late)
        for key, (days, is_late) in LATER.items()
    ]
    question.start_clock(steps)
    return question


ACTIONS = st.lists(
    st.tuples(
        st.sampled_from(["receive", "assign", "draft", "publish", "publish draft", "scan"]),
        st.integers(0, 5),
    ),
    max_size=14,
)


def do(question: Question, action: str, at: datetime) -> list[str]:
    """Try an action; return the kinds of what it noted."""
    if action == "scan":
        return [f"step {step.key}" for step in question.take_steps(at)]
    if action == "receive":
        return [entry.kind for entry in question.receive("o", at)]
    if action == "assign":
        return [entry.kind for entry in question.assign("p", "o", at)]
    if action == "draft":
        return [entry.kind for entry in question.save_draft("bản nháp đủ dài", "o", at)]
    text = question.answer_text("trả lời đầy đủ" if action == "publish" else None)
    return [entry.kind for entry in question.publish(text, "<p>", "o", at)]


@given(ACTIONS, st.booleans())
def test_random_walks(actions, may_publish):
    question = new_question(may_publish=may_publish)
    noted, moment = [], START
    for action, days in actions:
        moment += timedelta(days=days)
        before = question.model_copy(deep=True)
        try:
            kinds = do(question, action, moment)
        except (QuestionAlreadyAnswered, QuestionAlreadyReceived, NothingToPublish):
            assert question == before
            assert action not in question.actions(Access.RESPONDER)
            continue
        noted += kinds
        assert question.version == before.version + (action != "scan")
        check(question, moment, noted)


def check(question: Question, moment: datetime, noted: list[str]) -> None:
    assert question.is_open == (question.status in OPEN) == (question.answer is None)
    assert (question.queue_mark is not None) == question.is_open
    assert (question.next_step_at is not None) == (question.is_open and bool(question.steps))
    assert question.is_published == (not question.is_open and question.may_publish)
    assert (question.answered_mark is None) == question.is_open
    once = [kind for kind in noted if kind != "assigned"]
    assert len(once) == len(set(once)), "a state or a step of the ladder was entered twice"
    states = [kind for kind in dict.fromkeys(noted) if kind in ORDER]
    assert states == sorted(states, key=ORDER.index)
    if question.answer:
        assert question.is_overdue(moment) == (question.answer.answered_at > question.due_at)


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


def test_a_guest_never_owns_a_question_without_owner():
    assert access(new_question(owner=""), Caller(), knows_secret=False, above=set()) is None
