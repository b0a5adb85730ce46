"""What can be done to people: recognise at sign-in, give roles, lock and unlock."""

from dataclasses import dataclass

from services.auth.audit.service import record
from services.auth.people.documents import IdentityDocument, PersonDocument, identity_keys
from services.auth.people.model import Person, PersonNotFound
from services.auth.sessions.records import end_records_of
from services.auth.signins.claim_profiles import Holder
from services.auth.units.queries import administered_units, missing_units, root_units
from shared.cipher import Cipher
from shared.clock import now
from shared.contracts.auth.changes import AssignedRole
from shared.contracts.auth.directory import DirectoryChanged
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
        return await _welcome(tx, cipher, keys[0], issuer, holder)
    stored = await PersonDocument.get(known.person, session=tx.session)
    if stored is None:
        raise PersonNotFound
    person = stored.opened(cipher)
    told = {name: value for name, value in holder.model_dump().items() if value}
    if person.is_managed:
        told = {name: told[name] for name in ("number",) if name in told}
    if any(getattr(person, name) != value for name, value in told.items()):
        person = person.model_copy(update=told)
        await _store(tx, stored, person, cipher)
    return person


async def _welcome(
    tx: Transaction, cipher: Cipher, key: str, issuer: str, holder: Holder
) -> Person:
    person = Person(id=new_id(), **holder.model_dump())
    await PersonDocument.sealed(person, cipher).insert(session=tx.session)
    await IdentityDocument(id=key, person=person.id, issuer=issuer).insert(session=tx.session)
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
    unknown = await missing_units({role.unit for role in roles}, tx.session)
    if unknown:
        raise UnknownUnit(units=sorted(unknown))
    administered = await administered_units(change.by, tx.session)
    roots = await root_units(tx.session)
    person.assign(roles, by=change.by, administered=administered, root_units=roots)
    return await _save(tx, change, stored, person, "person.roles_assigned")


@transactional
async def lock_person(tx: Transaction, change: Change) -> Person:
    """Lock a person out and end their sessions."""
    stored, person = await _load(tx, change)
    administered = await administered_units(change.by, tx.session)
    person.lock(by=change.by, administered=administered, moment=now())
    await end_records_of(tx, person.id, "locked", change.by.id)
    return await _save(tx, change, stored, person, "person.locked")


@transactional
async def unlock_person(tx: Transaction, change: Change) -> Person:
    """Let a person sign in again."""
    stored, person = await _load(tx, change)
    person.unlock(administered=await administered_units(change.by, tx.session))
    return await _save(tx, change, stored, person, "person.unlocked")


async def _load(tx: Transaction, change: Change) -> tuple[PersonDocument, Person]:
    stored = await PersonDocument.get(change.person, session=tx.session)
    if stored is None:
        raise PersonNotFound
    person = stored.opened(change.cipher)
    person.check_version(change.version)
    return stored, person


async def _save(
    tx: Transaction, change: Change, stored: PersonDocument, person: Person, action: str
) -> Person:
    person.version += 1
    await _store(tx, stored, person, change.cipher)
    held = " ".join(f"{role.role}:{role.unit}" for role in person.roles)
    await record(tx, action, person=person.id, actor=change.by.id, roles=held)
    tx.emit(DirectoryChanged(entity="person", id=person.id))
    return person


async def _store(tx: Transaction, stored: PersonDocument, person: Person, cipher: Cipher) -> None:
    replaced = PersonDocument.sealed(person, cipher)
    replaced.created_at = stored.created_at
    await replaced.replace(session=tx.session)
