"""Ready-made texts for answers, with fields that are filled in for a question."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel

from shared.contracts.qa.base import Form, Slug, UnitRef
from shared.text import line, paragraphs

TEMPLATE_FIELDS = (
    "ten_nguoi_gui", "ma_tra_cuu", "tieu_de", "ngay_gui", "don_vi", "han_xu_ly", "can_bo",
)  # fmt: skip
"""What may stand in `{{…}}`: the sender's name (left out politely when it is not known), the
code, title and day of the question, the lead unit, the due date, who writes."""


class WriteTemplate(Form):
    """`POST /templates`, and `PUT /templates/{template}` with `If-Match`.

    Markdown with fields such as `{{ma_tra_cuu}}`; a field we do not know is refused. Without a
    unit it is for every unit, which is the coordinator's to write.
    """

    name: Annotated[str, line(2, 100)]
    text: Annotated[str, paragraphs(5, 10_000)]
    unit: Slug | None = None


class TemplateOut(BaseModel):
    """A template; `fields` are the names in it, `actions` are `edit` and `delete` if allowed."""

    id: str
    name: str
    text: str
    unit: UnitRef | None = None
    fields: list[str] = []
    updated_at: datetime
    version: int
    actions: list[str] = []


class FilledTemplate(BaseModel):
    """`GET /questions/{code}/templates/{template}`: the text for this question.

    `unknown` are fields about which nothing is known here; they were left out.
    """

    id: str
    name: str
    text: str
    unknown: list[str] = []
