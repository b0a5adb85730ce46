"""How much of a question a caller may see, and as what they may act on it. No I/O."""

from dataclasses import dataclass
from enum import IntEnum

from services.qa.questions.states import RESPONDERS, QuestionRecord
from shared.identity import Caller, CallerKind

APPROVERS = ("head", "coordinator")


class Access(IntEnum):
    """How much of a question a caller may see, least first."""

    PUBLIC = 1
    ASKER = 2
    OVERSEER = 3
    """Reads what responders read, except who the sender is."""
    SUPPORTER = 4
    """Works for a supporting unit: reads the question and its own part, never who the sender is."""
    RESPONDER = 5


@dataclass(frozen=True)
class Standing:
    """As what a caller meets a question.

    `supports` are the caller's units that support it. `approves`: answers go out on their word.
    `moderates`: may take answers off the public pages and put them back.
    """

    access: Access
    is_sender: bool = False
    approves: bool = False
    moderates: bool = False
    supports: frozenset[str] = frozenset()


def access(
    question: QuestionRecord, caller: Caller, *, knows_secret: bool, above: set[str]
) -> Access | None:
    """Return what a caller may see of a question, None for nothing.

    `above` are the lead unit and the units above it; leaders read what lies below them.
    """
    if caller.kind is CallerKind.PERSON:
        if caller.has_role(*RESPONDERS, unit=question.lead_unit):
            return Access.RESPONDER
        if supported_by(question, caller):
            return Access.SUPPORTER
        if caller.units_as("coordinator", "leader") & above:
            return Access.OVERSEER
    if knows_secret or owns(question, caller):
        return Access.ASKER
    return Access.PUBLIC if question.is_published else None


def owns(question: QuestionRecord, caller: Caller) -> bool:
    """Say whether a caller asked the question, signed in."""
    return caller.kind is CallerKind.PERSON and question.owner == caller.id


def supported_by(question: QuestionRecord, caller: Caller) -> frozenset[str]:
    """Return the units that were asked for support and for which the caller works."""
    asked = {support.unit for support in question.supports}
    return frozenset(asked & caller.units_as(*RESPONDERS))


def standing(
    question: QuestionRecord,
    caller: Caller,
    *,
    knows_secret: bool,
    above: set[str],
    approves: bool = False,
) -> Standing | None:
    """Return as what a caller meets a question, None when it is not there for them.

    `approves`: the caller approves the lead unit's answers, or stands in for somebody who does.
    """
    seen = access(question, caller, knows_secret=knows_secret, above=above)
    if seen is None:
        return None
    is_person = caller.kind is CallerKind.PERSON
    return Standing(
        access=seen,
        is_sender=knows_secret or owns(question, caller),
        approves=approves and seen is Access.RESPONDER,
        moderates=is_person and bool(caller.units_as("coordinator") & above),
        supports=supported_by(question, caller) if is_person else frozenset(),
    )
