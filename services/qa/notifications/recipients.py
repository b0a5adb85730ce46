"""Who is told of what."""

from services.qa.directory import queries as directory
from services.qa.questions.documents import QuestionDocument
from services.qa.questions.model import RESPONDERS

_NEXT_ROLE = {"officer": "head", "head": "coordinator"}


async def people_for(role: str, unit: str) -> tuple[str, list[str]]:
    """Return the role that answers for a role of a unit, and the people who hold it.

    Without officers it is the unit's head, without a head the coordinator, so that nothing stays
    untold. Officers and heads are those of the unit itself, coordinators and leaders the nearest
    above.
    """
    while role in _NEXT_ROLE:
        if found := await directory.holders(role, unit):
            return role, [person.id for person in found]
        role = _NEXT_ROLE[role]
    return role, [person.id for person in await directory.nearest_holders(role, unit)]


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
