"""Units and people as tables that can be taken in again."""

from collections.abc import Collection, Sequence

from services.auth.people.documents import PersonDocument
from services.auth.units.documents import UnitDocument
from services.auth.units.model import Unit
from shared.cipher import Cipher
from shared.contracts.auth.imports import COLUMNS, TableFormat, TableKind
from shared.spreadsheets import CSV, XLSX, Sheet, Value, as_csv, as_xlsx

Rows = list[Sequence[Value]]


async def table_of(kind: TableKind, cipher: Cipher, administered: Collection[str]) -> Rows:
    """Return the rows an administrator may have, in the order of `COLUMNS`."""
    if kind == "units":
        found = await UnitDocument.find({"valid_to": None}).sort("place").to_list()
        return [_unit_row(one.unit()) for one in found if one.id in administered]
    people = await PersonDocument.find({"is_managed": True}).sort("_id").to_list()
    rows: Rows = []
    for stored in people:
        person = stored.opened(cipher)
        if all(role.unit in administered for role in person.roles):
            roles = "; ".join(f"{role.role}:{role.unit}" for role in person.roles)
            rows.append((person.id, person.name, person.email, person.language, roles))
    return rows


def as_file(kind: TableKind, written_as: TableFormat, rows: Rows) -> tuple[bytes, str]:
    """Return a table as a file, and its media type."""
    headings = [names[0] for names in COLUMNS[kind].values()]
    if written_as == "csv":
        return as_csv(headings, rows), CSV
    return as_xlsx([Sheet(kind, headings, rows)]), XLSX


def _unit_row(unit: Unit) -> Sequence[Value]:
    codes = " ".join(code.code for code in unit.codes)
    accepts = "có" if unit.accepts_questions else "không"
    return (
        unit.id, unit.name, unit.name_en, unit.kind, unit.parent or "", unit.calendar, unit.email,
        unit.phone, unit.address, unit.valid_from.isoformat(), accepts, codes,
    )  # fmt: skip
