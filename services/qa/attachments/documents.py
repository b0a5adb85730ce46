"""Attachments as stored; the file itself lies in pieces (`services.qa.files`)."""

from datetime import datetime
from typing import Literal

from pymongo import IndexModel

from shared.cipher import Cipher
from shared.documents import Document


class AttachmentDocument(Document):
    """A file of a question; `sent_sha256` is of the file as it came, to know it again.

    While `uploading_since` is set it is not there yet, while `scan_at` is set it waits for the
    scanner. The name is sealed: people put their own into it.
    """

    id: str  # type: ignore[assignment]
    question: str
    by: Literal["sender", "responder"]
    person: str = ""
    sealed_name: str
    media_type: str
    bytes: int
    pieces: int
    sha256: str
    sent_sha256: str
    at: datetime
    is_public: bool = False
    state: Literal["uploading", "waiting", "ready", "refused"]
    uploading_since: datetime | None = None
    scan_at: datetime | None = None
    scan_attempts: int = 0

    class Settings:
        """Storage."""

        name = "attachments"
        keep_nulls = False
        indexes = (
            IndexModel([("question", 1)]),
            IndexModel([("uploading_since", 1)], sparse=True),
            IndexModel([("scan_at", 1)], sparse=True),
        )

    def name(self, cipher: Cipher) -> str:
        """Return the name in clear."""
        return cipher.open(self.sealed_name, name_context(self.id))


def name_context(attachment: str) -> str:
    """Return what a name is sealed for."""
    return f"attachments.name:{attachment}"
