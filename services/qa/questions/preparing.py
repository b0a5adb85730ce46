"""What a question that is asked needs to know first: which unit takes it, by which clock.

What several that are asked at once have in common is read and counted once.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from services.qa.bootstrap import QaRuntime
from services.qa.consents.service import agreed_text
from services.qa.deadlines.model import applicable, scopes
from services.qa.deadlines.queries import count_clock
from services.qa.directory import queries as directory
from services.qa.directory.documents import UnitDocument
from services.qa.escalations.queries import choose_ladder, opening_row
from services.qa.policies.rules import Opening, Rules
from services.qa.questions.problems import unusable
from shared.clock import local_day, now
from shared.contracts.qa.consents import ConsentText
from shared.contracts.qa.questions import AskQuestion
from shared.problems import InvalidRequest, Problem


@dataclass(frozen=True)
class Prepared:
    """What asking needs to know before it stores anything."""

    unit: UnitDocument
    opening: Opening
    agreed: ConsentText | None
    """What the sender agreed to read in public."""


@dataclass(frozen=True)
class _Preparing:
    """The moment of asking, to the second, and the rules and units as they are then."""

    at: datetime
    rules: Rules

    def prepare(self, form: AskQuestion) -> Prepared:
        """Return the unit and the clock of a question; raises `Problem`."""
        unit = self._lead_unit(form)
        if form.topic is not None and form.topic not in self.rules.topics:
            raise unusable("topic", "unknown_topic", "no topic has this id")
        return Prepared(unit, self._opening(unit, form.topic), agreed_text(form))

    def _lead_unit(self, form: AskQuestion) -> UnitDocument:
        """Return the unit asked, else the one that answers for the topic, else the top one."""
        units = self.rules.units
        if form.unit is not None:
            return must_take_questions(units.get(form.unit), self.at)
        if responsible := responsible_unit(self.rules, form):
            with suppress(InvalidRequest):  # abolished just now: its successor takes over soon
                return must_take_questions(units.get(responsible), self.at)
        if None not in units:
            raise directory.DirectoryIncomplete
        return units[None]

    def _opening(self, unit: UnitDocument, topic: str | None) -> Opening:
        order = scopes(unit.id, topic)
        policy = applicable(self.rules.policies, order, local_day(self.at))
        ladder = choose_ladder(self.rules.ladders, order, self.at)
        calendar = self.rules.calendars.get(unit.calendar)
        if calendar is None:
            raise directory.DirectoryIncomplete
        key = self.at, policy.id, ladder.id, unit.calendar
        opening = self.rules.openings.get(key)
        if opening is None:
            clock = count_clock(policy, unit.calendar, calendar, self.at)
            opening = Opening(clock, opening_row(ladder, clock))
            self.rules.openings[key] = opening
        return opening


async def prepare_all(qa: QaRuntime, forms: Sequence[AskQuestion]) -> list[Prepared | Problem]:
    """Find the unit, the clock and the ladder of each, or the `Problem` that its sender gets."""
    rules = await qa.rules.get()
    wanted = {form.unit for form in forms} | {responsible_unit(rules, form) for form in forms}
    await _look_up(qa, rules, wanted - rules.units.keys())
    preparing = _Preparing(now().replace(microsecond=0), rules)
    prepared: list[Prepared | Problem] = []
    for form in forms:
        try:
            prepared.append(preparing.prepare(form))
        except Problem as problem:
            prepared.append(problem)
    return prepared


def responsible_unit(rules: Rules, form: AskQuestion) -> str | None:
    """Return the unit that answers for the topic of a question that names no unit."""
    return rules.topics.get(form.topic) if form.topic and form.unit is None else None


async def prepare(qa: QaRuntime, form: AskQuestion) -> Prepared:
    """Find the unit, the clock and the ladder of a question; raises `Problem`."""
    [found] = await prepare_all(qa, [form])
    if isinstance(found, Problem):
        raise found
    return found


async def _look_up(qa: QaRuntime, rules: Rules, wanted: set[str | None]) -> None:
    """Keep units by how they were named: without a name it is the one that takes the rest."""
    if named := [one for one in wanted if one is not None]:
        rules.units.update(await directory.units(named))
    if None in wanted:
        with suppress(directory.DirectoryIncomplete):
            rules.units[None] = await directory.root_unit(qa.settings.root_unit)


async def receiving_unit(wanted: str, at: datetime) -> UnitDocument:
    """Return a unit that takes questions now; raises `InvalidRequest` for any other name."""
    return must_take_questions(await directory.unit(wanted), at)


def must_take_questions(unit: UnitDocument | None, at: datetime) -> UnitDocument:
    """Return the unit; raises `InvalidRequest` if it is none or takes no questions then."""
    today = local_day(at)
    if unit is None or unit.valid_from > today:
        raise unusable("unit", "unknown_unit", "no unit has this id")
    if unit.valid_to is not None and unit.valid_to < today:
        raise unusable("unit", "unit_abolished", "this unit exists no longer")
    if not unit.accepts_questions:
        raise unusable("unit", "unit_takes_no_questions", "this unit takes no questions")
    return unit
