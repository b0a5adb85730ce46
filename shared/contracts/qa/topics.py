"""Topics (lĩnh vực) as administrators keep them; `TopicOut` is what everybody reads."""

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, Field

from shared.contracts.qa.base import Form, PersonRef, Slug, UnitRef
from shared.contracts.qa.questions import TopicOut
from shared.names import OfficialName, OptionalName

TableFormat = Literal["csv", "xlsx"]
"""How `GET /topic-table.{written_as}` writes the topics; `POST /imports?kind=topics` takes both."""


class TopicForm(Form):
    """A topic as it shall be: `PUT /topics/{id}`. A closed one stays on the questions it has.

    `unit` takes the questions filed under it that name no unit themselves.
    """

    name: OfficialName
    name_en: OptionalName = ""
    unit: Slug | None = None
    position: int = Field(500, ge=1, le=9_999)
    is_open: bool = True


class CreateTopic(TopicForm):
    """A new topic: `POST /topics`."""

    id: Slug


class UndoTopicChange(Form):
    """Put back what a topic said before the change that made `version`."""

    version: int = Field(ge=2)


class TopicDetail(TopicOut):
    """A topic for administrators."""

    unit: UnitRef | None
    position: int
    is_open: bool
    version: int


class TopicVersionOut(BaseModel):
    """One change of a topic, the newest first; `before` is null for a new one."""

    version: int
    at: datetime
    by: PersonRef | None
    """None: the system, when a unit was abolished."""
    before: dict[str, Any] | None
    after: dict[str, Any]
