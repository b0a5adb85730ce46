"""Templates as stored."""

from pymongo import IndexModel

from services.qa.templates.model import Template
from shared.documents import Document

EVERY_UNIT = "*"


class TemplateDocument(Template, Document):
    """A template."""

    id: str  # type: ignore[assignment]

    class Settings:
        """Storage."""

        name = "templates"
        indexes = (IndexModel([("unit", 1)]),)
