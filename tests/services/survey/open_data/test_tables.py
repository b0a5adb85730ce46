"""Published figures as a table."""

import csv
import io
from collections import Counter

import pytest

from services.survey.instruments.model import Instruments
from services.survey.instruments.service import shipped_instruments
from services.survey.open_data.model import CountedMonth, publish
from services.survey.open_data.tables import HEADER, as_csv
from services.survey.portals.model import Portal

QUESTIONS = Instruments(shipped_instruments()).questions()


def table(name: str) -> list[dict[str, str]]:
    counted = {"p": Counter({"quality:good": 7, "quality:fair": 3, "support:meets": 9})}
    portals = [Portal(id="p", name=name, unit="u")]
    text = as_csv(publish(CountedMonth("2026-10", counted, {}), QUESTIONS, portals, 10))
    return list(csv.DictReader(io.StringIO(text.decode("utf-8-sig"), newline="")))


def test_a_row_says_one_option():
    rows = table('Cổng "Sở Tư pháp", Huế')
    assert tuple(rows[0]) == HEADER
    [good] = [row for row in rows if row["option"] == "good"]
    assert good["portal_name"] == 'Cổng "Sở Tư pháp", Huế'
    assert (good["criterion_title"], good["option_label"]) == ("Chất lượng", "Tốt")
    assert (good["n"], good["count"], good["share"]) == ("10", "7", "0.7")
    withheld = [row["criterion"] for row in rows if not row["n"]]
    assert withheld == ["interface", "content", "interaction", "support"]


@pytest.mark.parametrize(
    "name", ['=HYPERLINK("https://evil.example")', "+1", "-1", "@SUM(A1)", "\t=1"]
)
def test_a_name_is_no_formula_in_a_spreadsheet(name):
    assert {row["portal_name"] for row in table(name)} == {f"'{name}"}
