"""What can be done to people: recognise at sign-in, give roles, lock and unlock."""

from dataclasses import dataclass
from typing import Any

from services.auth.audit.service import record
from services.auth.guards import ADMINS, hold
from services.auth.history.service import Made, Record, state_before
from services.auth.people.documents import (
    IdentityDocument,
    PersonDocument,
    identity_keys,
    subject_context,
)
from services.auth.people.model import LastAdministrator, Person, PersonNotFound
from services.auth.people.saving import save_person, store_person
from services.auth.sessions.records import end_records_of
from services.auth.signins.claim_profiles import Holder
from services.auth.units.queries import (
    administered_units,
    closed_units,
    missing_units,
    root_units,
)
from shared.cipher import Cipher
from shared.clock import now
from shared.contracts.auth.changes import AssignedRole
from shared.contracts.auth.keeping import PersonForm, UndoChange
from shared.identity import Caller
from shared.ids import new_id
from shared.mongo import Transaction, transactional
from shared.problems import Conflict


class UnknownUnit(Conflict):
    """A role names a unit that does not exist."""

    slug, title = "unknown-unit", "There is no such unit"


async def recognise(
    tx: Transaction, cipher: Cipher, *, issuer: str, subject: str, holder: Holder
) -> Person:
    """Return whose account this is, a new person at first; only (issuer, subject) counts.

    What the provider tells replaces what it told before, except for people of the directory.
    """
    keys = identity_keys(cipher, issuer, subject)
    found = [await IdentityDocument.get(key, session=tx.session) for key in keys]
    known = next((identity for identity in found if identity), None)
    if known is None:
        return await _welcome(tx, cipher, issuer, subject, holder)
    if not known.sealed_subject:  # from before subjects were kept
        known.sealed_subject = cipher.seal(subject, subject_context(known.person))
        await known.replace(session=tx.session)
    stored = await PersonDocument.get(known.person, session=tx.session)
    if stored is None:
        raise PersonNotFound
    person = stored.opened(cipher)
    told = {name: value for name, value in holder.model_dump().items() if value}
    if person.is_managed:
        told = {name: told[name] for name in ("number",) if name in told}
    if any(getattr(person, name) != value for name, value in told.items()):
        person = person.model_copy(update=told)
        await store_person(tx, stored, person, cipher)
    return person


async def _welcome(
    tx: Transaction, cipher: Cipher, issuer: str, subject: str, holder: Holder
) -> Person:
    person = Person(id=new_id(), **holder.model_dump())
    await PersonDocument.sealed(person, cipher).insert(session=tx.session)
    identity = IdentityDocument.linked(cipher, issuer, subject, person.id)
    await identity.insert(session=tx.session)
    await record(tx, "person.created", person=person.id)
    return person


@dataclass(frozen=True)
class Change:
    """Who changes which person, having read which version."""

    cipher: Cipher
    by: Caller
    person: str
    version: int


@transactional
async def assign_roles(tx: Transaction, change: Change, roles: list[AssignedRole]) -> Person:
    """Replace a person's roles; from the next call on nothing else counts."""
    stored, person = await _load(tx, change)
    before = person.state
    await give_roles(tx, person, roles, change.by)
    await check_administrators(tx, person, stored.opened(change.cipher))
    return await _save(tx, change, stored, person, "person.roles_assigned", before=before)


@transactional
async def lock_person(tx: Transaction, change: Change) -> Person:
    """Lock a person out and end their sessions."""
    stored, person = await _load(tx, change)
    before = person.state
    administered = await administered_units(change.by, tx.session)
    person.lock(by=change.by, administered=administered, moment=now())
    await check_administrators(tx, person, stored.opened(change.cipher))
    await end_records_of(tx, person.id, "locked", change.by.id)
    return await _save(tx, change, stored, person, "person.locked", before=before)


@transactional
async def unlock_person(tx: Transaction, change: Change) -> Person:
    """Let a person sign in again."""
    stored, person = await _load(tx, change)
    before = person.state
    person.unlock(administered=await administered_units(change.by, tx.session))
    return await _save(tx, change, stored, person, "person.unlocked", before=before)


@transactional
async def revise_person(tx: Transaction, change: Change, form: PersonForm) -> Person:
    """Change name, address and language."""
    stored, person = await load_managed(tx, change)
    before = person.state
    person = person.model_copy(update=form.model_dump())
    return await _save(tx, change, stored, person, "person.changed", before=before)


@transactional
async def undo_person_change(tx: Transaction, change: Change, wish: UndoChange) -> Person:
    """Put back name, address, language and roles as they were before a change.

    Locks are not undone so: they are set and lifted by name.
    """
    stored, person = await load_managed(tx, change)
    before = person.state
    old = await state_before(tx, Record("person", person.id, change.cipher), wish.version)
    form = PersonForm.model_validate({name: old[name] for name in PersonForm.model_fields})
    person = person.model_copy(update=form.model_dump())
    roles = [AssignedRole.model_validate(role) for role in old["roles"]]
    await give_roles(tx, person, roles, change.by)
    await check_administrators(tx, person, stored.opened(change.cipher))
    return await _save(
        tx, change, stored, person, "person.restored", before=before, reason=wish.reason
    )


async def give_roles(
    tx: Transaction, person: Person, roles: list[AssignedRole], by: Caller
) -> None:
    """Replace the roles as the rules allow; raises what they refuse."""
    units = {role.unit for role in roles}
    unknown = await missing_units(units, tx.session)
    if unknown:
        raise UnknownUnit(units=sorted(unknown))
    person.assign(
        roles,
        by=by,
        administered=await administered_units(by, tx.session),
        root_units=await root_units(tx.session),
        closed=await closed_units(units, tx.session),
    )


async def check_administrators(tx: Transaction, changed: Person, before: Person) -> None:
    """Raise when nobody could administer everything any more; two at once meet at a guard."""
    roots = await root_units(tx.session)
    if changed.administers(roots) or not before.administers(roots):
        return
    await hold(tx, ADMINS)
    condition = {"roles.unit": {"$in": sorted(roots)}}
    found = await PersonDocument.find(condition, session=tx.session).to_list()
    if not any(
        other.id != changed.id
        and other.locked_at is None
        and any(role.role == "admin" and role.unit in roots for role in other.roles)
        for other in found
    ):
        raise LastAdministrator


async def load_managed(tx: Transaction, change: Change) -> tuple[PersonDocument, Person]:
    """Return somebody of the directory whom the caller administers, in the version they read."""
    stored, person = await _load(tx, change)
    if not person.is_managed:
        raise PersonNotFound
    person.check_administered(await administered_units(change.by, tx.session))
    return stored, person


async def _load(tx: Transaction, change: Change) -> tuple[PersonDocument, Person]:
    stored = await PersonDocument.get(change.person, session=tx.session)
    if stored is None:
        raise PersonNotFound
    person = stored.opened(change.cipher)
    person.check_version(change.version)
    return stored, person


async def _save(
    tx: Transaction,
    change: Change,
    stored: PersonDocument,
    person: Person,
    action: str,
    *,
    before: dict[str, Any],
    reason: str = "",
) -> Person:
    person.version += 1
    made = Made(person.version, change.by.id, action, reason)
    await save_person(tx, change.cipher, stored, person, made=made, before=before)
    return person
