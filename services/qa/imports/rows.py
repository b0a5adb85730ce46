"""A row of a file as what it says, or as what is wrong with it. No I/O."""

import hashlib
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Annotated, Any, Generic, TypeVar

from pydantic import BaseModel, TypeAdapter, ValidationError

from services.qa.imports.messages import row_error
from services.qa.imports.names import AmbiguousName, Names
from services.qa.imports.reading import Row
from services.qa.imports.values import as_moment, as_text, is_formula
from shared.clock import HO_CHI_MINH
from shared.contracts.qa.imports import RowError
from shared.text import line, paragraphs

_TITLE_LENGTH = 150

_LINES: dict[str, TypeAdapter[str]] = {
    "external_id": TypeAdapter(Annotated[str, line(1, 200)]),
    "title": TypeAdapter(Annotated[str, line(1, 300)]),
    "body": TypeAdapter(Annotated[str, paragraphs(1, 20_000)]),
    "answer": TypeAdapter(Annotated[str, paragraphs(1, 50_000)]),
}
_ERRORS = {
    "string_too_short": "too_short",
    "string_too_long": "too_long",
    "text_character": "character",
    "text_not_one_line": "not_one_line",
}


class ReadRow(BaseModel):
    """What every row says."""

    external_id: str
    unit: str
    topic: str | None
    title: str
    answer: str

    @property
    def digest(self) -> str:
        """Return a hash that is equal exactly for rows that say the same."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()


class QuestionRow(ReadRow):
    """An answered question of the old portal."""

    body: str
    asked_at: datetime
    answered_at: datetime


class FaqRow(ReadRow):
    """A ready answer of the old portal; without days it is valid from the import on."""

    valid_from: date | None
    valid_to: date | None


R = TypeVar("R", bound=BaseModel)


@dataclass(frozen=True)
class Outcome(Generic[R]):
    """A row with what it says, None when it is refused; and what to tell of it."""

    number: int
    row: R | None
    errors: list[RowError]


@dataclass
class RowReader:
    """Reads rows; remembers their ids, of which each may come once in a file."""

    names: Names
    moment: datetime
    seen: dict[str, int] = field(default_factory=dict)

    def read_question(self, row: Row) -> Outcome[QuestionRow]:
        """Return an answered question, or why it is refused."""
        cells = Cells(row)
        if not _has(row, "title"):
            cells.row.cells["title"] = _short(as_text(row.cells.get("body")))
        said = self._said(cells) | {"body": cells.text("body")}
        asked_at = cells.moment("asked_at", self.moment)
        answered_at = cells.moment("answered_at", self.moment, default=asked_at)
        if asked_at and answered_at and answered_at < asked_at:
            if answered_at.date() == asked_at.date():
                answered_at = asked_at  # only days are known
            else:
                cells.fail("answered_at", "answered_before_asked")
        said |= {"asked_at": asked_at, "answered_at": answered_at}
        return outcome(QuestionRow, cells, said)

    def read_faq(self, row: Row) -> Outcome[FaqRow]:
        """Return a ready answer, or why it is refused."""
        cells = Cells(row)
        said = self._said(cells)
        days = [cells.day("valid_from"), cells.day("valid_to")]
        if days[0] and days[1] and days[1] < days[0]:
            cells.fail("valid_to", "ends_before_it_begins")
        return outcome(FaqRow, cells, said | {"valid_from": days[0], "valid_to": days[1]})

    def _said(self, cells: "Cells") -> dict[str, Any]:
        external_id = cells.text("external_id")
        if external_id is not None:
            first = self.seen.setdefault(external_id, cells.row.number)
            if first != cells.row.number:
                cells.fail("external_id", "duplicate", first=first)
        return {
            "external_id": external_id,
            "unit": self._unit(cells),
            "topic": self._topic(cells),
            "title": cells.text("title"),
            "answer": cells.text("answer"),
        }

    def _unit(self, cells: "Cells") -> str | None:
        name = cells.raw("unit")
        if not name:
            if not cells.holds_formula("unit"):
                cells.fail("unit", "missing")
            return None
        try:
            found = self.names.unit(name)
        except AmbiguousName:
            cells.fail("unit", "ambiguous_unit", name=name)
            return None
        if found is None:
            cells.fail("unit", "unknown_unit", name=name)
        return found

    def _topic(self, cells: "Cells") -> str | None:
        name = cells.raw("topic")
        if not name:
            return None
        found = self.names.topic(name)
        if found is None:
            cells.fail("topic", "unknown_topic", name=name)
        return found


class Cells:
    """The cells of a row while they are read, and what was wrong with them."""

    def __init__(self, row: Row) -> None:
        self.row = Row(row.number, dict(row.cells), row.is_object)
        self.errors: list[RowError] = []
        if not row.is_object:
            self.fail("", "not_an_object")
        self._formulas = {name for name, cell in row.cells.items() if is_formula(cell)}
        for name in self._formulas:
            self.fail(name, "formula")

    def fail(self, field: str, code: str, /, **values: object) -> None:
        """Note what is wrong with a field."""
        self.errors.append(row_error(self.row.number, field, code, **values))

    def holds_formula(self, name: str) -> bool:
        """Say whether a cell is a formula."""
        return name in self._formulas

    def raw(self, name: str) -> str:
        """Return a cell as text, empty for a formula."""
        return "" if name in self._formulas else as_text(self.row.cells.get(name)).strip()

    def text(self, name: str) -> str | None:
        """Return a text that has to be there; None where it is refused."""
        if name in self._formulas:
            return None
        raw = as_text(self.row.cells.get(name))
        if name in {"title", "external_id"}:
            raw = " ".join(raw.split())
        if not raw.strip():
            self.fail(name, "missing")
            return None
        try:
            return _LINES[name].validate_python(raw)
        except ValidationError as refused:
            self.refuse(name, refused)
            return None

    def refuse(self, name: str, refused: ValidationError) -> None:
        """Note what a text cannot be taken for."""
        [error] = refused.errors()
        limits = error.get("ctx", {})
        limit = limits.get("max_length", limits.get("min_length"))
        shown = f"{limits.get('code_point', '')} {limits.get('name', '')}".strip()
        self.fail(name, _ERRORS[error["type"]], limit=limit, name=shown)

    def moment(self, name: str, now: datetime, default: datetime | None = None) -> datetime | None:
        """Return a moment in the past, `default` where none is given; None where it is refused."""
        if name in self._formulas:
            return None
        cell = self.row.cells.get(name)
        if cell is None or not as_text(cell).strip():
            if default is None and name == "asked_at":
                self.fail(name, "missing")
            return default
        found = as_moment(cell)
        if found is None:
            self.fail(name, "date")
        elif found > now:
            self.fail(name, "date_in_future")
        return found

    def day(self, name: str) -> date | None:
        """Return a day, None where none is given or it is refused."""
        if not self.raw(name):
            return None
        found = as_moment(self.row.cells.get(name))
        if found is None:
            self.fail(name, "date")
        return found.astimezone(HO_CHI_MINH).date() if found else None


def outcome(kind: type[R], cells: Cells, said: dict[str, Any]) -> Outcome[R]:
    """Return what a row says, or only why it is refused."""
    is_refused = any(not error.is_warning for error in cells.errors)
    row = None if is_refused else kind.model_validate(said)
    return Outcome(cells.row.number, row, cells.errors)


def _has(row: Row, name: str) -> bool:
    return as_text(row.cells.get(name)).strip() != ""


def _short(text: str) -> str:
    """Return the beginning of a text as a title."""
    first = " ".join(text.split())
    if len(first) <= _TITLE_LENGTH:
        return first
    return first[:_TITLE_LENGTH].rsplit(" ", 1)[0] + "…"
