"""Tables to take away: CSV and XLSX that no spreadsheet program takes for formulas."""

import codecs
import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

Value = str | int | float | None

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


@dataclass(frozen=True)
class Sheet:
    """A sheet of a workbook; `shares` are the columns, from 0, whose numbers are parts of 1."""

    title: str
    headings: Sequence[str]
    rows: Iterable[Sequence[Value]]
    shares: frozenset[int] = field(default_factory=frozenset)


def as_csv(headings: Sequence[str], rows: Iterable[Sequence[Value]]) -> bytes:
    """Return CSV (RFC 4180) with the byte order mark that programs need to see Vietnamese."""
    return codecs.BOM_UTF8 + csv_rows([headings]) + csv_rows(rows)


def csv_rows(rows: Iterable[Sequence[Value]]) -> bytes:
    """Return rows of CSV, to go on behind those sent before."""
    text = io.StringIO()
    csv.writer(text).writerows([_inert(value) for value in row] for row in rows)
    return text.getvalue().encode()


def _inert(value: Value) -> Value:
    """Return a text that begins like no formula; numbers stay numbers."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def as_xlsx(sheets: Iterable[Sheet]) -> bytes:
    """Return a workbook; its heading rows and first columns stay in sight."""
    # Loaded only now: openpyxl costs every process tens of megabytes, and few ever write a book.
    from shared.workbooks import write_workbook  # noqa: PLC0415

    return write_workbook(sheets)
