"""Rows that say what a topic shall be: compared with those there are, one after the other. No I/O.

What the rules of topics refuse is refused here, row by row; a topic that changes meanwhile meets
them again when it is written.
"""

from collections.abc import Iterable
from datetime import date

from pydantic import BaseModel, TypeAdapter, ValidationError

from services.qa.imports.names import AmbiguousName, Names
from services.qa.imports.reading import Row
from services.qa.imports.rows import Cells, Outcome, outcome
from services.qa.topics.documents import TopicDocument
from services.qa.units.tree import UnitTree
from shared.contracts.qa.base import Slug
from shared.contracts.qa.topics import CreateTopic
from shared.folding import fold
from shared.names import OfficialName, OptionalName

_NAMES: dict[str, TypeAdapter[str]] = {
    "name": TypeAdapter(OfficialName),
    "name_en": TypeAdapter(OptionalName),
}
_ID: TypeAdapter[str] = TypeAdapter(Slug)
_YES = {"co", "yes", "true", "1", "x"}
_NO = {"khong", "no", "false", "0"}
_POSITIONS = range(1, 10_000)


class TopicRow(BaseModel):
    """A topic as it shall be."""

    form: CreateTopic


class TopicReader:
    """Reads rows; `known` are the topics as they stand, changed by each row that is taken."""

    def __init__(self, tree: UnitTree, known: Iterable[TopicDocument], day: date) -> None:
        self._tree = tree
        self._names = Names(tree, [], day)
        self._day = day
        self._known = {
            topic.id: CreateTopic.model_validate({**topic.state, "id": topic.id}) for topic in known
        }
        self._seen: dict[str, int] = {}

    def read(self, row: Row) -> Outcome[TopicRow]:
        """Return a topic, or why it is refused."""
        cells = Cells(row)
        topic_id = self._topic_id(cells)
        before = self._known.get(topic_id)
        said = before.model_dump() if before else {"id": topic_id}
        for name in _NAMES:
            said |= self._name(cells, name)
        said |= self._unit(cells) | _position(cells) | _is_open(cells)
        found = outcome(TopicRow, cells, {"form": said})
        if found.row is None:
            return found
        form = found.row.form
        if form != before:
            self._check(cells, form)
        if cells.errors:
            return Outcome(cells.row.number, None, cells.errors)
        self._known[form.id] = form
        return found

    def _check(self, cells: Cells, form: CreateTopic) -> None:
        """Note what the rules would refuse of a new or changed topic, also what it keeps."""
        if form.is_open and self._is_taken(form):
            cells.fail("name", "name_taken", name=form.name)
        unit = self._tree.units.get(form.unit) if form.unit else None
        if form.unit and not (unit and unit.is_valid_on(self._day) and unit.accepts_questions):
            cells.fail("unit", "unit_takes_none", name=unit.name if unit else form.unit)

    def _topic_id(self, cells: Cells) -> str:
        said = _unquoted(cells.raw("id"))
        if not said:
            if not cells.holds_formula("id"):
                cells.fail("id", "missing")
            return said
        try:
            _ID.validate_python(said)
        except ValidationError:
            cells.fail("id", "slug")
        first = self._seen.setdefault(said, cells.row.number)
        if first != cells.row.number:
            cells.fail("id", "duplicate", first=first)
        return said

    def _name(self, cells: Cells, name: str) -> dict[str, str]:
        said = " ".join(_unquoted(cells.raw(name)).split())
        if not said:
            if name == "name" and not cells.holds_formula(name):
                cells.fail(name, "missing")
            return {}
        try:
            return {name: _NAMES[name].validate_python(said)}
        except ValidationError as refused:
            cells.refuse(name, refused)
            return {}

    def _unit(self, cells: Cells) -> dict[str, str | None]:
        name = cells.raw("unit")
        if not name:
            return {}
        try:
            found = self._names.unit(name)
        except AmbiguousName:
            cells.fail("unit", "ambiguous_unit", name=name)
            return {}
        if found is None:
            cells.fail("unit", "unknown_unit", name=name)
            return {}
        return {"unit": found}

    def _is_taken(self, form: CreateTopic) -> bool:
        return any(
            other.is_open and other.id != form.id and fold(other.name) == fold(form.name)
            for other in self._known.values()
        )


def _position(cells: Cells) -> dict[str, int]:
    said = cells.raw("position")
    if not said:
        return {}
    if not (said.isascii() and said.isdecimal() and len(said) < 6 and int(said) in _POSITIONS):
        cells.fail("position", "position")
        return {}
    return {"position": int(said)}


def _is_open(cells: Cells) -> dict[str, bool]:
    said = fold(cells.raw("is_open")).strip()
    if said and said not in _YES | _NO:
        cells.fail("is_open", "yes_or_no")
    return {"is_open": said in _YES} if said else {}


def _unquoted(said: str) -> str:
    """Return a text without the mark that keeps spreadsheet programs from calculating it."""
    return said[1:] if said.startswith("'") and said[1:2] in {"=", "+", "-", "@"} else said
