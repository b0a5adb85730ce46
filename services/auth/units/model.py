"""What a unit is and what may be changed about it."""

from datetime import date

from pydantic import BaseModel, Field

from shared.collation import vietnamese_sort_key
from shared.contracts.auth.changes import UnitChange
from shared.contracts.auth.directory import UnitKind
from shared.folding import search_terms
from shared.problems import Conflict, Forbidden, NotFound, StaleVersion


class UnitNotFound(NotFound):
    """There is no such unit."""

    slug, title = "unit-not-found", "There is no such unit"


class UnitNotAdministered(Forbidden):
    """The administrator's units do not include this one."""

    slug, title = "unit-not-administered", "This unit is not among those you administer"


class UnknownCalendar(Conflict):
    """The unit would follow a calendar that does not exist."""

    slug, title = "unknown-calendar", "There is no such calendar"


class UnitChangedMeanwhile(StaleVersion):
    """The unit was changed since it was read."""

    slug, title = "unit-changed-meanwhile", "Somebody else changed this unit meanwhile"


class Unit(BaseModel):
    """A unit of the administration; `ancestors` are its parent, that one's parent and so on."""

    id: str
    name: str
    name_en: str = ""
    kind: UnitKind
    parent: str | None = None
    ancestors: list[str] = Field(default_factory=list)
    calendar: str
    email: str = ""
    phone: str = ""
    address: str = ""
    valid_from: date
    valid_to: date | None = None
    successor: str | None = None
    accepts_questions: bool = True
    version: int = 1

    @property
    def place(self) -> str:
        """Where the unit stands in a list: by its name in Vietnamese order."""
        return f"{vietnamese_sort_key(self.name)}\x03{self.id}"

    @property
    def terms(self) -> list[str]:
        """What the unit is found by."""
        return search_terms(f"{self.name} {self.name_en}")

    def check_version(self, read: int) -> None:
        """Raise unless this is the version the caller read."""
        if self.version != read:
            raise UnitChangedMeanwhile(version=self.version)

    def change(self, change: UnitChange) -> None:
        """Take over what the change names."""
        for name in change.model_fields_set:
            if (value := getattr(change, name)) is not None:
                setattr(self, name, value)
        self.version += 1
