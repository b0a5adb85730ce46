"""People as stored: name, e-mail and number sealed, each for its own record."""

from datetime import datetime
from typing import Literal

from pydantic import Field
from pymongo import IndexModel

from services.auth.people.model import Person
from shared.cipher import Cipher
from shared.clock import now
from shared.contracts.auth.changes import AssignedRole
from shared.documents import Document
from shared.folding import search_terms

_SEALED = ("name", "email", "number")


class PersonDocument(Document):
    """One person; the sealed fields are empty when there is nothing to seal."""

    id: str  # type: ignore[assignment]
    account: Literal["person", "organization"]
    name: str
    email: str
    number: str
    number_hash: str = ""
    terms: list[str] = Field(default_factory=list)
    """Keyed hashes of the syllables of the name, for those in the directory."""
    language: Literal["vi", "en"]
    roles: list[AssignedRole]
    is_managed: bool
    locked_at: datetime | None
    sessions_from: datetime | None
    version: int
    created_at: datetime = Field(default_factory=now)
    changed_at: datetime = Field(default_factory=now)

    class Settings:
        """Storage."""

        name = "people"
        indexes = (
            IndexModel([("roles.unit", 1)]),
            IndexModel([("is_managed", 1), ("_id", 1)]),
            IndexModel([("terms", 1)]),
            IndexModel([("number_hash", 1)]),
        )

    @classmethod
    def sealed(cls, person: Person, cipher: Cipher) -> "PersonDocument":
        """Return a person as it is stored."""
        fields = person.model_dump()
        for name in _SEALED:
            fields[name] = _seal(cipher, name, person.id, fields[name])
        number_hash = number_hashes(cipher, person.number)[0] if person.number else ""
        terms = name_terms(cipher, person.name) if person.is_managed else []
        return cls(**fields, number_hash=number_hash, terms=[found[0] for found in terms])

    def opened(self, cipher: Cipher) -> Person:
        """Return the person in clear."""
        fields = self.model_dump(include=set(Person.model_fields))
        for name in _SEALED:
            fields[name] = _open(cipher, name, self.id, fields[name])
        return Person.model_validate(fields)


class IdentityDocument(Document):
    """An account at a provider: the keyed hash of (issuer, subject) leads to one person."""

    id: str  # type: ignore[assignment]
    person: str
    issuer: str
    sealed_subject: str = ""
    """What the id is made of beside the issuer, so that it can be made anew with another key."""
    created_at: datetime = Field(default_factory=now)

    class Settings:
        """Storage."""

        name = "identities"
        indexes = (IndexModel([("person", 1)]),)

    @classmethod
    def linked(cls, cipher: Cipher, issuer: str, subject: str, person: str) -> "IdentityDocument":
        """Return an account as it is stored for its person."""
        return cls(
            id=identity_keys(cipher, issuer, subject)[0],
            person=person,
            issuer=issuer,
            sealed_subject=cipher.seal(subject, subject_context(person)),
        )


def identity_keys(cipher: Cipher, issuer: str, subject: str) -> list[str]:
    """Return what an account may be stored under: the first for new ones, all for look-ups."""
    return cipher.hashes(f"{issuer}\0{subject}", "people.identity")


def number_hashes(cipher: Cipher, number: str) -> list[str]:
    """Return what a personal number or tax code may be stored under, to find its holder."""
    return cipher.hashes(number, "people.number")


def subject_context(person: str) -> str:
    """Return what a subject is sealed for."""
    return f"identities.subject:{person}"


def name_terms(cipher: Cipher, name: str) -> list[list[str]]:
    """Return, for each syllable of a name, what it may be stored under."""
    return [cipher.hashes(term, "people.term") for term in search_terms(name) if " " not in term]


def _seal(cipher: Cipher, name: str, person: str, clear: str) -> str:
    return cipher.seal(clear, f"people.{name}:{person}") if clear else ""


def _open(cipher: Cipher, name: str, person: str, sealed: str) -> str:
    return cipher.open(sealed, f"people.{name}:{person}") if sealed else ""
