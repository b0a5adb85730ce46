"""Who is told of what."""

from collections.abc import Collection

from services.qa.directory import queries as directory
from services.qa.questions.documents import QuestionDocument
from services.qa.questions.model import RESPONDERS

_NEXT_ROLE = {"officer": "head", "head": "coordinator"}


async def roles_reached(wanted: Collection[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """Return who answers for these roles of units, so that nothing stays untold.

    Without officers it is the unit's head, without a head the coordinator. One query for all.
    """
    held = await directory.held_roles(_NEXT_ROLE, {unit for _, unit in wanted})

    def reached(role: str, unit: str) -> str:
        while role in _NEXT_ROLE and (role, unit) not in held:
            role = _NEXT_ROLE[role]
        return role

    return {(role, unit): reached(role, unit) for role, unit in wanted}


async def people_for(role: str, unit: str) -> tuple[str, list[str]]:
    """Return the role that answers for a role of a unit, and the people who hold it.

    Officers and heads are those of the unit itself, coordinators and leaders the nearest above.
    """
    [reached] = (await roles_reached({(role, unit)})).values()
    find = directory.holders if reached in _NEXT_ROLE else directory.nearest_holders
    return reached, [person.id for person in await find(reached, unit)]


async def for_step(role: str, question: QuestionDocument) -> tuple[str, list[str]]:
    """Return the role a step of the ladder reaches, and the people.

    The focal officer is the one assigned, as long as they work for the unit.
    """
    assignee, unit = question.assignee, question.lead_unit
    if role == "officer" and assignee and await directory.works_for(assignee, RESPONDERS, unit):
        return role, [assignee]
    return await people_for(role, unit)


async def focal_people(question: QuestionDocument) -> list[str]:
    """Return the officer it is assigned to, else the unit's officers, its head, the coordinator."""
    _, people = await for_step("officer", question)
    return people
