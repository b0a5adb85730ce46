"""Figures to take away: CSV and XLSX, that no name turns into a formula."""

import csv
import io

import pytest
from openpyxl import load_workbook

from services.qa.figures.rolling import roll_up
from services.qa.figures.tables import Table, as_csv, as_xlsx
from shared.contracts.qa.figures import QaCounts
from tests.services.qa.directory import SCIENCE
from tests.services.qa.support import ROLES
from tests.support.tokens import bearer

EVIL = '=HYPERLINK("http://evil.example","x")'


def table(name: str) -> Table:
    counts = QaCounts(received=3, on_time_share=0.5)
    return Table("Số liệu", "Đơn vị", [(name, counts)], "Cách tính …", "vi")


@pytest.mark.parametrize("name", [EVIL, "+1", "-1", "@x", "\tx", "\r=1"])
def test_no_cell_is_a_formula(name):
    [_, row] = csv.reader(io.StringIO(as_csv(table(name)).decode("utf-8-sig"), newline=""))
    assert row[0] == f"'{name}"
    assert row[1] == "3"


def test_a_workbook_holds_texts_as_texts_and_numbers_as_numbers():
    book = load_workbook(io.BytesIO(as_xlsx(table(EVIL))))
    name, received = book["Số liệu"]["A2"], book["Số liệu"]["B2"]
    assert (name.value, name.data_type) == (EVIL, "s")
    assert (received.value, received.data_type) == (3, "n")
    assert book["Số liệu"]["I2"].number_format == "0.0%"
    assert book["Cách tính"]["A2"].value == "Cách tính …"


async def read(qa, **params):
    answered = await qa.get("/figures.csv", "leader1", params=params)
    assert answered.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answered.headers["X-Content-Type-Options"] == "nosniff"
    assert answered.headers["Content-Disposition"].startswith('attachment; filename="hoi-dap')
    return list(csv.reader(io.StringIO(answered.body.lstrip("\ufeff"))))


async def test_a_row_for_each_unit_and_the_sum(qa):
    await qa.ask()
    await qa.ask(unit=SCIENCE)
    await roll_up(qa.runtime.mongo)
    heading, *rows = await read(qa)
    assert heading[:3] == ["Đơn vị", "Đã gửi", "Đã trả lời"]
    assert [(row[0], row[1]) for row in rows] == [
        ("Sở Khoa học và Công nghệ", "1"), ("Sở Tư pháp", "1"), ("Tổng", "2"),
    ]  # fmt: skip
    heading, *rows = await read(qa, lang="en")
    assert heading[0] == "Unit"
    assert rows[-1][0] == "Total"
    heading, *rows = await read(qa, by="month")
    assert (heading[0], len(rows), rows[0][1]) == ("Kỳ", 2, "2")


async def test_a_workbook_over_http(qa):
    await qa.ask()
    await roll_up(qa.runtime.mongo)
    url = f"{qa.url}/api/qa/v1/figures.xlsx"
    headers = bearer("leader1", *ROLES["leader1"])
    async with qa.http.get(url, headers=headers) as response:
        book = load_workbook(io.BytesIO(await response.read()))
    assert book["Số liệu"]["A2"].value == "Sở Tư pháp"
