"""Who is told of what."""

from services.qa.directory import queries as directory
from services.qa.directory.documents import PersonDocument
from services.qa.questions.documents import QuestionDocument

_NEXT_ROLE = {"officer": "head", "head": "coordinator"}


async def people_for(role: str, unit: str) -> list[PersonDocument]:
    """Return who answers for a role of a unit, so that nothing stays untold.

    Officers and heads are those of the unit itself; without officers its head, without a head the
    coordinator. Coordinators and leaders are the nearest ones above.
    """
    while role in _NEXT_ROLE:
        if found := await directory.holders(role, unit):
            return found
        role = _NEXT_ROLE[role]
    return await directory.nearest_holders(role, unit)


async def for_step(role: str, question: QuestionDocument) -> list[str]:
    """Return the people a step of the ladder reaches: the focal officer is the one assigned."""
    if role == "officer" and question.assignee:
        return [question.assignee]
    return [person.id for person in await people_for(role, question.lead_unit)]
