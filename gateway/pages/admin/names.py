"""Names of the people whose ids stand in a history; an id stays where no name can be had."""

import asyncio
from collections.abc import Iterable

from gateway.clients import AuthClient
from gateway.pages.degrading import or_none

MOST_ASKED = 20


async def names_of(auth: AuthClient, people: Iterable[str]) -> dict[str, str]:
    """Return the names of the first people of a history, by id."""
    wanted = list(dict.fromkeys(people))[:MOST_ASKED]
    found = await asyncio.gather(*(or_none(auth.show_person(person)) for person in wanted))
    return {person.id: person.name for person in found if person}
