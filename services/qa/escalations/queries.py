"""Reading ladders."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from services.qa.deadlines.model import scopes
from services.qa.deadlines.queries import Clock
from services.qa.escalations.documents import LadderDocument
from services.qa.escalations.model import (
    Climbing,
    Ladder,
    PlannedStep,
    applicable_ladder,
    in_order,
    not_received,
    plan,
)
from shared.clock import local_day, now

_DEFAULT = "default"
FOR_SUPPORTS = "support"
"""The scope of the ladder that reminds supporting units; no question's."""


async def ladder(
    unit: str = "", topic: str | None = None, moment: datetime | None = None
) -> Ladder:
    """Return the ladder of questions to a unit, without steps when there is none."""
    return await _ladder_of(scopes(unit, topic), moment or now())


async def first_steps(clock: Clock, unit: str, topic: str | None) -> list[PlannedStep]:
    """Return the steps of a question's clock as it starts."""
    return opening_steps(await ladder(unit, topic, clock.starts_at), clock)


def opening_steps(chosen: Ladder, clock: Clock) -> list[PlannedStep]:
    """Return the steps that a ladder and the policy give a clock as it starts."""
    planned = plan(chosen, clock.calendar, clock.starts_at, clock.due_at)
    return in_order(*planned, *not_received(clock.forward_by(clock.starts_at), clock.due_at))


def opening_row(chosen: Ladder, clock: Clock) -> dict[str, Any]:
    """Return such a clock as it is stored, but for whose it is."""
    climbing = Climbing(id="")
    climbing.start(opening_steps(chosen, clock))
    return clock.document(climbing).row()


async def support_ladder(moment: datetime) -> Ladder:
    """Return the ladder of parts that supporting units owe, without steps when there is none."""
    return await _ladder_of([FOR_SUPPORTS], moment)


async def _ladder_of(order: list[str], moment: datetime) -> Ladder:
    found = await LadderDocument.find({"scope": {"$in": order}}).to_list()
    return choose_ladder(found, order, moment)


def choose_ladder(ladders: Iterable[Ladder], order: list[str], moment: datetime) -> Ladder:
    """Return the ladder in force at a moment, without steps when there is none."""
    return applicable_ladder(ladders, order, local_day(moment)) or Ladder(id=_DEFAULT, steps=[])
