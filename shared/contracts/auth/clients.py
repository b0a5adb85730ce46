"""Machine clients: other systems that call with credentials of their own."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, Field, StringConstraints

from shared.contracts.auth.keeping import Body
from shared.names import OfficialName

Scope = Literal["directory:read", "figures:read"]
ClientName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$")]
"""Small letters without marks, digits, hyphens: what a system calls itself by."""


class ClientForm(Body):
    """What a client is for and what it may do."""

    title: Annotated[OfficialName, Field(max_length=120)]
    scopes: list[Scope] = Field(default_factory=list, max_length=10)


class RegisterClient(ClientForm):
    """A client as it begins: `POST /clients`."""

    name: Annotated[ClientName, Field(min_length=3, max_length=40)]


class RenewSecret(Body):
    """A new secret; the one before is good this much longer, for a change without a pause."""

    keep_hours: int = Field(24, ge=0, le=168)


class ClientSecretOut(BaseModel):
    """A secret as its receiver holds it: when it was made and until when it is good."""

    made_at: datetime
    good_until: datetime | None


class ClientOut(BaseModel):
    """A client as administrators see it; a secret itself is never shown again."""

    name: str
    title: str
    scopes: list[Scope]
    secrets: list[ClientSecretOut]
    made_at: datetime
    last_used_on: date | None
    revoked_at: datetime | None
    version: int


class ClientWithSecret(ClientOut):
    """The only answer that tells a secret."""

    secret: str
