"""Storing a changed person: the record, its history, the audit log, and who hears of it."""

from typing import Any

from services.auth.audit.service import record
from services.auth.history.service import Made, Record, keep_version
from services.auth.people.documents import PersonDocument
from services.auth.people.model import Person
from shared.cipher import Cipher
from shared.contracts.auth.directory import DirectoryChanged
from shared.mongo import Transaction


async def store_person(
    tx: Transaction, stored: PersonDocument, person: Person, cipher: Cipher
) -> None:
    """Replace the record."""
    replaced = PersonDocument.sealed(person, cipher)
    replaced.created_at = stored.created_at
    await replaced.replace(session=tx.session)


async def save_person(
    tx: Transaction,
    cipher: Cipher,
    stored: PersonDocument,
    person: Person,
    *,
    made: Made,
    before: dict[str, Any],
) -> None:
    """Replace the record and tell of the change."""
    await store_person(tx, stored, person, cipher)
    await tell_of_person(tx, cipher, person, made, before)


async def tell_of_person(
    tx: Transaction,
    cipher: Cipher,
    person: Person,
    made: Made,
    before: dict[str, Any] | None,
) -> None:
    """Keep the version, audit it, and let other services know."""
    await keep_version(tx, Record("person", person.id, cipher), made, before, person.state)
    held = " ".join(f"{role.role}:{role.unit}" for role in person.roles)
    await record(tx, made.action, person=person.id, actor=made.by, roles=held)
    tx.emit(DirectoryChanged(entity="person", id=person.id))
