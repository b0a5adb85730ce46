"""Units, people and calendars as auth tells other services of them."""

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, StringConstraints, model_validator

from shared.events import Event
from shared.identity import Role
from shared.working_calendar import WorkingCalendar

UnitKind = Literal["province", "department", "commune", "division", "other"]
Entity = Literal["unit", "person", "calendar"]


class UnitCode(BaseModel):
    """An agency code (mã định danh) and the days it counts; never a key."""

    model_config = ConfigDict(extra="forbid")

    code: Annotated[str, StringConstraints(pattern=r"^[A-Z0-9]+(\.[A-Z0-9]+)*$", max_length=40)]
    valid_from: date | None = None
    valid_to: date | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.valid_from and self.valid_to and self.valid_to < self.valid_from:
            raise ValueError("a code ends after it begins")
        return self


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
    codes: list[UnitCode] = []


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
