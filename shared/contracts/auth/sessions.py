"""Who is signed in, and the gateway's exchange of a session for an internal token."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel

from shared.identity import Role


class HeldRole(Role):
    """A role with the name of its unit, for showing."""

    unit_name: str = ""


class Me(BaseModel):
    """The signed-in person as shown to themselves."""

    id: str
    name: str
    account: Literal["person", "organization"]
    loa: int
    email: str = ""
    roles: list[HeldRole]


class SessionShown(BaseModel):
    """`GET /auth/session`: whether this browser is signed in, nothing secret."""

    signed_in: bool
    name: str = ""
    loa: int = 0
    roles: list[HeldRole] = []


class OwnSession(BaseModel):
    """One of the caller's sessions, for ending those forgotten elsewhere."""

    id: str
    created_at: datetime
    seen_at: datetime
    loa: int
    is_current: bool
    device: str = ""
    """Browser and system, such as "Firefox · Windows"; empty when unknown."""


class EndedSessions(BaseModel):
    """How many sessions were ended at once."""

    ended: int


class SessionTokenRequest(BaseModel):
    """The gateway's exchange: the opaque session id of a cookie."""

    session: str


class TokenAnswer(BaseModel):
    """An internal access token and how many seconds it is good for."""

    access_token: str
    token_type: Literal["Bearer"] = "Bearer"  # noqa: S105 - a scheme's name
    expires_in: int
    scope: str = ""


class SessionTokenAnswer(TokenAnswer):
    """A token for a session, and until when it may be used without asking again.

    It counts while Redis holds `mark_value` under `mark`, to be looked at on every use: auth
    changes the value with whatever ends the session or changes what its person may do. Without a
    `mark` every use has to ask.
    """

    mark: str = ""
    mark_value: str = ""


class SignInProvider(BaseModel):
    """Where one may sign in: `name` for `/auth/login?provider=`, `title` for people."""

    name: str
    title: str
