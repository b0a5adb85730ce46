"""Files that were damaged or made on purpose are refused or read, row by row; nothing else."""

from contextlib import suppress

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from services.auth.imports.reading import (
    RowUnreadable,
    person_fields,
    read_table,
    unit_fields,
)
from services.qa.imports.names import Names
from services.qa.imports.problems import FileUnreadable
from services.qa.imports.reading import open_table
from services.qa.imports.rows import RowReader
from services.qa.units.tree import tree_of
from shared.clock import now, today
from shared.contracts.qa.imports import ImportKind
from shared.tables import TableUnreadable
from tests.services.qa.directory import directory
from tests.services.qa.imports.files import as_csv, as_json, as_xlsx, row
from tests.support.mutations import mutated

UNITS = "mã,tên,loại,parent\nso-moi,Sở Mới,department,tp-hue\n".encode()
PEOPLE = "họ tên,thư điện tử,vai trò\nNguyễn An,an@hue.example,officer:so-moi\n".encode()
CELLS = st.none() | st.text(max_size=30) | st.integers() | st.floats() | st.booleans()


@pytest.fixture(scope="module")
def reader() -> RowReader:
    tree = tree_of([{"_id": one.id, **one.model_dump()} for one in directory().units])
    return RowReader(Names(tree, [], today()), now())


def read_all(reader: RowReader, data: bytes) -> int:
    """Read a file as far as it goes; anything but its own refusal fails the test."""
    read = 0
    try:
        for one in open_table(data, ImportKind.QUESTIONS).rows:
            reader.read_question(one)
            read += 1
    except FileUnreadable:
        pass
    return read


def test_the_good_ones_are_read(reader: RowReader) -> None:
    assert [read_all(reader, form(row(), row(2))) for form in (as_csv, as_json, as_xlsx)] == [2] * 3
    assert len(read_table(UNITS, "units").rows) == len(read_table(PEOPLE, "people").rows) == 1


@given(data=mutated(as_csv(row()), as_json(row()), as_csv(row(), encoding="utf-16")))
@example(data=b'"')
@example(data=b"[" * 100_000)
@example(data=b'[{"title": ' + b"9" * 5_000 + b"}]")
@example(data=b"\xff\xfe\x00")
@settings(max_examples=250, deadline=None)
def test_a_damaged_text_is_refused_or_read(reader: RowReader, data: bytes) -> None:
    read_all(reader, data)


@given(data=mutated(as_xlsx(row())))
@settings(max_examples=60, deadline=None)
def test_a_damaged_workbook_is_refused_or_read(reader: RowReader, data: bytes) -> None:
    read_all(reader, data)


@given(cells=st.lists(CELLS, min_size=8, max_size=8))
@settings(max_examples=150, deadline=None)
def test_values_of_any_kind_are_errors_of_their_row(reader: RowReader, cells: list) -> None:
    assert read_all(reader, as_json(cells)) == 1


@given(data=mutated(UNITS, PEOPLE, UNITS.decode().encode("utf-16")), are_units=st.booleans())
@settings(max_examples=250, deadline=None)
def test_tables_of_the_directory_are_refused_or_read(data: bytes, are_units: bool) -> None:
    try:
        rows = read_table(data, "units" if are_units else "people").rows
    except TableUnreadable:
        return
    for one in rows:
        with suppress(RowUnreadable):
            (unit_fields if are_units else person_fields)(one)
