"""Who somebody is to us, and the rules for roles and locks."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel

from services.auth.units.model import UnitNotAdministered
from shared.contracts.auth.changes import AssignedRole
from shared.identity import Caller, Role
from shared.problems import Conflict, NotFound, StaleVersion

ROOT_ROLES = frozenset({"coordinator"})


class PersonNotFound(NotFound):
    """There is no such person in the directory."""

    slug, title = "person-not-found", "There is no such person in the directory"


class RoleNeedsRootUnit(Conflict):
    """The role exists only for the top unit."""

    slug, title = "role-needs-root-unit", "This role exists only for the top unit"


class OwnAccess(Conflict):
    """Nobody takes their own administration away or locks themselves out."""

    slug, title = "own-access", "Another administrator has to do this to your account"


class PersonChangedMeanwhile(StaleVersion):
    """The person was changed since it was read."""

    slug, title = "person-changed-meanwhile", "Somebody else changed this person meanwhile"


class LastAdministrator(Conflict):
    """Somebody has to be left who can administer."""

    slug, title = "last-administrator", "This is the last administrator"


class RoleForAbolishedUnit(Conflict):
    """A new role would be for a unit that is abolished."""

    slug, title = "role-for-abolished-unit", "This unit is abolished; no new roles are given there"


class AccountTaken(Conflict):
    """The account at the provider belongs to somebody else already."""

    slug, title = "account-taken", "This account belongs to another person already"


class Standing(BaseModel):
    """What decides on every call: may this person act, and as what."""

    roles: tuple[Role, ...] = ()
    is_locked: bool = False
    sessions_from: datetime | None = None

    def accepts(self, opened_at: datetime) -> bool:
        """Say whether a session opened then may still be used, as far as the person goes."""
        return not self.is_locked and (self.sessions_from is None or opened_at > self.sessions_from)


class Person(BaseModel):
    """A person or organisation with an account; in the directory when `is_managed`."""

    id: str
    account: Literal["person", "organization"] = "person"
    name: str
    email: str = ""
    number: str = ""
    """Personal number or tax code, from the provider."""
    language: Literal["vi", "en"] = "vi"
    roles: list[AssignedRole] = []
    is_managed: bool = False
    """Name and e-mail come from the directory, not from the provider."""
    locked_at: datetime | None = None
    sessions_from: datetime | None = None
    """Sessions opened up to this moment count no more."""
    version: int = 1

    @property
    def state(self) -> dict[str, Any]:
        """What the history keeps."""
        said = self.model_dump(mode="json", include={"name", "email", "language", "roles"})
        return said | {"is_locked": self.locked_at is not None}

    def administers(self, units: Collection[str]) -> bool:
        """Whether this person can act as an administrator of one of these units."""
        return self.locked_at is None and any(
            role.role == "admin" and role.unit in units for role in self.roles
        )

    def check_version(self, read: int) -> None:
        """Raise unless this is the version the caller read."""
        if self.version != read:
            raise PersonChangedMeanwhile(version=self.version)

    def assign(
        self,
        roles: Collection[AssignedRole],
        *,
        by: Caller,
        administered: Collection[str],
        root_units: Collection[str],
        closed: Collection[str] = (),
    ) -> None:
        """Replace the roles; `administered` are the units the caller may decide about."""
        before = {(role.role, role.unit) for role in self.roles}
        after = {(role.role, role.unit) for role in roles}
        if abolished := {unit for _, unit in after - before} & set(closed):
            raise RoleForAbolishedUnit(units=sorted(abolished))
        touched = before ^ after
        if any(unit not in administered for _, unit in touched):
            raise UnitNotAdministered
        if any(role in ROOT_ROLES and unit not in root_units for role, unit in after - before):
            raise RoleNeedsRootUnit
        if by.id == self.id and any(role == "admin" for role, _ in before - after):
            raise OwnAccess
        self.roles = [
            AssignedRole.model_validate({"role": role, "unit": unit})
            for role, unit in sorted(after)
        ]
        self.is_managed = self.is_managed or bool(after)

    def lock(self, *, by: Caller, administered: Collection[str], moment: datetime) -> None:
        """Refuse this person from now on, on every call."""
        if by.id == self.id:
            raise OwnAccess
        self.check_administered(administered)
        self.locked_at = self.locked_at or moment
        self.sessions_from = moment

    def unlock(self, *, administered: Collection[str]) -> None:
        """Let this person sign in again."""
        self.check_administered(administered)
        self.locked_at = None

    def check_administered(self, administered: Collection[str]) -> None:
        """Raise unless every unit this person works for is among those administered."""
        if any(role.unit not in administered for role in self.roles):
            raise UnitNotAdministered
