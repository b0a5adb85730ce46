"""Units as stored."""

from datetime import UTC, datetime
from typing import Any

from pydantic import Field
from pymongo import IndexModel

from services.auth.units.model import Unit
from shared.clock import now
from shared.contracts.auth.directory import UnitKind
from shared.documents import Document


class UnitDocument(Document):
    """One unit, with its place in the list and the terms it is found by. Days are midnights UTC."""

    id: str  # type: ignore[assignment]
    name: str
    name_en: str
    kind: UnitKind
    parent: str | None
    ancestors: list[str]
    calendar: str
    email: str
    phone: str
    address: str
    valid_from: datetime
    valid_to: datetime | None
    successor: str | None
    accepts_questions: bool
    codes: list[dict[str, Any]] = Field(default_factory=list)
    version: int
    place: str
    terms: list[str]
    changed_at: datetime = Field(default_factory=now)

    class Settings:
        """Storage."""

        name = "units"
        indexes = (
            IndexModel([("place", 1)]),
            IndexModel([("terms", 1)]),
            IndexModel([("ancestors", 1)]),
            IndexModel([("parent", 1), ("place", 1)]),
        )

    @classmethod
    def of(cls, unit: Unit) -> "UnitDocument":
        """Return a unit as it is stored."""
        days = {
            name: datetime(day.year, day.month, day.day, tzinfo=UTC) if day else None
            for name, day in (("valid_from", unit.valid_from), ("valid_to", unit.valid_to))
        }
        codes = [code.model_dump(mode="json") for code in unit.codes]
        fields = unit.model_dump() | days | {"codes": codes}
        return cls(**fields, place=unit.place, terms=unit.terms)

    def unit(self) -> Unit:
        """Return it as the rules know it."""
        fields = self.model_dump(include=set(Unit.model_fields))
        for name in ("valid_from", "valid_to"):
            fields[name] = fields[name] and fields[name].date()
        return Unit.model_validate(fields)
