"""Who looks at a page, and the services' clients acting for them: what page routes ask for.

    async def show_queue(visitor: SignedIn, qa: Qa, pages: Pages) -> HTMLResponse:
        queue = await qa.list_queue()

Roles and level come from the token made for this request; the name is kept for a minute.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Request

from gateway.clients import (
    AuthClient,
    OnBehalf,
    QaClient,
    ServiceDown,
    ServiceProblem,
    SurveyClient,
)
from gateway.preferences import read_preferences
from gateway.sessions import GUEST, Identity
from gateway.upstream.services import Service
from gateway.viewers import Viewer, ViewerRole
from shared.contracts.auth.sessions import Me
from shared.identity import PROVEN, Caller, CallerKind, Role
from shared.problems import Forbidden, Unauthenticated

_KEPT_SECONDS = 60.0
_MOST_KEPT = 10_000


class SignInNeeded(Unauthenticated):
    """The page is for people who are signed in; a browser is sent to sign in and back."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """One request's visitor; `name` is empty for guests."""

    identity: Identity
    address: str
    language: str
    name: str = ""
    me: Me | None = None

    @property
    def is_signed_in(self) -> bool:
        """Whether this is a person with a living session."""
        return self.identity.caller.kind is CallerKind.PERSON

    @property
    def person(self) -> str:
        """The person's id, empty for guests."""
        return self.identity.caller.id

    @property
    def roles(self) -> tuple[Role, ...]:
        """The roles held now."""
        return self.identity.caller.roles

    @property
    def loa(self) -> int:
        """The level of assurance of this sign-in, 0 for guests."""
        return self.identity.caller.loa

    def has_role(self, *roles: str) -> bool:
        """Whether the visitor holds one of these roles for any unit."""
        return self.identity.caller.has_role(*roles)

    @property
    def on_behalf(self) -> OnBehalf:
        """What calls to services say about this visitor."""
        return OnBehalf(self.identity.token, self.address, self.language)


class People:
    """Names of signed-in people by session, kept a minute; one per process."""

    def __init__(self) -> None:
        self._kept: dict[object, tuple[float, Me]] = {}

    async def find(self, caller: Caller, auth: AuthClient) -> Me | None:
        """Return the person, None when auth cannot say; a changed role or level asks anew."""
        key = (caller.session, caller.id, caller.roles, caller.loa)
        kept = self._kept.get(key)
        if kept and kept[0] > time.monotonic():
            return kept[1]
        try:
            me = await auth.show_me()
        except (ServiceDown, ServiceProblem):
            return None
        if len(self._kept) >= _MOST_KEPT:
            self._kept.clear()
        self._kept[key] = (time.monotonic() + _KEPT_SECONDS, me)
        return me


async def _visitor(request: Request) -> Visitor:
    identity: Identity = getattr(request.state, "identity", GUEST)
    address: str = getattr(request.state, "address", "")
    language = read_preferences(request).language
    visitor = Visitor(identity, address, language)
    if not visitor.is_signed_in:
        return visitor
    people: People = request.app.state.people
    me = await people.find(identity.caller, await _auth(request, visitor))
    name = me.name if me else ""
    roles = tuple(ViewerRole(role.role, role.unit) for role in visitor.roles)
    request.state.viewer = Viewer(visitor.person, name, roles)
    return Visitor(identity, address, language, name, me)


CurrentVisitor = Annotated[Visitor, Depends(_visitor)]


def admit(visitor: Visitor, *roles: str, level: int = 0) -> None:
    """Raise unless the visitor is signed in at this level and holds one of these roles, if named.

    Raises `SignInNeeded`, `Forbidden`, `StepUpRequired`, and `ServiceDown` while nobody can say.
    """
    if visitor.identity.is_unsure:
        raise ServiceDown("auth")
    if not visitor.is_signed_in:
        raise SignInNeeded
    if roles and not visitor.has_role(*roles):
        raise Forbidden
    visitor.identity.caller.check_level(level)


async def _signed_in(visitor: CurrentVisitor) -> Visitor:
    admit(visitor)
    return visitor


SignedIn = Annotated[Visitor, Depends(_signed_in)]


async def _proven(visitor: CurrentVisitor) -> Visitor:
    admit(visitor, level=PROVEN)
    return visitor


ProvenPerson = Annotated[Visitor, Depends(_proven)]
"""Somebody who proved at level 2 who they are: for pages about their own data."""


def holding(*roles: str, level: int = 0) -> Callable[..., Any]:
    """Return a dependency: the visitor, signed in at this level and holding one of these roles."""

    async def holder(visitor: CurrentVisitor) -> Visitor:
        admit(visitor, *roles, level=level)
        return visitor

    return holder


# `async`: the framework runs plain functions in threads, which costs more than they do.


def _origin(request: Request, service: str) -> str:
    """Return the address of a service that is well."""
    services: Mapping[str, Service] = request.app.state.services
    return services[service].next_origin()


async def _auth(request: Request, visitor: CurrentVisitor) -> AuthClient:
    state = request.app.state
    return AuthClient(state.http, _origin(request, "auth"), visitor.on_behalf, state.units)


async def _qa(request: Request, visitor: CurrentVisitor) -> QaClient:
    return QaClient(request.app.state.http, _origin(request, "qa"), visitor.on_behalf)


async def _survey(request: Request, visitor: CurrentVisitor) -> SurveyClient:
    return SurveyClient(request.app.state.http, _origin(request, "survey"), visitor.on_behalf)


Auth = Annotated[AuthClient, Depends(_auth)]
Qa = Annotated[QaClient, Depends(_qa)]
Survey = Annotated[SurveyClient, Depends(_survey)]
