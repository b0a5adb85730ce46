"""Who looks at a page, as far as a page needs to know it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ViewerRole:
    """A role and the unit it is for; none for roles over everything."""

    role: str
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class Viewer:
    """A person who is signed in."""

    person: str
    name: str
    roles: tuple[ViewerRole, ...] = ()

    def has_role(self, *names: str) -> bool:
        """Tell whether the person holds one of these roles, for any unit."""
        return any(role.role in names for role in self.roles)
