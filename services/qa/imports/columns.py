"""Which column is which: by its name, in either language, whatever its case and marks."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.qa.imports.problems import FileUnreadable
from shared.contracts.qa.imports import COLUMNS, REQUIRED, ImportKind
from shared.folding import fold, syllables


def heading_key(name: str) -> str:
    """Return a heading for comparing: `Ngày_Trả lời ` as `ngay tra loi`."""
    return " ".join(syllables(fold(name.replace("_", " "))))


@dataclass(frozen=True)
class Columns:
    """The columns of a file: `fields` by place, empty for a column that is ignored."""

    fields: tuple[str, ...]
    ignored: tuple[str, ...]


def columns_of(headings: Sequence[str], kind: ImportKind) -> Columns:
    """Return what the columns are; of two that mean the same field the first counts.

    Raises `FileUnreadable` when one that is needed is missing.
    """
    known = {
        heading_key(name): field
        for field, names in COLUMNS[kind].items()
        for name in (*names, field)
    }
    fields: list[str] = []
    ignored: list[str] = []
    for heading in headings:
        field = known.get(heading_key(heading), "")
        if field in fields:
            field = ""
        fields.append(field)
        if not field and heading.strip():
            ignored.append(heading.strip()[:100])
    if missing := [field for field in REQUIRED[kind] if field not in fields]:
        names = ", ".join(COLUMNS[kind][field][0] for field in missing)
        raise FileUnreadable("missing_columns", names)
    return Columns(tuple(fields), tuple(ignored))
