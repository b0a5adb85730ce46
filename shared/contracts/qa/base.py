"""What every request to qa is made of."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$")]


class Form(BaseModel):
    """A request body: a field we do not know is an error, so that a typo is not lost silently."""

    model_config = ConfigDict(extra="forbid")


class UnitRef(BaseModel):
    """A unit as named beside a question."""

    id: str
    name: str
    name_en: str = ""


class PersonRef(BaseModel):
    """Somebody who works for a unit."""

    id: str
    name: str
