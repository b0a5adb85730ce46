"""Random legal and illegal actions through the real service layer, under a clock of its own.

Whatever people try, in whatever order: what is offered can be done, what is not is refused and
changes nothing, and the question stays in one piece.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from services.qa.deadlines.model import ExtensionNotAllowed
from services.qa.escalations.documents import StepDocument
from services.qa.escalations.service import scan
from services.qa.questions import service, service_answers, service_moves, service_words, timeline
from services.qa.questions.access import Standing
from services.qa.questions.actions import actions
from services.qa.questions.asking import Asking
from services.qa.questions.documents import QuestionDocument
from services.qa.questions.model import ANSWERED, OPEN, Access
from services.qa.questions.opening import Working
from services.qa.questions.problems import SupportAlreadyAsked, TooManyMessages
from services.qa.questions.reading import question_out
from services.qa.questions.service_answers import close_due
from services.qa.questions.views import standing_of
from shared.clock import at
from shared.contracts.qa import work
from shared.contracts.qa.questions import AskQuestion
from shared.contracts.qa.questions import QuestionStatus as Status
from shared.identity import Caller, CallerKind, Role
from shared.problems import InvalidRequest, Problem, Unavailable
from tests.services.qa.directory import JUSTICE, PROVINCE, SCIENCE
from tests.services.qa.questions.conftest import policy_of
from tests.services.qa.support import RunningQa, question

START = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
TEXT = "Ông/bà nộp hồ sơ tại bộ phận một cửa."
REASON = "Theo phân công của Ủy ban nhân dân."
PUBLIC = {
    "title": "Nộp hồ sơ của […] ở đâu?",
    "body": "Tôi là […], nộp hồ sơ ở đâu?",
    "text": "Người dân nộp hồ sơ tại bộ phận một cửa.",
}


def person(name: str, role: str, unit: str) -> Caller:
    return Caller(kind=CallerKind.PERSON, id=name, roles=(Role(role=role, unit=unit),))


CALLERS = {
    "sender": Caller(),
    "stranger": Caller(kind=CallerKind.PERSON, id="citizen9"),
    "officer1": person("officer1", "officer", JUSTICE),
    "head1": person("head1", "head", JUSTICE),
    "officer3": person("officer3", "officer", SCIENCE),
    "head3": person("head3", "head", SCIENCE),
    "coordinator1": person("coordinator1", "coordinator", PROVINCE),
}
FORMS: dict[str, tuple[Callable[..., Awaitable[Any]], Any]] = {
    "receive": (service.receive_question, None),
    "assign": (service.assign_question, work.AssignQuestion()),
    "classify": (service.classify_question, work.ClassifyQuestion(topic="dat-dai")),
    "forward": (service_moves.forward_question, None),  # to whichever department has it not
    "return": (service_moves.return_question, work.ReturnQuestion(reason=REASON)),
    "request-info": (service_words.request_information, work.RequestInformation(text=TEXT)),
    "information": (service_words.provide_information, work.ProvideInformation(text=TEXT)),
    "resume": (service_words.resume_work, work.ResumeWork(reason=REASON)),
    "extend": (
        service_moves.extend_deadline, work.ExtendDeadline(working_days=4, reason=REASON)
    ),
    "reject": (
        service_moves.reject_question, work.RejectQuestion(ground="complaint", guidance=TEXT)
    ),
    "merge": (service_moves.merge_question, None),  # into the other question
    "supports": (service_words.ask_support, work.AskSupport(unit=PROVINCE, request=TEXT)),
    "reply": (service_words.reply_support, work.ReplySupport(text=TEXT)),
    "draft": (service_answers.draft_answer, work.DraftAnswer(text=TEXT)),
    "submit": (service_answers.submit_answer, work.SubmitAnswer(text=TEXT)),
    "approve": (service_answers.approve_answer, None),
    "send-back": (service_answers.send_back_answer, work.SendBackAnswer(reason=REASON)),
    "publish": (service_answers.publish_answer, work.PublishAnswer(text=TEXT, public=PUBLIC)),
    "correct": (service_answers.correct_answer, work.CorrectAnswer(text=TEXT, reason=REASON)),
    "recall": (service_answers.recall_answer, work.RecallAnswer(reason=REASON)),
    "republish": (service_answers.republish_answer, work.RepublishAnswer(reason=REASON)),
    "reopen": (service_moves.reopen_question, work.ReopenQuestion(reason=REASON)),
    "close": (service_answers.close_question, None),
    "withdraw": (service_moves.withdraw_question, work.WithdrawQuestion()),
    "follow-ups": (service_words.add_follow_up, work.AddFollowUp(text=TEXT)),
    "replies": (service_words.reply_to_sender, work.ReplyToSender(text=TEXT)),
    "notes": (service_words.add_note, work.AddNote(text=TEXT)),
    "rating": (service_words.rate_answer, work.RateAnswer(level="satisfied")),
}  # fmt: skip
LEADING = {
    JUSTICE: ["officer1", "head1", "coordinator1"],
    SCIENCE: ["officer3", "head3"],
    PROVINCE: ["coordinator1"],
}
SELDOM = {"notes", "replies", "follow-ups", "classify", "withdraw", "reject", "merge", "close"}
BEGINNINGS: dict[str, list[tuple[str, str]]] = {
    "asked": [],
    "forwarded": [("forward", "officer1")],
    "waiting": [("request-info", "officer1")],
    "submitted": [("submit", "officer1")],
    "answered": [("publish", "officer1")],
    "reopened": [("publish", "officer1"), ("reopen", "sender")],
}
WITHOUT_VERSION = {"follow-ups", "replies", "notes", "rating", "reply"}
MAY_STILL_REFUSE = (ExtensionNotAllowed, SupportAlreadyAsked, TooManyMessages, InvalidRequest)


class Lifecycle(RuleBasedStateMachine):
    """One question, another to merge it into, and everybody who might have to do with them."""

    qa: RunningQa
    loop: asyncio.AbstractEventLoop

    def run(self, work: Callable[[], Awaitable[Any]]) -> Any:
        """Do something on the loop of the run, at this machine's moment."""

        async def then() -> Any:
            with at(self.moment):
                return await work()

        return asyncio.run_coroutine_threadsafe(then(), self.loop).result(timeout=30)

    @initialize(may_publish=st.booleans(), beginning=st.sampled_from(sorted(BEGINNINGS)))
    def ask(self, may_publish: bool, beginning: str) -> None:
        """Ask two questions, and bring the first as far as chosen."""
        self.moment = START
        self.steps_seen: set[str] = set()
        form = AskQuestion.model_validate(question(may_publish=may_publish))

        async def two() -> Any:
            await self.qa.forget_everything()  # what an earlier example left would be scanned too
            runtime = self.qa.runtime
            return [await service.ask_question(runtime, Asking(Caller(), form)) for _ in "ab"]

        asked, other = self.run(two)
        self.code, self.secret, self.other = asked.code, asked.secret, other.code
        self.before = self.run(self.stored)
        self.entries = self.run(self.timeline)
        for action, who in BEGINNINGS[beginning]:
            self.moment += timedelta(hours=3)
            self.run(lambda action=action, who=who: self.attempt(action, who))

    async def stored(self) -> QuestionDocument:
        return await self.qa.stored(self.code)

    async def timeline(self) -> list[Any]:
        lines = await timeline.read((await self.stored()).id)
        return sorted(lines, key=lambda line: line.number)

    @rule(
        action=st.sampled_from(sorted(FORMS)),
        who=st.sampled_from(sorted(CALLERS)),
        hours=st.sampled_from([0, 1, 7, 30, 100, 400]),
    )
    def try_action(self, action: str, who: str, hours: int) -> None:
        """Try anything."""
        self.moment += timedelta(hours=hours)
        self.run(lambda: self.attempt(action, who))

    @rule(data=st.data(), steps=st.lists(st.sampled_from([0, 2, 26]), min_size=1, max_size=4))
    def do_offered(self, data: st.DataObject, steps: list[int]) -> None:
        """Do what is offered to those concerned, seldom what ends it all or moves nothing."""
        for hours in steps:
            self.moment += timedelta(hours=hours)
            who = data.draw(st.sampled_from([*LEADING[self.before.lead_unit], "sender"]))
            offered = [one for one in self.run(lambda who=who: self.offered(who)) if one in FORMS]
            likely = [one for one in offered if one not in SELDOM] * 4
            if offered:
                action = data.draw(st.sampled_from(likely + offered))
                self.run(lambda action=action, who=who: self.attempt(action, who))
            self.run(self.check)

    @rule(days=st.integers(0, 12))
    def scan_ladder(self, days: int) -> None:
        """Let time pass and take the steps that are due."""
        self.moment += timedelta(days=days)
        self.run(lambda: scan(self.qa.runtime, self.moment))

    @rule()
    def hear_of_steps(self) -> None:
        """Let what was told, some of it long ago, reach whom it is for."""
        self.run(self.follow_events)

    async def follow_events(self) -> None:
        await self.qa.deliver_events()
        stored = await self.stored()
        steps = await StepDocument.find({"code": self.code, "is_collapsed": False}).to_list()
        told = [line for line in await self.timeline() if line.kind in {"reminded", "escalated"}]
        assert [line.after for line in told] == [step.step for step in sorted(steps, key=_taken)]
        counted = [
            step.levels for step in steps if int(step.id.split(":")[1]) >= stored.climbs_from
        ]
        assert stored.escalation_level == sum(counted)

    @rule(days=st.sampled_from([1, 20, 40]))
    def close_what_is_over(self, days: int) -> None:
        """Let time pass and close what may not be reopened any more."""
        self.moment += timedelta(days=days)
        self.run(lambda: close_due(self.qa.runtime, self.moment))

    async def offered(self, who: str) -> list[str]:
        stored = await self.stored()
        secret = self.secret if who == "sender" else None
        standing = await standing_of(stored, CALLERS[who], secret)
        if standing is None:
            return []
        if standing.access is Access.SUPPORTER:
            await self.check_supporter(stored, standing)
        return actions(
            stored,
            standing,
            self.moment,
            needs_approval=stored.lead_unit == SCIENCE,
            is_with_coordinator=stored.lead_unit == PROVINCE,
        )

    async def check_supporter(self, stored: QuestionDocument, standing: Standing) -> None:
        out = await question_out(self.qa.runtime, stored, standing)
        assert out.contact is None
        assert out.draft is None
        assert not out.messages
        assert not out.notes

    async def attempt(self, action: str, who: str) -> None:
        before, offered = await self.stored(), await self.offered(who)
        told = await self.qa.count("outbox")
        try:
            await self.do(action, who, before)
        except Unavailable:
            raise  # the database is away: that is no refusal
        except Problem as refused:
            after = await self.stored()
            assert after == before, "a refusal changed something"
            assert await self.qa.count("outbox") == told
            if action in offered:
                is_known = isinstance(refused, MAY_STILL_REFUSE)
                assert is_known, (action, who, refused)  # noqa: PT017 - one of several
        else:
            after = await self.stored()
            assert action in offered, (action, who, before.status)
            assert after.version == before.version + (action not in WITHOUT_VERSION)
            assert after.timeline_length > before.timeline_length or action in {
                "classify", "assign", "draft",
            }  # fmt: skip
            await self.stale_is_refused(action, who, before)

    async def do(self, action: str, who: str, before: QuestionDocument) -> None:
        function, form = FORMS[action]
        secret = self.secret if who == "sender" else None
        doing = Working(self.qa.runtime, CALLERS[who], self.code, before.version, secret)
        extra: list[Any] = [] if form is None else [form]
        if action == "forward":
            unit = SCIENCE if before.lead_unit != SCIENCE else JUSTICE
            extra = [work.ForwardQuestion(unit=unit, reason=REASON)]
        elif action == "merge":
            extra = [work.MergeQuestion(into=self.other)]
        elif action == "reply":
            extra = [PROVINCE, form]
        await function(self.qa.runtime.mongo, doing, *extra)

    async def stale_is_refused(self, action: str, who: str, before: QuestionDocument) -> None:
        if action not in WITHOUT_VERSION and before.version % 3 == 0:
            with pytest.raises(Problem):
                await self.do(action, who, before)

    @invariant()
    def stays_whole(self) -> None:
        self.run(self.check)

    async def check(self) -> None:
        stored = await self.stored()
        self.check_marks(stored)
        await self.check_clock(stored)
        entries = await self.timeline()
        assert entries[: len(self.entries)] == self.entries, "the past was changed"
        assert [entry.number for entry in entries] == list(range(1, stored.timeline_length + 1))
        assert stored.version >= self.before.version
        assert stored.clock >= self.before.clock
        assert stored.lead_unit in {JUSTICE, SCIENCE, PROVINCE}
        self.entries, self.before = entries, stored

    def check_marks(self, stored: QuestionDocument) -> None:
        is_open = stored.status in OPEN
        assert stored.is_open is is_open
        assert (stored.queue_mark is not None) is is_open
        assert (stored.queue_keys is not None) is is_open
        assert (stored.answered_mark is None) is is_open
        assert (stored.settled_at is None) is is_open
        assert (stored.answer is not None) is (stored.status in ANSWERED)
        assert not stored.is_published or stored.status in {Status.ANSWERED, Status.CLOSED}
        assert not stored.is_published or stored.may_publish
        assert (stored.search_terms is not None) is stored.is_published
        assert (stored.merged_into is not None) is (stored.status is Status.MERGED)
        assert (stored.rejection is not None) is (stored.status is Status.REJECTED)
        assert (stored.submitted_by is not None) is (stored.status is Status.AWAITING_APPROVAL)
        if stored.status in {Status.DRAFTED, Status.AWAITING_APPROVAL}:
            assert stored.draft is not None
        owed = {one.unit for one in stored.supports if one.is_owed}
        assert stored.lead_unit not in owed
        assert set(stored.supporting or ()) == (owed if is_open else set())
        assert stored.close_at is None or stored.status is Status.ANSWERED

    async def check_clock(self, stored: QuestionDocument) -> None:
        clock = await self.qa.clock(self.code)
        assert (clock.clock, clock.unit) == (stored.clock, stored.lead_unit)
        if stored.is_open:
            assert clock.is_paused is stored.is_paused
            assert (stored.paused_since is not None) is stored.is_paused
        if stored.is_paused or not stored.is_open:
            assert clock.next_step_at is None, "the ladder goes on while the clock stands"
        steps = await StepDocument.find({"code": self.code}).to_list()
        ids = {step.id for step in steps}
        assert self.steps_seen <= ids
        new = ids - self.steps_seen
        assert not new or stored.is_open, "a step was taken after the answer"
        self.steps_seen = ids
        told = [entry for entry in self.entries if entry.kind in {"reminded", "escalated"}]
        assert len(told) <= len([step for step in steps if not step.is_collapsed])


def _taken(step: StepDocument) -> datetime:
    return step.taken_at


async def test_lifecycle(qa):
    bound = {"qa": qa, "loop": asyncio.get_running_loop()}
    machine = type("BoundLifecycle", (Lifecycle,), bound)
    few = settings(
        max_examples=15, stateful_step_count=10, deadline=None, database=None, derandomize=True,
        phases=[Phase.generate], suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    async with policy_of(SCIENCE, approval="always"):
        await asyncio.to_thread(run_state_machine_as_test, machine, settings=few)
