"""All units as one tree in memory: what lies below which, and finding one by its name.

A province has a few thousand; the tree is read from the copy of the directory again every few
seconds (`QaRuntime.units`).
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from services.qa.directory.documents import UnitDocument
from shared.collation import vietnamese_sort_key
from shared.contracts.qa.base import UnitRef
from shared.folding import exact_terms, fold, syllables
from shared.text import nfc

_FIELDS = ("name", "name_en", "kind", "parent", "successor", "valid_from", "valid_to")
_DEEPEST = 12


@dataclass(frozen=True)
class Unit:
    """A unit as far as choosing and summing need it."""

    id: str
    name: str
    name_en: str
    kind: str
    parent: str | None
    successor: str | None
    valid_from: date
    valid_to: date | None
    accepts_questions: bool

    @property
    def ref(self) -> UnitRef:
        """Return its name as it crosses."""
        return UnitRef(id=self.id, name=self.name, name_en=self.name_en)

    def is_valid_on(self, day: date) -> bool:
        """Say whether it exists on a day; both its days belong to it."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """Return the folded names, each with a blank before, so that words begin after one."""
        names = (" ".join(syllables(fold(name))) for name in (self.name, self.name_en, self.id))
        return tuple(f" {name}" for name in names if name)


@dataclass(frozen=True)
class UnitTree:
    """Every unit that ever was, by id."""

    units: Mapping[str, Unit]
    children: dict[str, list[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for unit in self.units.values():
            if unit.parent is not None:
                self.children.setdefault(unit.parent, []).append(unit.id)

    def below(self, units: Collection[str]) -> set[str]:
        """Return the units and everything below them."""
        found = set(units)
        waiting = list(found)
        while waiting:
            fresh = set(self.children.get(waiting.pop(), ())) - found
            found |= fresh
            waiting += fresh
        return found

    def ref(self, unit_id: str) -> UnitRef:
        """Return a unit's name; one we do not know is named by its id."""
        unit = self.units.get(unit_id)
        return unit.ref if unit else UnitRef(id=unit_id, name=unit_id)

    def find(self, words: str, day: date, limit: int) -> list[Unit]:
        """Return the units of a day whose name holds each word, or begins a syllable with it.

        Best first: the whole name, its beginning, spelt with the same marks, the shorter. An
        abolished unit found by its old name is answered with its successor.
        """
        asked = syllables(fold(words))
        exact = set(exact_terms(words))
        ranked: dict[str, tuple[Any, ...]] = {}
        for unit in self.units.values():
            if not all(any(f" {word}" in key for key in unit.keys) for word in asked):
                continue
            current = self._current(unit, day)
            if current is not None:
                rank = _rank(unit, asked, exact, day)
                ranked[current.id] = min(rank, ranked.get(current.id, rank))
        best = sorted(ranked, key=lambda unit_id: ranked[unit_id])
        return [self.units[unit_id] for unit_id in best[:limit]]

    def _current(self, unit: Unit, day: date) -> Unit | None:
        for _ in range(_DEEPEST):
            if unit.is_valid_on(day):
                return unit
            following = self.units.get(unit.successor or "")
            if following is None:
                return None
            unit = following
        return None


def _rank(unit: Unit, asked: list[str], exact: set[str], day: date) -> tuple[Any, ...]:
    words = " ".join(asked)
    return (
        not unit.is_valid_on(day),
        all(key.strip() != words for key in unit.keys),
        not any(key.startswith(f" {words}") for key in unit.keys),
        -len(exact & set(exact_terms(unit.name))),
        len(unit.name),
        vietnamese_sort_key(unit.name),
        unit.id,
    )


def tree_of(rows: Iterable[Mapping[str, Any]]) -> UnitTree:
    """Return the tree of units as they are stored."""
    return UnitTree({row["_id"]: _unit(row) for row in rows})


async def read_tree() -> UnitTree:
    """Read all units."""
    units = UnitDocument.get_pymongo_collection()
    fields = dict.fromkeys((*_FIELDS, "accepts_questions"), 1)
    return tree_of(await units.find({}, fields).to_list())


def _unit(row: Mapping[str, Any]) -> Unit:
    return Unit(
        id=row["_id"],
        name=nfc(row["name"]),
        name_en=row.get("name_en", ""),
        kind=row["kind"],
        parent=row.get("parent"),
        successor=row.get("successor"),
        valid_from=_day(row["valid_from"]),
        valid_to=_day(row["valid_to"]) if row.get("valid_to") else None,
        accepts_questions=row.get("accepts_questions", True),
    )


def _day(stored: Any) -> date:  # noqa: ANN401 - a date is stored as a midnight
    return stored.date() if hasattr(stored, "date") else date.fromisoformat(str(stored))
