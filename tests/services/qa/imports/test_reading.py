"""Files of every kind and encoding, and values of every shape."""

import codecs
import unicodedata
from datetime import UTC, datetime

import pytest

from services.qa.imports.names import AmbiguousName, Names
from services.qa.imports.problems import FileUnreadable
from services.qa.imports.reading import open_table
from services.qa.imports.rows import RowReader
from services.qa.imports.values import as_moment, as_text
from services.qa.units.tree import tree_of
from shared.clock import now, today
from shared.contracts.qa.imports import ImportKind
from shared.contracts.qa.questions import TopicOut
from tests.services.qa.attachments import corpus
from tests.services.qa.directory import JUSTICE, directory, unit
from tests.services.qa.imports.files import HEADINGS, KEYS, as_csv, as_json, as_xlsx, row

QUESTIONS = ImportKind.QUESTIONS
TOPICS = [TopicOut(id="dat-dai", name="Đất đai", name_en="Land")]


OTHER_HEADINGS = [
    "ID", "tieu de", "CÂU HỎI", "tra_loi", "co quan", "x", "Ngày gửi", "Ngày đăng",
]  # fmt: skip


def read(data, kind=QUESTIONS):
    table = open_table(data, kind)
    return table.columns, list(table.rows)


def names(*more):
    units = [*directory().units, *more]
    return Names(tree_of([{"_id": one.id, **one.model_dump()} for one in units]), TOPICS, today())


def reader():
    return RowReader(names(), now())


def outcome(**cells):
    [only] = read(as_json(row(**cells)))[1]
    return reader().read_question(only)


def codes(**cells):
    return {(error.field, error.code) for error in outcome(**cells).errors}


@pytest.mark.parametrize(
    "data",
    [
        as_csv(row()),
        as_csv(row(), delimiter=";"),
        as_csv(row(), delimiter="\t"),
        as_csv(row(), encoding="utf-8-sig"),
        as_csv(row(), encoding="utf-16"),
        as_csv(row(), encoding="utf-16-le"),
        codecs.BOM_UTF16_BE + as_csv(row(), encoding="utf-16-be"),
        as_csv(row(), headings=[name.upper() for name in KEYS]),
        as_csv(row(), headings=OTHER_HEADINGS),
        as_csv(["", ""], row()) .replace("Mã,".encode(), "\n\nMã,".encode(), 1),
        as_xlsx(row()),
        as_json(row()),
    ],
)  # fmt: skip
def test_the_same_row_out_of_every_file(data):
    _, [only] = read(data)
    said = reader().read_question(only).row
    assert said.external_id == "HD-1"
    assert said.title == "Hỏi về thủ tục số 1"
    assert said.unit == JUSTICE
    assert said.asked_at == datetime(2024, 3, 4, 17, tzinfo=UTC)


def in_windows_1258(text):
    """Return a text as old programs wrote it: tones behind their letters."""
    sent = []
    for letter in text:
        parts = unicodedata.normalize("NFD", letter)
        tones = "".join(part for part in parts if part in "\u0300\u0301\u0303\u0309\u0323")
        base = unicodedata.normalize("NFC", "".join(part for part in parts if part not in tones))
        sent.append(base + tones)
    return "".join(sent).encode("cp1258")


def test_windows_1258_is_composed():
    text = "Mã;Nội dung;Trả lời;Đơn vị;Ngày hỏi\nA1;Cấp đổi giấy phép;Đã cấp;Sở Tư pháp;1/2/2024\n"
    _, [only] = read(in_windows_1258(text))
    said = reader().read_question(only).row
    assert (said.body, said.answer, said.unit) == ("Cấp đổi giấy phép", "Đã cấp", JUSTICE)


def test_rows_keep_their_number_and_blank_ones_are_no_rows():
    data = as_csv(row(1), ["", " ", ""][:1] * 8, row(2))
    assert [one.number for one in read(data)[1]] == [2, 4]


def test_columns_nobody_knows_are_ignored_and_named():
    data = as_csv([*row(), "A"], headings=[*HEADINGS, "Người gửi"])
    columns, _ = read(data)
    assert columns.ignored == ("Người gửi",)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"\n\n", "empty"),
        (b"[]", "empty"),
        (b"[1, 2]", "damaged"),
        (b'[{"id": 1', "damaged"),
        (as_json(row())[:-5], "damaged"),
        (as_json(row())[:-1], "damaged"),
        (b"[" * 100_000, "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old_excel"),
        (corpus.locked(as_xlsx(row())), "old_excel"),
        (corpus.docx(), "damaged"),
        (as_xlsx(row())[:-40], "damaged"),
        (bytes(5_000), "encoding"),
        (b"a,b,c\n1,2,3\n", "missing_columns"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(1, 256)), "encoding"),
    ],
)
def test_files_that_cannot_be_read_say_why(data, code):
    with pytest.raises(FileUnreadable) as refused:
        read(data)
    assert refused.value.code == code


def test_a_missing_column_is_named():
    data = as_csv(row()[:4], headings=HEADINGS[:4])
    with pytest.raises(FileUnreadable) as refused:
        read(data)
    assert refused.value.detail == "đơn vị, ngày hỏi"


