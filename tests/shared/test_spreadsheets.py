"""Tables that open as they were meant, whatever stands in them."""

import csv
import io

import pytest
from openpyxl import load_workbook

from shared.spreadsheets import Sheet, as_csv, as_xlsx, csv_rows

FORMULAS = ['=HYPERLINK("https://evil.example")', "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1"]


@pytest.mark.parametrize("text", FORMULAS)
def test_no_text_is_a_formula_in_csv(text):
    written = as_csv(["Tên"], [[text]]).decode("utf-8-sig")
    [_, [cell]] = list(csv.reader(io.StringIO(written, newline="")))
    assert cell == f"'{text}"


def test_rows_sent_one_after_another_are_one_table():
    parts = [as_csv(["Tên"], []), csv_rows([["a"]]), csv_rows([["=b"], ["c,d"]])]
    read = list(csv.reader(io.StringIO(b"".join(parts).decode("utf-8-sig"), newline="")))
    assert read == [["Tên"], ["a"], ["'=b"], ["c,d"]]


def test_numbers_stay_numbers_and_csv_says_its_encoding():
    written = as_csv(["Số"], [[-1.5], [3], [None]])
    assert written.startswith(b"\xef\xbb\xbf")
    assert written.decode("utf-8-sig").split() == ["Số", "-1.5", "3", '""']


def test_a_workbook_keeps_texts_numbers_and_shares_apart():
    sheet = Sheet("Số liệu", ["Tên", "Tỷ lệ", "n"], [[FORMULAS[0], 0.25, -3]], frozenset({1}))
    book = load_workbook(io.BytesIO(as_xlsx([sheet])))
    name, share, number = next(book["Số liệu"].iter_rows(min_row=2))
    assert (name.value, name.data_type) == (FORMULAS[0], "s")
    assert (share.value, share.number_format) == (0.25, "0.0%")
    assert (number.value, number.data_type) == (-3, "n")
