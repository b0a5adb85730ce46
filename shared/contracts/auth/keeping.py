"""What administrators send to keep the directory, and what they read of its records."""

from datetime import date, datetime
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, EmailStr, Field, StringConstraints, model_validator

from shared.contracts.auth.changes import AssignedRole, Blank
from shared.contracts.auth.directory import CalendarOut, PersonOut, UnitCode, UnitKind, UnitOut
from shared.names import OfficialName, OptionalName
from shared.phones import Phone
from shared.text import line
from shared.working_calendar import DayNote, Season, YearStatus

RecordId = Annotated[
    str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", min_length=2, max_length=64)
]
"""A readable id: small letters without marks, digits, hyphens."""
KnownId = Annotated[str, Field(min_length=1, max_length=64)]
Reason = Annotated[str, line(0, 500)]


class Body(BaseModel):
    """A body people send."""

    model_config = ConfigDict(extra="forbid")


class UnitForm(Body):
    """A unit as it shall be: `PUT /units/{id}`. Ending and successor: `AbolishUnit`."""

    name: OfficialName
    name_en: OptionalName = ""
    kind: UnitKind
    parent: KnownId | None = None
    calendar: KnownId
    email: EmailStr | Blank = ""
    phone: Phone | Blank = ""
    address: Annotated[str, line(0, 300)] = ""
    accepts_questions: bool = True
    valid_from: date
    codes: list[UnitCode] = Field(default_factory=list, max_length=20)


class CreateUnit(UnitForm):
    """A new unit: `POST /units`."""

    id: RecordId


class AbolishUnit(Body):
    """The last day of a unit and who follows it: `POST /units/{id}/abolish`.

    `move_people` gives its officers and heads the same role at the successor too.
    """

    valid_to: date
    successor: KnownId | None = None
    move_people: bool = True
    reason: Annotated[str, line(3, 500)]


class UndoChange(Body):
    """Put back what a record said before the change that made `version`."""

    version: Annotated[int, Field(ge=1)]
    reason: Reason = ""


class UnitRef(BaseModel):
    """A unit by name."""

    id: str
    name: str


class UnitDetail(UnitOut):
    """A unit for its administrators; `path` leads from the top to its parent."""

    version: int
    path: list[UnitRef]
    subunits: int
    changeable: bool


class UnitBranch(UnitOut):
    """A unit in the tree, and how many stand directly below it today."""

    subunits: int


class RecordVersion(BaseModel):
    """One change of a record; `before` is null for a new one."""

    version: int
    at: datetime
    by: str
    by_name: str = ""
    action: str
    reason: str
    before: dict[str, Any] | None
    after: dict[str, Any]


class PersonForm(Body):
    """A person as the directory shall know them: `PUT /people/{id}`."""

    name: OfficialName
    email: EmailStr | Blank = ""
    language: Literal["vi", "en"] = "vi"


class LinkedAccount(Body):
    """An account at a sign-in provider: `POST /people/{id}/accounts`."""

    issuer: Annotated[str, Field(min_length=8, max_length=300, pattern=r"^https?://\S+$")]
    subject: Annotated[str, Field(min_length=1, max_length=255)]


class CreatePerson(PersonForm):
    """A new person of the directory: `POST /people`; the account may be linked later."""

    roles: list[AssignedRole] = Field(default_factory=list, max_length=50)
    account: LinkedAccount | None = None


class AccountOut(BaseModel):
    """An account somebody signs in with; who they are there is kept as a hash only."""

    id: str
    issuer: str
    linked_at: datetime


class PersonDetail(PersonOut):
    """A person for administrators."""

    version: int
    locked_at: datetime | None
    accounts: list[AccountOut]


class CalendarForm(Body):
    """A calendar's name and hours: `PUT /calendars/{id}`."""

    name: OfficialName
    seasons: tuple[Season, ...] = Field(min_length=1, max_length=12)


class CreateCalendar(Body):
    """A calendar that begins as a copy of another: `POST /calendars`."""

    id: RecordId
    name: OfficialName
    copy_of: KnownId


class YearForm(Body):
    """A year's days off (NGHI) and days worked instead (LAM_BU), with where each comes from.

    `PUT /calendars/{id}/years/{year}`, and `…/preview` to see what would change.
    """

    status: YearStatus
    source: Annotated[str, line(3, 300)]
    days_off: dict[date, DayNote] = Field(default_factory=dict, max_length=120)
    makeup_days: dict[date, DayNote] = Field(default_factory=dict, max_length=60)

    @model_validator(mode="after")
    def _one_year(self) -> Self:
        if len({day.year for day in (*self.days_off, *self.makeup_days)}) > 1:
            raise ValueError("all days lie in the same year")
        return self


class YearPreview(BaseModel):
    """What a change of a year does: days that become off, days that become worked."""

    becomes_off: list[date]
    becomes_worked: list[date]
    working_days_before: int
    working_days_after: int
    becomes_confirmed: bool


class CalendarDetail(CalendarOut):
    """A calendar for administrators; `units` follow it today."""

    version: int
    units: int
    changeable: bool
