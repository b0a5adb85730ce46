"""The tree of units: who stands under whom."""

from collections.abc import Mapping

from pydantic import BaseModel, ConfigDict

from shared.contracts.auth.directory import UnitOut
from shared.problems import Forbidden


class Unit(BaseModel):
    """What survey keeps of a unit."""

    model_config = ConfigDict(frozen=True)

    id: str
    name: str
    name_en: str = ""
    parent: str | None = None

    @classmethod
    def of(cls, unit: UnitOut) -> "Unit":
        """Return what is kept of a unit as auth tells of it."""
        return cls(id=unit.id, name=unit.name, name_en=unit.name_en, parent=unit.parent)


class NotForOneUnit(Forbidden):
    """What is shared by all units, or judges one, is for who administers all of them."""

    slug, title = "not-for-one-unit", "Only who administers all units may do this"


class UnitTree:
    """All units by id, and the subtree of each; a loop in the parents ends nowhere."""

    def __init__(self, units: Mapping[str, Unit]) -> None:
        self.units = units
        self._children: dict[str, list[str]] = {}
        for unit in units.values():
            if unit.parent is not None:
                self._children.setdefault(unit.parent, []).append(unit.id)
        self._subtrees: dict[str, frozenset[str]] = {}

    def children(self, unit: str) -> list[str]:
        """Return the ids of the units next below."""
        return self._children.get(unit, [])

    def subtree(self, unit: str) -> frozenset[str]:
        """Return the ids of a unit and all below it; of an unknown one only itself."""
        if unit not in self._subtrees:
            found: set[str] = set()
            waiting = [unit]
            while waiting:
                current = waiting.pop()
                if current not in found:
                    found.add(current)
                    waiting += self._children.get(current, ())
            self._subtrees[unit] = frozenset(found)
        return self._subtrees[unit]
