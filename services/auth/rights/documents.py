"""Requests about one's own data as stored: what people wrote is sealed, each for its own record."""

from datetime import datetime

from pymongo import IndexModel

from services.auth.rights.model import RightsRequest
from shared.cipher import Cipher
from shared.contracts.auth.rights import RightsKind, RightsState
from shared.documents import Document
from shared.marks import mark

SEALED = ("text", "answer", "extension_reason")


class RightsRequestDocument(Document):
    """One request; exactly one of the marks is there, by which it is listed."""

    id: str  # type: ignore[assignment]
    person: str
    kind: RightsKind
    state: RightsState
    text: str
    answer: str
    extension_reason: str
    made_at: datetime
    respond_by: datetime
    due_at: datetime
    extension_days: int
    extended_at: datetime | None = None
    acknowledged_at: datetime | None = None
    finished_at: datetime | None = None
    copy_until: datetime | None = None
    handled_by: str
    late_told: datetime | None = None
    source: str
    source_en: str
    version: int
    open_mark: str | None = None
    settled_mark: str | None = None

    class Settings:
        """Storage."""

        name = "rights_requests"
        keep_nulls = False
        indexes = (
            IndexModel([("person", 1), ("_id", -1)]),
            IndexModel([("open_mark", 1)], sparse=True),
            IndexModel([("settled_mark", 1)], sparse=True),
        )

    @classmethod
    def sealed(cls, request: RightsRequest, cipher: Cipher) -> "RightsRequestDocument":
        """Return a request as it is stored."""
        fields = request.model_dump()
        for name in SEALED:
            said = fields[name]
            fields[name] = cipher.seal(said, context(name, request.id)) if said else ""
        if request.is_open:
            fields["open_mark"] = mark(request.due_at, request.id)
        else:
            fields["settled_mark"] = mark(request.finished_at or request.made_at, request.id)
        return cls(**fields)

    def opened(self, cipher: Cipher) -> RightsRequest:
        """Return the request in clear."""
        fields = self.model_dump(include=set(RightsRequest.model_fields))
        for name in SEALED:
            stored = fields[name]
            fields[name] = cipher.open(stored, context(name, self.id)) if stored else ""
        return RightsRequest.model_validate(fields)


def context(name: str, request: str) -> str:
    """Return what a field of a request is sealed for."""
    return f"rights_requests.{name}:{request}"
