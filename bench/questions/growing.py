"""One question after another, grown by the rules of qa itself and ready to be inserted.

Of a thousand, 950 are settled over the past year, most of them published; 50 are open, five of
those overdue.
"""

import hashlib
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from random import Random
from typing import Any

from bench.questions.province import officers
from bench.questions.texts import Text, Texts
from services.qa.deadlines.documents import DeadlineDocument
from services.qa.deadlines.model import applicable
from services.qa.deadlines.queries import count_clock
from services.qa.directory.documents import UnitDocument
from services.qa.escalations.documents import Step, StepDocument
from services.qa.escalations.effects import step_entry
from services.qa.escalations.model import NOT_RECEIVED, Climbing, PlannedStep
from services.qa.escalations.queries import choose_ladder, opening_row
from services.qa.policies.rules import Opening, Rules
from services.qa.questions import timeline
from services.qa.questions.answers import as_html
from services.qa.questions.documents import QuestionDocument, TimelineDocument
from services.qa.questions.model import Entry
from shared.clock import HO_CHI_MINH, local_day, now
from shared.documents import Document
from shared.folding import fold
from shared.ids import READABLE
from shared.marks import mark
from shared.rows import row_of

Json = dict[str, Any]

_SETTLED, _OVERDUE, _OF = 950, 5, 1_000
_HOURS = (7, 9, 10, 14, 16, 20)
_ASKER = "bench-citizen"


class Grower:
    """Grows questions; number n of a seed is always the same but for the present moment."""

    def __init__(self, rules: Rules, units: list[UnitDocument], seed: int) -> None:
        self._rules = rules
        self._units = units
        self._texts = Texts()
        self._seed = seed
        self._now = now()
        self._starts: dict[datetime, Opening] = {}
        self._html: dict[str, str] = {}

    def one(self, number: int) -> Mapping[type[Document], list[Json]]:
        """Return the rows of question `number`, by the class of their documents."""
        chance = Random(f"{self._seed}:{number}")
        kind = number % _OF
        unit = self._unit(chance, number)
        start = self._start(chance, unit, kind)
        text = self._texts.one(chance)
        question = self._question(chance, number, unit, start, text)
        entries = [*self._grow(question, chance, kind, text)]
        climbing = _climbing(start, question)
        steps = climbing.take_steps(self._now)
        question.escalate(question.clock, sum(step.is_late for step in steps))
        entries += [
            step_entry(step.key, step.role, step.at, is_late=step.is_late) for step in steps
        ]
        numbered = timeline.numbered(question, sorted(entries, key=lambda entry: entry.at))
        changed_at = max(entry.at for entry in entries)
        return {
            QuestionDocument: [
                {**question.placed_row(), "changed_mark": mark(changed_at, question.id)}
            ],
            TimelineDocument: [row_of(entry) for entry in numbered],
            DeadlineDocument: [start.clock.document(climbing).row()],
            StepDocument: [row_of(_taken(climbing, step, self._now)) for step in steps],
        }

    def _unit(self, chance: Random, number: int) -> UnitDocument:
        """Return a unit; the first has one question in fifty, others by Zipf's law."""
        if number % 50 == 7:
            return self._units[0]
        return self._units[min(int(chance.paretovariate(0.6)), len(self._units) - 1)]

    def _start(self, chance: Random, unit: UnitDocument, kind: int) -> Opening:
        if kind < _SETTLED:
            days = chance.randint(1, 245)
        elif kind < _SETTLED + _OVERDUE:
            days = chance.randint(17, 24)
        else:
            days = chance.randint(0, 13)
        at = (self._now - timedelta(days=round(days * 1.45))).astimezone(HO_CHI_MINH)
        at = at.replace(hour=chance.choice(_HOURS), minute=0, second=0, microsecond=0)
        at = min(at, self._now - timedelta(hours=1))
        if at not in self._starts:
            self._starts[at] = self._new_start(unit, at)
        return self._starts[at]

    def _new_start(self, unit: UnitDocument, at: datetime) -> Opening:
        """Return a clock by the rules for every question: these units have none of their own."""
        rules = self._rules
        policy = applicable(rules.policies, [""], local_day(at))
        clock = count_clock(policy, unit.calendar, rules.calendars[unit.calendar], at)
        return Opening(clock, opening_row(choose_ladder(rules.ladders, [""], at), clock))

    def _question(
        self, chance: Random, number: int, unit: UnitDocument, start: Opening, text: Text
    ) -> QuestionDocument:
        clock = start.clock
        head = f"{int(clock.starts_at.timestamp() * 1000):012x}"
        return QuestionDocument(
            id=head + hashlib.sha256(f"{self._seed}:{number}".encode()).hexdigest()[:20],
            code=_code(self._seed, number),
            title=text.title,
            body=text.body,
            language="vi",
            may_publish=chance.random() < 0.7,
            lead_unit=unit.id,
            topic=text.topic,
            owner=_ASKER if number % 2_000 == 3 else None,
            secret_hash="0" * 64,
            asked_at=clock.starts_at,
            due_at=clock.due_at,
            due_soon_at=clock.due_soon_at,
            due_is_provisional=clock.deadline.provisional,
            title_key=fold(text.title),
        )

    def _grow(
        self, question: QuestionDocument, chance: Random, kind: int, text: Text
    ) -> Iterator[Entry]:
        asked_at = question.asked_at
        yield Entry(kind="asked", role="sender", at=asked_at, after=question.status)
        officer = chance.choice(officers(question.lead_unit))
        if kind < _SETTLED or chance.random() < 0.6:
            yield from question.assign(officer, officer, asked_at + timedelta(minutes=40))
        if kind < _SETTLED:
            within = min(question.due_at, self._now) - asked_at
            at = asked_at + within * chance.uniform(0.05, 1)
            yield from question.publish(text.answer, self._as_html(text.answer), officer, at)

    def _as_html(self, answer: str) -> str:
        """Return an answer made into HTML; sentences are few, so each is made once."""
        parts = answer.split(". ")
        for part in parts:
            if part not in self._html and len(self._html) < 5_000:
                self._html[part] = as_html(part)
        return "".join(self._html.get(part) or f"<p>{part}</p>" for part in parts)


def _climbing(start: Opening, question: QuestionDocument) -> Climbing:
    """Return how far the clock of a question has climbed before any scan."""
    climbing = Climbing.model_validate({**start.row_of(question), "id": question.id})
    if not question.is_new:
        climbing.forget_step(NOT_RECEIVED)
    if not question.is_open:
        climbing.halt()
    return climbing


def _taken(climbing: Climbing, step: PlannedStep, at: datetime) -> Step:
    return Step.of(climbing, step, step.at, step.is_late).model_copy(update={"taken_at": at})


def _code(seed: int, number: int) -> str:
    """Return a code that no other number has."""
    digits, left = [], number * 7_919 + seed * 3
    for _ in range(8):
        left, digit = divmod(left, len(READABLE))
        digits.append(READABLE[digit])
    return "".join(digits)
