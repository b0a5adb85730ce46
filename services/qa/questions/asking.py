"""A question being asked: which unit takes it, by which clock, and what is stored of it."""

from dataclasses import dataclass
from datetime import datetime

from services.qa.bootstrap import QaRuntime
from services.qa.deadlines.queries import Clock, clock_for
from services.qa.directory import queries as directory
from services.qa.directory.documents import UnitDocument
from services.qa.escalations.model import PlannedStep
from services.qa.escalations.queries import first_steps
from services.qa.questions import contacts
from services.qa.questions.documents import QuestionDocument
from services.qa.questions.problems import unusable
from services.qa.topics.queries import topic
from shared.cipher import Cipher
from shared.clock import HO_CHI_MINH, now
from shared.contracts.qa.questions import AskQuestion
from shared.folding import fold
from shared.identity import Caller, CallerKind
from shared.ids import new_id


@dataclass(frozen=True)
class Asking:
    """Who asks what, with which idempotency key."""

    caller: Caller
    form: AskQuestion
    key: str | None = None

    @property
    def owner(self) -> str | None:
        """The person who asks signed in."""
        return self.caller.id if self.caller.kind is CallerKind.PERSON else None

    @property
    def scope(self) -> str:
        """Within which a key means one request."""
        return f"ask:{self.caller.id}"


@dataclass(frozen=True)
class Prepared:
    """What asking needs to know before it stores anything."""

    unit: UnitDocument
    clock: Clock
    steps: list[PlannedStep]


async def prepare(qa: QaRuntime, asking: Asking) -> Prepared:
    """Find the unit, the clock and the ladder; raises `InvalidRequest` for unusable names."""
    form, at = asking.form, now()
    unit = await _lead_unit(qa, form.unit, at)
    if form.topic is not None and await topic(form.topic) is None:
        raise unusable("topic", "unknown_topic", "no topic has this id")
    clock = await clock_for(unit, form.topic, at)
    return Prepared(unit, clock, await first_steps(clock, unit.id, form.topic))


async def _lead_unit(qa: QaRuntime, wanted: str | None, at: datetime) -> UnitDocument:
    if wanted is None:
        return await directory.root_unit(qa.settings.root_unit)
    return await receiving_unit(wanted, at)


async def receiving_unit(wanted: str, at: datetime) -> UnitDocument:
    """Return a unit that takes questions now; raises `InvalidRequest` for any other name."""
    unit = await directory.unit(wanted)
    today = at.astimezone(HO_CHI_MINH).date()
    if unit is None or unit.valid_from > today:
        raise unusable("unit", "unknown_unit", "no unit has this id")
    if unit.valid_to is not None and unit.valid_to < today:
        raise unusable("unit", "unit_abolished", "this unit exists no longer")
    if not unit.accepts_questions:
        raise unusable("unit", "unit_takes_no_questions", "this unit takes no questions")
    return unit


def question_of(
    asking: Asking, prepared: Prepared, code: str, secret: str, cipher: Cipher
) -> QuestionDocument:
    """Return the question as it is stored, its clock started."""
    form, clock, question_id = asking.form, prepared.clock, new_id()
    question = QuestionDocument(
        id=question_id,
        code=code,
        title=form.title,
        body=form.body,
        language=form.language,
        may_publish=form.may_publish,
        lead_unit=prepared.unit.id,
        topic=form.topic,
        contact=contacts.seal(form, question_id, cipher),
        owner=asking.owner,
        secret_hash=contacts.hash_secret(secret),
        asked_at=clock.starts_at,
        due_at=clock.due_at,
        due_soon_at=clock.due_soon_at,
        due_is_provisional=clock.deadline.provisional,
        title_key=fold(form.title),
    )
    question.start_clock(prepared.steps)
    return question
