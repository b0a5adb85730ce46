"""Ready-made texts with fields in `{{…}}`, filled in for one question. No I/O."""

import re
from collections.abc import Mapping
from datetime import datetime

from pydantic import BaseModel, Field

from shared.contracts.qa.templates import TEMPLATE_FIELDS
from shared.ids import new_id
from shared.problems import Forbidden, NotFound, StaleVersion

_FIELD = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")
# A field about which nothing is known goes with the blank before it: `ông/bà {{…}},` → `ông/bà,`.
_WITH_BLANK = re.compile(r"[ \u00a0]?\{\{\s*([^{}]*?)\s*\}\}")


class TemplateNotFound(NotFound):
    """No template has this id, or it is another unit's."""

    slug, title = "template-not-found", "There is no such template"


class TemplateOfAnotherUnit(Forbidden):
    """Only its unit writes a template; the coordinator writes those for every unit."""

    slug, title = "template-of-another-unit", "This template is not yours to write"


class TemplateChanged(StaleVersion):
    """Somebody changed the template meanwhile; the problem says its version."""

    slug, title = "template-changed", "Somebody else changed this template meanwhile"


class Template(BaseModel):
    """A text for answers of one unit, or of every unit when `unit` is `*`."""

    id: str = Field(default_factory=new_id)
    unit: str
    name: str
    text: str
    version: int = 1
    updated_at: datetime
    updated_by: str


def fields_in(text: str) -> list[str]:
    """Return the names in a text, each once, in order."""
    return list(dict.fromkeys(_FIELD.findall(text)))


def unknown_fields(text: str) -> list[str]:
    """Return the names in a text that no question could fill."""
    return [name for name in fields_in(text) if name not in TEMPLATE_FIELDS]


def fill(text: str, values: Mapping[str, str]) -> str:
    """Return a text with its fields filled; an empty one leaves no gap."""

    def value(found: re.Match[str]) -> str:
        known = values.get(found[1], "")
        blank = found[0][0] if found[0][0] != "{" else ""
        return f"{blank}{known}" if known else ""

    return _WITH_BLANK.sub(value, text)