def test_a_formula_gives_its_value_and_a_text_like_one_is_refused():
    assert codes(answer='=HYPERLINK("https://evil.example")') == {("answer", "formula")}
    assert codes(title=" =1+1", external_id="#REF!") == {
        ("title", "formula"), ("external_id", "formula"),
    }  # fmt: skip
    [only] = read(as_xlsx(row(answer="=CONCAT(A1)")))[1]  # never calculated: no value
    refused = reader().read_question(only)
    assert [(error.field, error.code) for error in refused.errors] == [("answer", "missing")]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"external_id": ""}, {("external_id", "missing")}),
        ({"answer": "  \n "}, {("answer", "missing")}),
        ({"unit": ""}, {("unit", "missing")}),
        ({"unit": "Sở Không Có"}, {("unit", "unknown_unit")}),
        ({"topic": "Không có"}, {("topic", "unknown_topic")}),
        ({"asked_at": ""}, {("asked_at", "missing")}),
        ({"asked_at": "31/02/2024"}, {("asked_at", "date")}),
        ({"asked_at": "hôm qua"}, {("asked_at", "date")}),
        ({"asked_at": "05/03/2999", "answered_at": ""}, {("asked_at", "date_in_future")}),
        ({"answered_at": "04/03/2024"}, {("answered_at", "answered_before_asked")}),
        ({"title": "x" * 301}, {("title", "too_long")}),
        ({"body": "đọc ngược \u0007 chuông"}, {("body", "character")}),
    ],
)
def test_each_fault_is_named(cells, expected):
    assert codes(**cells) == expected


def test_a_warning_does_not_refuse():
    taken = outcome(topic="Lĩnh vực lạ")
    assert taken.row.topic is None
    assert taken.errors[0].is_warning


def test_a_title_is_taken_from_the_question_where_there_is_none():
    body = "Tôi muốn hỏi về đất đai. " * 20
    said = outcome(title="", body=body).row
    assert said.title.startswith("Tôi muốn hỏi về đất đai.")
    assert len(said.title) <= 151


def test_an_id_comes_once_in_a_file():
    _, rows = read(as_csv(row(1), row(2), row(1)))
    reading = reader()
    errors = [reading.read_question(one).errors for one in rows]
    assert [(error.field, error.code) for error in errors[2]] == [("external_id", "duplicate")]
    assert "dòng 2" in errors[2][0].message
    assert "row 2" in errors[2][0].message_en


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("<p>Theo <b>Luật</b>:</p><ul><li>một</li><li>hai</li></ul>", "Theo Luật:\n\n- một\n- hai"),
        ("Xem <a href='https://hue.vn'>cổng</a>.<br/>Hết", "Xem [cổng](https://hue.vn).\nHết"),
        ("<a href='javascript:alert(1)'>x</a>", "x"),
        ("<p>a</p><script>alert(1)</script><style>p{}</style>", "a"),
        ("ti&ecirc;u &amp; chuẩn", "tiêu & chuẩn"),
        ("a < b và c > d", "a < b và c > d"),
        ("a\u200bb\ufeff", "ab"),
        (12.0, "12"),
    ],
)  # fmt: skip
def test_what_old_portals_stored_becomes_plain_text(cell, text):
    assert as_text(cell) == text


@pytest.mark.parametrize(
    "cell",
    [
        "22/11/2023", "22-11-2023", "22.11.2023", "2023-11-22", "22/11/2023 00:00",
        "2023-11-22T00:00:00", "2023-11-21T17:00:00Z", "2023-11-22 00:00:00.000",
        datetime(2023, 11, 22), datetime(2023, 11, 22).date(),  # noqa: DTZ001
    ],
)  # fmt: skip
def test_moments_are_read_however_they_are_written(cell):
    assert as_moment(cell) == datetime(2023, 11, 21, 17, tzinfo=UTC)


@pytest.mark.parametrize("cell", ["", "22/13/2023", "2023", "1/1/23", "22/11/2023 25:00", 45_000])
def test_what_is_no_moment_is_none(cell):
    assert as_moment(cell) is None


def test_units_are_known_by_id_and_by_name_in_any_spelling():
    known = names()
    spellings = ("so-tu-phap", "SO-TU-PHAP", "Sở Tư pháp", "sở tư  PHÁP", "Department of justice")
    for name in spellings:
        assert known.unit(name) == JUSTICE
    assert known.unit("UBND TP. Huế") == "ubnd-hue"
    assert known.unit("Sở Thông tin và Truyền thông") == "so-cu"
    assert known.unit("Sở") is None
    assert known.topic("dat dai") == known.topic("LAND") == known.topic("dat-dai") == "dat-dai"


def test_two_units_of_one_name_are_ambiguous_unless_one_is_gone():
    with pytest.raises(AmbiguousName):
        names(unit("xa-a2", "Xã A")).unit("xã a")
    gone = unit("xa-a2", "Xã A", valid_to=directory().units[5].valid_to)
    assert names(gone).unit("xã a") == "xa-khong-chuyen-vien"
