"""Registered machine clients as stored, under their names."""

from datetime import date, datetime

from services.auth.clients.model import Client, KeptSecret
from shared.contracts.auth.clients import Scope
from shared.documents import Document


class ClientDocument(Document):
    """One registered system; few, so that they are listed whole."""

    id: str  # type: ignore[assignment]
    title: str
    scopes: list[Scope]
    secrets: list[KeptSecret]
    made_at: datetime
    made_by: str
    last_used_on: date | None = None
    revoked_at: datetime | None = None
    version: int = 1

    class Settings:
        """Storage."""

        name = "machine_clients"

    @classmethod
    def of(cls, client: Client) -> "ClientDocument":
        """Return a client as it is stored."""
        return cls(id=client.name, **client.model_dump(exclude={"name"}))

    def client(self) -> Client:
        """Return it with its rules."""
        return Client(name=self.id, **self.model_dump(exclude={"id"}))
