"""Who is calling: the verified internal access token as a `Caller`, and the dependencies that ask.

Every route names its caller through one of the aliases here or is listed as public; an
architecture test walks the routes. A request without a token is a guest; a request with a bad
token is refused, never treated as a guest.
"""

from collections.abc import Callable
from enum import StrEnum
from typing import Annotated, Any, Literal

from fastapi import Depends, Request
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from shared.clock import now
from shared.jwks import KeySource
from shared.problems import Forbidden, Unauthenticated
from shared.tokens import Claims, Expected, TokenRefused, verify_token

AUDIENCE = "langnghe"
ACCESS_TOKEN = "at+jwt"  # noqa: S105 - a media type
PROVEN = 2
"""The level of assurance at which somebody's identity was really checked (LoA2)."""
_CHALLENGE = {"WWW-Authenticate": "Bearer"}


class TokenNotAccepted(Unauthenticated):
    """The access token is expired, foreign or malformed."""

    slug, title = "token-not-accepted", "The access token was not accepted"


class StepUpRequired(Forbidden):
    """The action needs a higher level of identity assurance: sign in again with it."""

    slug, title = "step-up-required", "This needs a sign-in of a higher assurance level"


class CallerKind(StrEnum):
    """What stands behind a request."""

    GUEST = "guest"
    PERSON = "person"
    CLIENT = "client"


class Role(BaseModel):
    """A role for a unit and, where the role says so, what lies below it."""

    model_config = ConfigDict(frozen=True)

    role: str
    unit: str | None = None


class Caller(BaseModel):
    """Who asks: `id` is a person's id or `client:<name>`, empty for a guest."""

    model_config = ConfigDict(frozen=True)

    kind: CallerKind = CallerKind.GUEST
    id: str = ""
    roles: tuple[Role, ...] = ()
    scopes: frozenset[str] = frozenset()
    loa: int = 0
    session: str = ""

    @property
    def is_guest(self) -> bool:
        """Whether nobody signed in."""
        return self.kind is CallerKind.GUEST

    def units_as(self, *roles: str) -> set[str]:
        """Return the ids of the units for which the caller holds one of these roles."""
        return {role.unit for role in self.roles if role.role in roles and role.unit}

    def check_level(self, level: int = PROVEN) -> None:
        """Raise `StepUpRequired` when this sign-in proved less about who this is."""
        if self.loa < level:
            raise StepUpRequired(level=level)

    def has_role(self, *roles: str, unit: str | None = None) -> bool:
        """Return whether the caller holds one of these roles, for exactly this unit if given."""
        return any(
            held.role in roles and (unit is None or held.unit == unit) for held in self.roles
        )


class CallerVerifier:
    """Turns the Authorization header into a caller; one per process, in `app.state.callers`."""

    def __init__(self, keys: KeySource, issuer: str) -> None:
        self._keys = keys
        self._expected = Expected(
            issuer=issuer,
            audience=AUDIENCE,
            algorithms=frozenset({"ES256"}),
            token_types=frozenset({ACCESS_TOKEN}),
        )

    async def caller(self, authorization: str | None) -> Caller:
        """Return who the header names; raises `TokenNotAccepted`, or 503 while auth is away."""
        if authorization is None:
            return Caller()
        scheme, _, token = authorization.partition(" ")
        if scheme.lower() != "bearer":
            raise TokenNotAccepted(headers=_CHALLENGE)
        try:
            keys = await self._keys.for_token(token)
            claims = verify_token(token, keys, self._expected, now())
            return _from_claims(claims)
        except (TokenRefused, ValidationError) as error:
            raise TokenNotAccepted(headers=_CHALLENGE) from error


class _AccessClaims(BaseModel):
    """The claims of an access token beyond those every token is checked for."""

    model_config = ConfigDict(strict=True)

    sub: str
    kind: Literal["person", "client"]
    roles: list[Role] = Field([], max_length=500)
    scope: str = ""
    loa: int = Field(0, ge=0, le=3)
    sid: str = ""


def _from_claims(claims: Claims) -> Caller:
    read = _AccessClaims.model_validate(claims)
    return Caller(
        kind=CallerKind(read.kind),
        id=read.sub,
        roles=tuple(read.roles),
        scopes=frozenset(read.scope.split()),
        loa=read.loa,
        session=read.sid,
    )


async def _any_caller(request: Request) -> Caller:
    verifier: CallerVerifier = request.app.state.callers
    named = request.headers.getlist("authorization")
    if len(named) > 1:
        raise TokenNotAccepted(headers=_CHALLENGE)
    return await verifier.caller(named[0] if named else None)


AnyCaller = Annotated[Caller, Depends(_any_caller)]


async def _signed_in(caller: AnyCaller) -> Caller:
    if caller.is_guest:
        raise Unauthenticated(headers=_CHALLENGE)
    return caller


SignedIn = Annotated[Caller, Depends(_signed_in)]


async def _person(caller: SignedIn) -> Caller:
    if caller.kind is not CallerKind.PERSON:
        raise Forbidden
    return caller


SignedInPerson = Annotated[Caller, Depends(_person)]


async def _proven(caller: SignedInPerson) -> Caller:
    caller.check_level()
    return caller


ProvenPerson = Annotated[Caller, Depends(_proven)]
"""A person whose identity was checked at level 2: for what concerns their own data."""


class Holding:
    """A dependency: the caller, a person with one of these roles and a sign-in of this level."""

    def __init__(self, roles: tuple[str, ...], level: int) -> None:
        self.roles = roles
        self.level = level

    async def __call__(self, caller: SignedInPerson) -> Caller:
        """Return the caller; raises `Forbidden`, `StepUpRequired`."""
        if not caller.has_role(*self.roles):
            raise Forbidden
        caller.check_level(self.level)
        return caller


def holding(*roles: str, level: int = 0) -> Holding:
    """Return a dependency: the caller, a person holding one of these roles for some unit.

    `level` is what their sign-in must have proved.
    """
    return Holding(roles, level)


def granted(scope: str) -> Callable[..., Any]:
    """Return a dependency: the caller, a machine client granted this scope."""

    async def client(caller: SignedIn) -> Caller:
        if caller.kind is not CallerKind.CLIENT or scope not in caller.scopes:
            raise Forbidden
        return caller

    return client
