"""What a unit is and what may be changed about it."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from pydantic import BaseModel, Field

from shared.collation import vietnamese_sort_key
from shared.contracts.auth.changes import UnitChange
from shared.contracts.auth.directory import UnitCode, UnitKind
from shared.contracts.auth.keeping import UnitForm
from shared.folding import search_terms
from shared.problems import Conflict, Forbidden, NotFound, StaleVersion

STATE = {
    "name", "name_en", "kind", "parent", "calendar", "email", "phone", "address", "valid_from",
    "valid_to", "successor", "accepts_questions", "codes",
}  # fmt: skip
"""What the history keeps of a unit."""


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


class UnitExists(Conflict):
    """The id, or the name beside the same units, is taken."""

    slug, title = "unit-exists", "There is a unit with this id or name already"


class UnitCycle(Conflict):
    """A unit would stand below itself."""

    slug, title = "unit-cycle", "A unit cannot stand below itself"


class UnitNotInForce(Conflict):
    """The unit named is abolished, or begins too late."""

    slug, title = "unit-not-in-force", "The unit named is not in force then"


class TopUnitStays(Conflict):
    """There is exactly one top unit, and it is neither moved nor abolished."""

    slug, title = "top-unit-stays", "There is one top unit; it stays where it is"


class SubunitsNeedSuccessor(Conflict):
    """Units still stand below the one to be abolished, and nobody takes them over."""

    slug, title = "subunits-need-successor", "Units below this one need a successor to move to"


class SuccessorNotAllowed(Conflict):
    """A unit cannot follow itself, nor one that stands below it."""

    slug, title = "successor-not-allowed", "This unit cannot be the successor"


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
    codes: list[UnitCode] = Field(default_factory=list)
    version: int = 1

    @property
    def place(self) -> str:
        """Where the unit stands in a list: by its name in Vietnamese order."""
        return f"{vietnamese_sort_key(self.name)}\x03{self.id}"

    @property
    def terms(self) -> list[str]:
        """What the unit is found by."""
        codes = " ".join(code.code for code in self.codes)
        return search_terms(f"{self.name} {self.name_en} {self.id} {codes}")

    @property
    def state(self) -> dict[str, Any]:
        """What the history keeps."""
        return self.model_dump(mode="json", include=STATE)

    def is_in_force(self, day: date) -> bool:
        """Say whether the unit exists on a day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

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

    def revise(self, form: UnitForm) -> None:
        """Take over a whole form; the place in the tree is set by `move`."""
        if self.valid_to and form.valid_from > self.valid_to:
            raise UnitNotInForce
        for name in UnitForm.model_fields:
            if name != "parent":
                setattr(self, name, getattr(form, name))
        self.version += 1

    def move(self, parent: "Unit | None") -> None:
        """Stand below another unit; raises `UnitCycle`, and `TopUnitStays` for the top."""
        if parent is None or self.parent is None:
            raise TopUnitStays
        if self.id == parent.id or self.id in parent.ancestors:
            raise UnitCycle
        self.parent = parent.id
        self.ancestors = [parent.id, *parent.ancestors]

    def abolish(self, last_day: date, successor: "Unit | None", open_below: Sequence[str]) -> None:
        """End on a day, with the unit that takes over its work."""
        if self.parent is None:
            raise TopUnitStays
        if last_day < self.valid_from:
            raise UnitNotInForce
        if successor is None and open_below:
            raise SubunitsNeedSuccessor(units=sorted(open_below)[:20])
        if successor is not None:
            if successor.id == self.id or self.id in successor.ancestors:
                raise SuccessorNotAllowed
            if successor.valid_to is not None:
                raise UnitNotInForce
        self.valid_to = last_day
        self.successor = successor.id if successor else None
        self.version += 1
