"""Ready questions and answers (FAQ) that units keep, with validity dates and cited documents."""

from datetime import date, datetime
from typing import Annotated, Literal, Self

from pydantic import BaseModel, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from shared.contracts.qa.base import Form, PersonRef, Slug, UnitRef
from shared.contracts.qa.questions import TopicOut
from shared.contracts.qa.work import Code, Reason
from shared.events import Event
from shared.text import line, paragraphs

FaqState = Literal["valid", "not_yet", "expired", "withdrawn"]
FaqTitle = Annotated[str, line(5, 200)]
FaqAnswer = Annotated[str, paragraphs(10, 20_000)]
WebAddress = Annotated[str, StringConstraints(pattern=r"^https?://[^\s<>\"]+$", max_length=500)]


class CitedDocument(Form):
    """A document an answer rests on: its number (`224/2026/NĐ-CP`), and until when it is valid."""

    number: Annotated[str, line(1, 60)]
    title: Annotated[str, line(1, 300)]
    issued_on: date | None = None
    valid_to: date | None = None
    url: WebAddress | None = None


class _FaqFields(Form):
    topic: Slug | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    documents: Annotated[list[CitedDocument], Field(default_factory=list, max_length=20)]

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> Self:
        if self.valid_from and self.valid_to and self.valid_to < self.valid_from:
            raise PydanticCustomError("ends_before_it_begins", "valid_to is before valid_from")
        return self


class AddFaq(_FaqFields):
    """`POST /faq`. Without `valid_from` it is valid from today, without `valid_to` for good.

    With `from_question`, an answered question of this unit, what is left out of title, answer and
    topic is taken from what everybody may read of it.
    """

    unit: Slug
    title: FaqTitle | None = None
    answer: FaqAnswer | None = None
    from_question: Code | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.from_question is None and (self.title is None or self.answer is None):
            raise PydanticCustomError("nothing_said", "title and answer, or from_question")
        return self


class EditFaq(_FaqFields):
    """`PUT /faq/{entry}` with `If-Match`: the entry as it shall be from now on."""

    title: FaqTitle
    answer: FaqAnswer


class WithdrawFaq(Form):
    """`POST /faq/{entry}/withdraw` with `If-Match`: off the public pages, its history stays."""

    reason: Reason


class CitedDocumentOut(BaseModel):
    """A cited document; `is_expired` says that it is valid no longer."""

    number: str
    title: str
    issued_on: date | None = None
    valid_to: date | None = None
    url: str | None = None
    is_expired: bool = False


class FaqOut(BaseModel):
    """A ready question and answer; `html` is cleaned, `answer` the Markdown it comes from.

    `cites_expired` warns that a document it rests on is valid no longer. `version` is the ETag
    for `If-Match`; `actions` are `edit` and `withdraw` where this caller may do so.
    """

    id: str
    title: str
    answer: str
    html: str
    unit: UnitRef
    topic: TopicOut | None = None
    state: FaqState
    valid_from: date
    valid_to: date | None = None
    documents: list[CitedDocumentOut] = []
    cites_expired: bool = False
    from_question: str | None = None
    updated_at: datetime
    version: int
    actions: list[str] = []


class FaqVersionOut(BaseModel):
    """An entry as it was from a moment on: who changed what; `reason` when it was withdrawn."""

    version: int
    kind: Literal["added", "edited", "withdrawn"]
    at: datetime
    by: PersonRef
    reason: str = ""
    title: str
    answer: str
    valid_from: date
    valid_to: date | None = None
    documents: list[CitedDocumentOut] = []


class FaqExpiring(Event):
    """An entry, or a document it cites, is valid for 30 days at most."""

    wire_name = "qa.faq_expiring.v1"
    listeners = ("qa",)

    entry: str
    unit: str
    expires_on: date
