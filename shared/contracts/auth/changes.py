"""What administrators send to change the directory."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, EmailStr, Field

from shared.phones import Phone
from shared.text import line

RoleName = Literal["officer", "head", "coordinator", "leader", "admin"]
Blank = Literal[""]


class AssignedRole(BaseModel):
    """A role for a unit."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    role: RoleName
    unit: Annotated[str, Field(min_length=1, max_length=64)]


class RolesChange(BaseModel):
    """All roles a person shall hold from now on."""

    model_config = ConfigDict(extra="forbid")

    roles: list[AssignedRole] = Field(max_length=50)


class UnitChange(BaseModel):
    """What to change about a unit; what is left out stays."""

    model_config = ConfigDict(extra="forbid")

    name: Annotated[str, line(2, 200)] | None = None
    name_en: Annotated[str, line(0, 200)] | None = None
    calendar: Annotated[str, Field(min_length=1, max_length=64)] | None = None
    email: EmailStr | Blank | None = None
    phone: Phone | Blank | None = None
    address: Annotated[str, line(0, 300)] | None = None
    accepts_questions: bool | None = None
