"""Everything auth keeps sealed, or under a keyed hash."""

from collections.abc import Callable

from services.auth.imports.running import context_of
from services.auth.keys.service import key_context
from services.auth.people.documents import PersonDocument, identity_keys, subject_context
from services.auth.rights.documents import SEALED, context
from services.auth.sessions.renewals import renewal_context
from shared.cipher import Cipher
from shared.idempotency import ANSWER_CONTEXT
from shared.resealing import Json, Reseal, SealedCollection, sealed_fields

_OF_PEOPLE = ("name", "email", "number")


def _person(row: Json, cipher: Cipher) -> Json | None:
    if all(not row[field] or cipher.is_current(row[field]) for field in _OF_PEOPLE):
        return None
    person = PersonDocument.model_validate(row).opened(cipher)
    anew = PersonDocument.sealed(person, cipher)
    renewed = {field: getattr(anew, field) for field in _OF_PEOPLE}
    return {**row, **renewed, "number_hash": anew.number_hash, "terms": anew.terms}


def _identity(row: Json, cipher: Cipher) -> Json | None:
    """The id is a keyed hash too: the row gets another one."""
    sealed = row.get("sealed_subject")
    if not sealed or cipher.is_current(sealed):
        return None
    subject = cipher.open(sealed, subject_context(row["person"]))
    return {
        **row,
        "_id": identity_keys(cipher, row["issuer"], subject)[0],
        "sealed_subject": cipher.seal(subject, subject_context(row["person"])),
    }


def _version(row: Json, cipher: Cipher) -> Json | None:
    """Only people's history is sealed."""
    return _OF_VERSIONS(row, cipher) if row["entity"] == "person" else None


def _version_context(row: Json) -> str:
    return f"record_versions:{row['entity']}:{row['record']}"


def _right_context(field: str) -> Callable[[Json], str]:
    return lambda row: context(field, row["_id"])


_OF_VERSIONS: Reseal = sealed_fields({"before": _version_context, "after": _version_context})

COLLECTIONS = (
    SealedCollection("people", _person),
    SealedCollection("identities", _identity),
    SealedCollection("record_versions", _version),
    SealedCollection(
        "rights_requests", sealed_fields({name: _right_context(name) for name in SEALED})
    ),
    SealedCollection(
        "sessions", sealed_fields({"renewal": lambda row: renewal_context(row["_id"])})
    ),
    SealedCollection(
        "signing_keys", sealed_fields({"sealed_jwk": lambda row: key_context(row["_id"])})
    ),
    SealedCollection(
        "directory_imports", sealed_fields({"sealed": lambda row: context_of(row["_id"])}), batch=1
    ),
    SealedCollection("idempotency", sealed_fields({"answer": lambda _row: ANSWER_CONTEXT})),
)
