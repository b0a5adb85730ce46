"""Deputies during absence: they are told too, and approve in the absent person's place."""

from datetime import date
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from shared.contracts.qa.base import Form, PersonRef
from shared.contracts.qa.work import PersonId

LONGEST_DAYS = 366


class AppointDeputy(Form):
    """`POST /deputies`: from one day to another, both included, in local days."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    person: PersonId
    deputy: PersonId
    starts_on: date = Field(alias="from")
    ends_on: date = Field(alias="to")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.person == self.deputy:
            raise ValueError("nobody is their own deputy")
        if not 0 <= (self.ends_on - self.starts_on).days <= LONGEST_DAYS:
            raise ValueError(f"from a day to a later one, at most {LONGEST_DAYS} days")
        return self


class DeputyOut(BaseModel):
    """Who stands in for whom; `is_valid` says whether they do today."""

    model_config = ConfigDict(populate_by_name=True)

    id: str
    person: PersonRef
    deputy: PersonRef
    starts_on: date = Field(alias="from")
    ends_on: date = Field(alias="to")
    is_valid: bool
