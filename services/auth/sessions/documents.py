"""Sessions as recorded: the truth when Redis has lost its copy. The id itself is nowhere."""

from datetime import datetime

from pymongo import IndexModel

from services.auth.sessions.model import LiveSession
from shared.documents import Document


class SessionDocument(Document):
    """One session under the hash of its id."""

    id: str  # type: ignore[assignment]
    person: str
    loa: int
    issuer: str
    provider_session: str | None = None
    device: str = ""
    """Browser and system, such as "Firefox · Windows"."""
    renewal: str = ""
    """A sealed `Renewal`, empty when the provider is not asked again."""
    renew_at: datetime | None = None
    created_at: datetime
    seen_at: datetime
    ended_at: datetime | None = None
    end_reason: str = ""

    class Settings:
        """Storage."""

        name = "sessions"
        indexes = (
            IndexModel([("person", 1), ("created_at", -1)]),
            IndexModel([("created_at", 1)]),
            IndexModel([("provider_session", 1)]),
            IndexModel([("renew_at", 1)]),
        )

    def live(self) -> LiveSession | None:
        """Return it as it is checked on a call, None when it has ended."""
        if self.ended_at is not None:
            return None
        return LiveSession(
            key=self.id,
            person=self.person,
            loa=self.loa,
            created_at=self.created_at,
            seen_at=self.seen_at,
        )
