"""A table's rows as the fields of forms; what cannot be read is named, row by row."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any

from shared.contracts.auth.imports import COLUMNS, REQUIRED, TableKind
from shared.folding import fold
from shared.tables import Cell, TableUnreadable, open_rows

MOST_ROWS = 5_000
_YES = {"co", "yes", "true", "1", "x"}
_NO = {"khong", "no", "false", "0"}
_DATES = ("%d/%m/%Y", "%Y-%m-%d")


class RowUnreadable(Exception):
    """A value cannot be read."""

    def __init__(self, field: str, code: str) -> None:
        self.field, self.code = field, code
        super().__init__(f"{field}: {code}")


@dataclass(frozen=True)
class Row:
    """A row: its number in the file, and what its cells say; a missing field is not given."""

    number: int
    cells: dict[str, Cell]


@dataclass(frozen=True)
class Table:
    """A file's rows, and the columns nobody asked for."""

    rows: list[Row]
    ignored: list[str]


def read_table(data: bytes, kind: TableKind) -> Table:
    """Return all rows; raises `TableUnreadable`, with `missing_columns` and `too_many_rows` too."""
    rows = open_rows(data)
    heading = next((values for _, values in rows if any(map(_is_said, values))), None)
    if heading is None:
        raise TableUnreadable("empty")
    fields, ignored = _fields(heading, kind)
    if missing := [name for name in REQUIRED[kind] if name not in fields]:
        raise TableUnreadable(f"missing_columns:{','.join(missing)}")
    found = list(islice(_below(rows, fields), MOST_ROWS + 1))
    if len(found) > MOST_ROWS:
        raise TableUnreadable("too_many_rows")
    if not found:
        raise TableUnreadable("empty")
    return Table(found, ignored)


def _fields(heading: Sequence[Cell], kind: TableKind) -> tuple[list[str], list[str]]:
    known = {fold(name): field for field, names in COLUMNS[kind].items() for name in names}
    fields: list[str] = []
    ignored: list[str] = []
    for cell in heading:
        said = " ".join(str(cell or "").split())
        field = known.get(fold(said), "")
        if field in fields:
            field = ""
        fields.append(field)
        if said and not field:
            ignored.append(said[:80])
    return fields, ignored[:50]


def _below(rows: Iterator[tuple[int, Sequence[Cell]]], fields: list[str]) -> Iterator[Row]:
    for number, values in rows:
        cells = {name: value for name, value in zip(fields, values, strict=False) if name}
        if any(map(_is_said, cells.values())):
            yield Row(number, cells)


def _is_said(value: Cell) -> bool:
    return value is not None and str(value).strip() != ""


def unit_fields(row: Row) -> dict[str, Any]:
    """Return what a row says of a unit; raises `RowUnreadable`."""
    said = {name: text(name, row.cells[name]) for name in row.cells}
    fields: dict[str, Any] = {name: value for name, value in said.items() if value}
    if "accepts_questions" in fields:
        fields["accepts_questions"] = _yes_or_no(fields["accepts_questions"])
    if "valid_from" in row.cells and "valid_from" in fields:
        fields["valid_from"] = _date("valid_from", row.cells["valid_from"])
    if "codes" in fields:
        fields["codes"] = [{"code": code} for code in fields["codes"].replace(";", " ").split()]
    return fields


def person_fields(row: Row) -> dict[str, Any]:
    """Return what a row says of a person; roles are `officer:so-tu-phap; head:so-y-te`."""
    fields: dict[str, Any] = {
        name: value for name in row.cells if (value := text(name, row.cells[name]))
    }
    if "roles" in row.cells:
        fields["roles"] = [
            _role(part) for part in fields.get("roles", "").split(";") if part.strip()
        ]
    return fields


def text(name: str, value: Cell) -> str:
    """Return a cell as text; raises `RowUnreadable` for what begins like a formula."""
    said = "" if value is None else str(value).strip()
    is_phone = name == "phone" and said.startswith("+")
    if said.startswith(("=", "+", "@")) and not is_phone:
        raise RowUnreadable(name, "formula")
    quoted = said.startswith("'") and said[1:2] in {"=", "+", "-", "@"}
    return said[1:] if quoted else said


def _role(part: str) -> dict[str, str]:
    role, _, unit = part.strip().partition(":")
    return {"role": role.strip(), "unit": unit.strip()}


def _yes_or_no(said: str) -> bool:
    word = fold(said).strip()
    if word not in _YES | _NO:
        raise RowUnreadable("accepts_questions", "yes_or_no")
    return word in _YES


def _date(name: str, value: Cell) -> str:
    if isinstance(value, datetime | date):
        return value.isoformat()[:10]
    for form in _DATES:
        try:
            return datetime.strptime(str(value).strip(), form).date().isoformat()  # noqa: DTZ007
        except ValueError:
            continue
    raise RowUnreadable(name, "date")
