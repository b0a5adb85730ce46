"""Units, people and calendars as auth tells other services of them."""

from datetime import date
from typing import Literal

from pydantic import BaseModel

from shared.events import Event
from shared.identity import Role
from shared.working_calendar import WorkingCalendar

UnitKind = Literal["province", "department", "commune", "division", "other"]
Entity = Literal["unit", "person", "calendar"]


class UnitOut(BaseModel):
    """A unit of the administration; `id` is a readable slug such as `so-tu-phap`."""

    id: str
    name: str
    name_en: str = ""
    kind: UnitKind
    parent: str | None = None
    calendar: str = "hue"
    email: str = ""
    phone: str = ""
    address: str = ""
    valid_from: date
    valid_to: date | None = None
    successor: str | None = None
    accepts_questions: bool = True


class PersonOut(BaseModel):
    """Somebody who works for a unit: who to notify and what for. Never sent in an event."""

    id: str
    name: str
    email: str
    language: Literal["vi", "en"] = "vi"
    roles: list[Role]
    is_active: bool = True


class CalendarOut(BaseModel):
    """A working calendar with its name."""

    id: str
    name: str
    calendar: WorkingCalendar


class DirectoryOut(BaseModel):
    """The whole directory, for filling or repairing a read copy."""

    units: list[UnitOut]
    people: list[PersonOut]
    calendars: list[CalendarOut]


class DirectoryChanged(Event):
    """A unit, person or calendar changed; listeners fetch it by id."""

    wire_name = "auth.directory_changed.v1"
    listeners = ("qa", "survey")

    entity: Entity
    id: str
