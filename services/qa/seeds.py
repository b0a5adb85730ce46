"""The demonstration's questions: made-up texts in every state, over the past year, told to nobody.

They grow by the same rules as real ones, so that timelines, clocks and steps agree. The random
numbers are fixed; moments are counted back from now.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from services.qa.bootstrap import QaRuntime
from services.qa.deadlines.documents import DeadlineDocument
from services.qa.deadlines.queries import Clock
from services.qa.directory.service import apply_directory
from services.qa.escalations.documents import Step, StepDocument
from services.qa.escalations.effects import step_entry
from services.qa.escalations.model import NOT_RECEIVED, Climbing, PlannedStep
from services.qa.escalations.queries import opening_steps
from services.qa.faq.seeds import seed_knowledge
from services.qa.figures.rolling import roll_up
from services.qa.questions import contacts, timeline
from services.qa.questions.answers import as_html
from services.qa.questions.documents import Line, QuestionDocument, TimelineDocument
from services.qa.questions.model import Entry
from services.qa.seeds_moves import SCRIPTS, Stage
from services.qa.seeds_rules import Rules, read_rules
from shared.clock import HO_CHI_MINH, now
from shared.contracts.auth.directory import DirectoryOut, UnitOut
from shared.contracts.qa.parts import AnswerRating
from shared.contracts.qa.questions import AskQuestion
from shared.folding import fold
from shared.ids import READABLE, new_secret
from shared.mongo import Transaction, transactional
from shared.rows import row_of
from shared.working_time import add_working_days, add_working_time, working_seconds_between

_TEXTS = Path(__file__).parent / "data" / "demo_questions.json"
_SEED = 389
_ANSWERED, _OPEN_ELSEWHERE = 152, 34
_DEMO_UNIT = "so-tu-phap"
_DEMO_CITIZEN = "demo-citizen1"

# What officer1 finds: asked so many working days ago, and how far it has come.
_SITUATIONS = (
    (0, "submitted"), (1, "submitted"), (1, "received"), (3, "in_progress"), (5, "drafted"),
    (6, "in_progress"), (8, "received"), (12, "submitted"), (13, "in_progress"), (14, "drafted"),
    (15, "in_progress"), (16, "submitted"), (18, "in_progress"), (21, "drafted"),
)  # fmt: skip
_STAGES = ("submitted", "received", "in_progress", "drafted", "answered")
_RATED, _LEVELS = 0.4, (0.66, 0.21, 0.13)
_NAMES = ("Nguyễn Văn An", "Trần Thị Bích", "Lê Quang Huy", "Phan Thị Diễm", "Hồ Xuân Lộc", "")

Json = dict[str, Any]


@dataclass
class Story:
    """One question as it grew, with everything it left behind."""

    question: QuestionDocument
    clock: Clock
    climbing: Climbing
    entries: list[Line] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)

    def add(self, entries: list[Entry]) -> None:
        """Note what happened; once received, nobody is reminded to do so."""
        self.entries += timeline.numbered(self.question, entries)
        if any(entry.kind == "received" for entry in entries):
            self.climbing.forget_step(NOT_RECEIVED)

    def pass_time(self, until: datetime) -> None:
        """Take the steps of the ladder one by one, as the scan would have."""
        question, climbing = self.question, self.climbing
        while question.is_open and climbing.next_step_at and climbing.next_step_at <= until:
            for step in climbing.take_steps(climbing.next_step_at):
                question.escalate(question.clock, step.is_late)
                self.steps.append(_taken(climbing, step))
                self.add([step_entry(step.key, step.role, step.at, is_late=step.is_late)])

    def documents(self) -> tuple[DeadlineDocument, list[Line], list[Step]]:
        """Return what is stored beside the question."""
        if not self.question.is_open:
            self.climbing.halt()
        return self.clock.document(self.climbing), self.entries, self.steps


def _taken(climbing: Climbing, step: PlannedStep) -> Step:
    """Return a step as the scan would have taken it, in time."""
    return Step.of(climbing, step, step.at, step.is_late).model_copy(update={"taken_at": step.at})


async def seed(runtime: QaRuntime, directory: DirectoryOut) -> None:
    """Fill the database with the demonstration; again changes nothing."""
    await apply_directory(runtime, directory)
    number = _ANSWERED + _OPEN_ELSEWHERE + len(_SITUATIONS)
    codes = readable_codes(number + len(SCRIPTS))
    demo = Demo(runtime, directory, await read_rules(), now())
    if not await QuestionDocument.find_one({"code": codes[number - 1]}):
        wishes = zip(codes[:number], demo.wishes, strict=True)
        await _store(runtime.mongo, [demo.story(code, *wish) for code, wish in wishes])
    await _play(demo, codes[number:])
    await seed_knowledge(runtime.mongo, directory)
    await roll_up(runtime.mongo)


async def _play(demo: "Demo", codes: Sequence[str]) -> None:
    """Add the questions that go other ways, those that are not there yet."""
    texts = demo.own_texts()
    held = await QuestionDocument.find({"code": {"$in": list(codes)}}).to_list()
    known = {question.code for question in held}
    for number, (code, script) in enumerate(zip(codes, SCRIPTS, strict=True)):
        if code not in known:
            text = _variant(texts, len(texts) + number)
            story = demo.begin(code, text, demo.own_unit(), script.days_ago)
            story.question.owner, story.question.may_publish = _DEMO_CITIZEN, True
            await _store(demo.qa.mongo, [story])
            stage = Stage(demo.qa, demo.people, codes, demo.moment)
            await stage.play(story.question, script, text["answer"])


@transactional
async def _store(tx: Transaction, stories: Sequence[Story]) -> None:
    beside = [story.documents() for story in stories]
    await DeadlineDocument.insert_many([one for one, _, _ in beside], session=tx.session)
    entries = [entry for _, entries, _ in beside for entry in entries]
    await TimelineDocument.insert_many(entries, session=tx.session)
    if steps := [step for _, _, steps in beside for step in steps]:
        tx.insert(StepDocument.get_collection_name(), map(row_of, steps))
    await QuestionDocument.insert_many([story.question for story in stories], session=tx.session)


class Demo:
    """Makes the stories out of texts, units and chance."""

    def __init__(
        self, qa: QaRuntime, directory: DirectoryOut, rules: Rules, moment: datetime
    ) -> None:
        self.qa = qa
        self.moment = self._now = moment
        self._rules = rules
        self._chance = Random(_SEED)
        self._texts: list[Json] = json.loads(_TEXTS.read_text("utf-8"))
        self._units = [unit for unit in directory.units if unit.accepts_questions]
        self._communes = [unit for unit in self._units if unit.kind == "commune"]
        self.people = directory.people
        self.wishes = list(self._wishes())

    def _wishes(self) -> Iterator[tuple[Json, UnitOut, int, str]]:
        """Yield text, unit, working days ago and stage of each question."""
        chance = self._chance
        for number in range(_ANSWERED):
            text = _variant(self._texts, number)
            yield text, self._unit_of(text), chance.randint(2, 245), "answered"
        for _ in range(_OPEN_ELSEWHERE):
            text = _variant(self._texts, chance.randrange(len(self._texts), 3 * len(self._texts)))
            yield text, self._unit_of(text), chance.randint(0, 18), chance.choice(_STAGES[:-1])
        own, demo = self.own_texts(), self.own_unit()
        for number, (days_ago, stage) in enumerate(_SITUATIONS):
            yield _variant(own, number), demo, days_ago, stage

    def own_texts(self) -> list[Json]:
        """Return the texts for the unit of officer1."""
        return [text for text in self._texts if text["unit"] == "tu phap"] or self._texts

    def own_unit(self) -> UnitOut:
        """Return the unit of officer1."""
        return next((unit for unit in self._units if unit.id == _DEMO_UNIT), self._units[0])

    def _unit_of(self, text: Json) -> UnitOut:
        if text["unit"] == "xa" and self._communes:
            return self._chance.choice(self._communes)
        named = [unit for unit in self._units if text["unit"] in fold(unit.name)]
        return (named or self._units)[0]

    def story(self, code: str, text: Json, unit: UnitOut, days_ago: int, stage: str) -> Story:
        """Return one question, grown until now."""
        story = self.begin(code, text, unit, days_ago)
        self._work(story, stage, text["answer"])
        story.pass_time(self._now)
        return story

    def begin(self, code: str, text: Json, unit: UnitOut, days_ago: int) -> Story:
        """Return one question as it was asked."""
        asked_at = self._asked_at(unit, days_ago)
        clock = self._rules.clock(unit, text["topic"], asked_at)
        question = self._question(code, text, unit, clock)
        climbing = Climbing(id=question.id, code=code, unit=unit.id)
        climbing.start(opening_steps(self._rules.ladder, clock))
        story = Story(question, clock, climbing)
        asked = Entry(kind="asked", role="sender", at=asked_at, after=question.status)
        story.add([asked])
        return story

    def _asked_at(self, unit: UnitOut, days_ago: int) -> datetime:
        calendar = self._rules.calendars[unit.calendar]
        day = add_working_days(calendar, self._now.astimezone(HO_CHI_MINH).date(), -days_ago)
        minute = self._chance.randint(7 * 60, 21 * 60)
        at = datetime(day.year, day.month, day.day, tzinfo=HO_CHI_MINH) + timedelta(minutes=minute)
        return min(at, self._now - timedelta(minutes=10 + minute % 50))

    def _question(self, code: str, text: Json, unit: UnitOut, clock: Clock) -> QuestionDocument:
        place = unit if unit.kind == "commune" else self._chance.choice(self._communes or [unit])
        where = place.name.removeprefix("Ủy ban nhân dân ")
        name = self._chance.choice(_NAMES)
        email = f"nguoi.gui.{code.lower()}@example.com" if name else None
        form = AskQuestion(
            title=text["title"].format(place=where), body=text["body"].format(place=where),
            topic=text["topic"], name=name or None, email=email,
            may_publish=self._chance.random() < 0.9,
        )  # fmt: skip
        question_id = f"{int(clock.starts_at.timestamp() * 1000):012x}" + "".join(
            self._chance.choices("0123456789abcdef", k=20)
        )
        return QuestionDocument(
            id=question_id, code=code, title=form.title, body=form.body, language="vi",
            may_publish=form.may_publish, lead_unit=unit.id, topic=form.topic,
            contact=contacts.seal(form, question_id, self.qa.cipher),
            owner=_DEMO_CITIZEN if self._chance.random() < 0.05 else None,
            secret_hash=contacts.hash_secret(new_secret()), asked_at=clock.starts_at,
            due_at=clock.due_at, due_soon_at=clock.due_soon_at,
            due_is_provisional=clock.deadline.provisional, title_key=fold(form.title),
        )  # fmt: skip

    def _work(self, story: Story, stage: str, answer: str) -> None:
        """Let the unit work on a question as far as its stage."""
        question, calendar = story.question, story.clock.calendar
        asked_at = question.asked_at
        elapsed = working_seconds_between(calendar, asked_at, self._now)
        allowed = working_seconds_between(calendar, asked_at, question.due_at)
        late = self._chance.random() < 0.13
        share = self._chance.uniform(1.05, 1.5) if late else self._chance.uniform(0.1, 0.95)
        end = min(allowed * share, elapsed * 0.98) if stage == "answered" else elapsed * 0.9
        officer = self._officer(question.lead_unit)
        for step in _STAGES[1 : _STAGES.index(stage) + 1]:
            part = {"received": 0.06, "in_progress": 0.15, "drafted": 0.7, "answered": 1.0}[step]
            at = add_working_time(calendar, asked_at, timedelta(seconds=end * part))
            story.pass_time(at)
            story.add(_advance(question, step, officer, answer, at))
        if question.answer:
            self._look_back(story)

    def _look_back(self, story: Story) -> None:
        """Have an answer measured, sometimes rated, and closed after some weeks."""
        question, clock = story.question, story.clock
        assert question.answer is not None  # noqa: S101 - asked before
        answered_at = question.answer.answered_at
        seconds = working_seconds_between(clock.calendar, question.asked_at, answered_at)
        question.answer.answered_in_seconds = round(seconds)
        question.keep_open_for(clock.policy.reopen_days, clock.policy.close_after_days)
        rated_at = answered_at + timedelta(hours=self._chance.randint(1, 200))
        if self._chance.random() < _RATED and rated_at < self._now:
            level = self._chance.choices(list(AnswerRating), _LEVELS)[0]
            story.add(question.rate(level, "", rated_at))
        if question.close_at and question.close_at <= self._now:
            story.add(question.close("", question.close_at))

    def _officer(self, unit: str) -> str:
        roles = ("officer", "head", "coordinator")
        found = [
            person.id
            for role in roles
            for person in self.people
            if any(held.role == role and held.unit == unit for held in person.roles)
        ]
        return self._chance.choice(found[:2]) if found else "demo-coordinator1"


def _variant(texts: Sequence[Json], number: int) -> Json:
    """Return a text; from the second round on, its title names the place."""
    again, place = divmod(number, len(texts))
    text = texts[place]
    if again and "{place}" not in text["title"]:
        return {**text, "title": text["title"] + " tại {place}"}
    return text


def _advance(
    question: QuestionDocument, stage: str, officer: str, answer: str, at: datetime
) -> list[Entry]:
    if stage == "received":
        return question.receive(officer, at)
    if stage == "in_progress":
        return question.assign(officer, officer, at)
    if stage == "drafted":
        return question.save_draft(answer, officer, at)
    return question.publish(answer, as_html(answer), officer, at)


def readable_codes(count: int) -> list[str]:
    """Return as many codes, always the same ones."""
    chance = Random(_SEED)
    return ["".join(chance.choices(READABLE, k=8)) for _ in range(count)]
