"""Likely personal data in a text: found where people hide it, figures left alone."""

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.personal_text import PersonalKind, find_personal, mask_personal

NUMBER, PHONE, EMAIL = PersonalKind.PERSONAL_NUMBER, PersonalKind.PHONE, PersonalKind.EMAIL
digits = st.text(st.sampled_from("0123456789"), min_size=12, max_size=12)
around = st.sampled_from(["", " ", "CCCD ", "số:", "(", ", ", ". ", "\n", "ạ", "|"])


def found(text):
    return [(span.kind, text[span.start : span.end]) for span in find_personal(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("CCCD 001085012345, nhà ở", [(NUMBER, "001085012345")]),
        ("CCCD001085012345.", [(NUMBER, "001085012345")]),
        ("CCCD001.085.012.345", [(NUMBER, "001.085.012.345")]),
        ("001 085 012 345", [(NUMBER, "001 085 012 345")]),
        ("0010.8501.2345.", [(NUMBER, "0010.8501.2345")]),
        ("001085012345 001085012346", [(NUMBER, "001085012345"), (NUMBER, "001085012346")]),
        ("gọi 0912345678 hoặc", [(PHONE, "0912345678")]),
        ("SĐT0912345678ạ", [(PHONE, "0912345678")]),
        ("ĐT:0912.345.678", [(PHONE, "0912.345.678")]),
        ("+84 912 345 678 / 0084912345678", [(PHONE, "+84 912 345 678"), (PHONE, "0084912345678")]),
        ("0912 345 678 0987 654 321", [(PHONE, "0912 345 678"), (PHONE, "0987 654 321")]),
        ("(0234) 3822.123", [(PHONE, "(0234) 3822.123")]),
        ("+1 201 555 0123", [(PHONE, "+1 201 555 0123")]),
        ("thư: nguyen.a+b@hue.gov.vn.", [(EMAIL, "nguyen.a+b@hue.gov.vn")]),
        ("0912345678@gmail.com", [(EMAIL, "0912345678@gmail.com")]),
        (
            "a@b.vn 001085012345 0912345678",
            [(EMAIL, "a@b.vn"), (NUMBER, "001085012345"), (PHONE, "0912345678")],
        ),
    ],
)
def test_found(text, expected):
    assert found(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Kế hoạch 389/KH-UBND ngày 27/11/2023, điều 10.3",
        "100.000.000.000 đồng, 1 250 000 m², 12,5 %",
        "mã hồ sơ 000.00.00.H57-210801-0001, H57.01.02-20261122-000123",
        "gọi tổng đài 1900 1075, 113 hoặc 1022",
        "mục 12.001.000.000.001 và 001-000-000-001-6",
        "0010850123456 có mười ba chữ số",
        "theo dõi @hue, a@b",
        "từ 7:30 đến 11:30, giai đoạn 2021-2025",
    ],
)
def test_left_alone(text):
    assert found(text) == []


def test_masking_keeps_the_shape_and_everything_else():
    assert mask_personal("Tôi, 001.085.012.345, gọi +84 912 345 678 hay a.b@hue.vn nhé") == (
        "Tôi, •••.•••.•••.•••, gọi +•• ••• ••• ••• hay •.•@•••.•• nhé"
    )


@given(digits, around, around)
def test_twelve_digits_together_never_escape(number, before, after):
    assert number not in mask_personal(f"{before}{number}{after}")


@given(st.text(st.sampled_from("0123456789 .-+@a()ạ\n") | st.characters(codec="utf-8")))
def test_spans_are_ordered_apart_and_gone_after_masking(text):
    spans = find_personal(text)
    assert all(0 <= span.start < span.end <= len(text) for span in spans)
    assert all(a.end <= b.start for a, b in pairwise(spans))
    masked = mask_personal(text)
    assert len(masked) == len(text)
    assert not {(one.start, one.end) for one in find_personal(masked)} & {
        (one.start, one.end) for one in spans
    }


@pytest.mark.parametrize("piece", ["0", "0 ", "a@", "a.b@a.", "0912345678 ", "(0", "+84 ", "x."])
def test_hostile_text_costs_no_more_than_its_length(piece):
    begun = time.process_time()
    find_personal(piece * (20_000 // len(piece)))
    assert time.process_time() - begun < 1
