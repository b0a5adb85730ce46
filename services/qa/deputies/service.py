"""Appointing and ending deputies."""

from services.qa.deputies.documents import DeputyDocument
from services.qa.deputies.model import DeputyNotFound, NotYoursToAppoint
from services.qa.directory import queries as directory
from services.qa.questions.model import RESPONDERS
from services.qa.questions.problems import unusable
from shared.clock import now, today
from shared.contracts.qa.deputies import AppointDeputy
from shared.identity import Caller
from shared.mongo import Transaction, transactional


@transactional
async def appoint_deputy(tx: Transaction, caller: Caller, form: AppointDeputy) -> DeputyDocument:
    """Appoint a deputy for oneself or, as head or coordinator of their unit, for a colleague.

    Raises `NotYoursToAppoint`, and `InvalidRequest` for somebody who is no colleague.
    """
    units = await _units_of(form.person)
    if form.person != caller.id and not caller.units_as("head", "coordinator") & units:
        raise NotYoursToAppoint
    if not units:
        raise unusable("person", "unknown_person", "nobody who works for a unit")
    if not units & await _units_of(form.deputy):
        raise unusable("deputy", "unknown_person", "nobody of the same unit")
    if form.ends_on < today():
        raise unusable("to", "past", "this day is over")
    row = DeputyDocument(
        person=form.person,
        deputy=form.deputy,
        starts_on=form.starts_on,
        ends_on=form.ends_on,
        appointed_by=caller.id,
    )
    await row.insert(session=tx.session)
    return row


@transactional
async def end_deputy(tx: Transaction, caller: Caller, deputy: str) -> None:
    """End it from now on; again changes nothing. Raises `DeputyNotFound`."""
    row = await DeputyDocument.get(deputy, session=tx.session)
    if row is None:
        raise DeputyNotFound
    is_theirs = caller.id in {row.person, row.deputy}
    if not is_theirs and not caller.units_as("head", "coordinator") & await _units_of(row.person):
        raise DeputyNotFound
    if row.ended_at is None:
        row.ended_at, row.ended_by = now(), caller.id
        await row.replace(session=tx.session)


async def _units_of(person: str) -> set[str]:
    """Return the units somebody actively works for."""
    found = await directory.person(person)
    keys = found.role_keys if found else []
    held = [key.partition(":") for key in keys]
    return {unit for role, _, unit in held if role in RESPONDERS}
