"""How people come into the directory: registered before they first sign in, or found again.

Only (issuer, subject) says who somebody is. Somebody who signed in before as a citizen keeps their
account and its past when they are registered.
"""

from dataclasses import dataclass

from services.auth.history.service import Made
from services.auth.people.documents import IdentityDocument, PersonDocument, identity_keys
from services.auth.people.model import AccountTaken, Person, PersonNotFound
from services.auth.people.saving import save_person, tell_of_person
from services.auth.people.service import (
    Change,
    check_administrators,
    give_roles,
    load_managed,
)
from services.auth.units.queries import root_units
from shared.cipher import Cipher
from shared.contracts.auth.changes import AssignedRole
from shared.contracts.auth.keeping import CreatePerson, LinkedAccount, PersonForm
from shared.idempotency import Once
from shared.identity import Caller
from shared.ids import new_id
from shared.mongo import Transaction, transactional

COMMAND = "command"
"""Who made a change from the command line, in histories and in the audit log."""


@dataclass(frozen=True)
class _Found:
    """An account's person, as stored and in clear."""

    stored: PersonDocument
    person: Person


@transactional
async def create_person(
    tx: Transaction, cipher: Cipher, by: Caller, form: CreatePerson, once: Once
) -> Person:
    """Register somebody who works for a unit; the same request again returns the same person."""
    if answered := await once.first_answer(tx, Person):
        return answered
    found = await _find(tx, cipher, form.account) if form.account else None
    if found and found.person.is_managed:
        raise AccountTaken
    fields = form.model_dump(include=set(PersonForm.model_fields))
    if found is None:
        person = Person(id=new_id(), **fields, is_managed=True)
        await give_roles(tx, person, form.roles, by)
        await PersonDocument.sealed(person, cipher).insert(session=tx.session)
        if form.account:
            await _link(tx, cipher, person.id, form.account)
        made = Made(person.version, by.id, "person.created")
        await tell_of_person(tx, cipher, person, made, None)
    else:
        person = found.person.model_copy(update={**fields, "is_managed": True})
        await give_roles(tx, person, form.roles, by)
        person.version += 1
        made = Made(person.version, by.id, "person.created")
        await save_person(tx, cipher, found.stored, person, made=made, before=found.person.state)
    once.keep(tx, person)
    return person


@transactional
async def link_account(tx: Transaction, change: Change, account: LinkedAccount) -> Person:
    """Let somebody sign in with an account of a provider."""
    stored, person = await load_managed(tx, change)
    found = await _find(tx, change.cipher, account)
    if found is not None:
        raise AccountTaken
    await _link(tx, change.cipher, person.id, account)
    return await _count(tx, change, stored, person, "person.account_linked")


@transactional
async def unlink_account(tx: Transaction, change: Change, account: str) -> Person:
    """Take an account away; an administrator's last one stays."""
    stored, person = await load_managed(tx, change)
    identity = await IdentityDocument.get(account, session=tx.session)
    if identity is None or identity.person != person.id:
        raise PersonNotFound
    await identity.delete(session=tx.session)
    left = await IdentityDocument.find({"person": person.id}, session=tx.session).count()
    if not left:
        await check_administrators(tx, person.model_copy(update={"roles": []}), person)
    return await _count(tx, change, stored, person, "person.account_unlinked")


@transactional
async def make_admin(
    tx: Transaction, cipher: Cipher, account: LinkedAccount, form: PersonForm
) -> Person:
    """Make the holder of an account administrator of everything; known ones keep their name."""
    [root] = await root_units(tx.session)
    role = AssignedRole(role="admin", unit=root)
    found = await _find(tx, cipher, account)
    if found is None:
        person = Person(id=new_id(), **form.model_dump(), roles=[role], is_managed=True)
        await PersonDocument.sealed(person, cipher).insert(session=tx.session)
        await _link(tx, cipher, person.id, account)
        await tell_of_person(tx, cipher, person, Made(1, COMMAND, "person.created"), None)
        return person
    before, person = found.person.state, found.person.model_copy(update={"is_managed": True})
    if role in person.roles and person.locked_at is None:
        return person
    person.roles = [*(held for held in person.roles if held != role), role]
    person.locked_at = None
    person.version += 1
    made = Made(person.version, COMMAND, "person.roles_assigned")
    await save_person(tx, cipher, found.stored, person, made=made, before=before)
    return person


async def _count(
    tx: Transaction, change: Change, stored: PersonDocument, person: Person, action: str
) -> Person:
    before = person.state
    person.version += 1
    made = Made(person.version, change.by.id, action)
    await save_person(tx, change.cipher, stored, person, made=made, before=before)
    return person


async def _find(tx: Transaction, cipher: Cipher, account: LinkedAccount) -> _Found | None:
    for key in identity_keys(cipher, account.issuer, account.subject):
        identity = await IdentityDocument.get(key, session=tx.session)
        if identity is None:
            continue
        stored = await PersonDocument.get(identity.person, session=tx.session)
        if stored is None:
            raise PersonNotFound
        return _Found(stored, stored.opened(cipher))
    return None


async def _link(tx: Transaction, cipher: Cipher, person: str, account: LinkedAccount) -> None:
    identity = IdentityDocument.linked(cipher, account.issuer, account.subject, person)
    await identity.insert(session=tx.session)
