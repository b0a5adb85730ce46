"""Cursors: opaque, safe in addresses, refused when they are not ours."""

import base64
import contextlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.paging import decode_cursor, encode_cursor
from shared.problems import InvalidRequest

marks = st.lists(st.one_of(st.text(max_size=40), st.integers(-(2**60), 2**60)), min_size=1)


@given(marks)
def test_a_cursor_comes_back_as_it_went(values):
    cursor = encode_cursor(*values)
    assert cursor.isascii()
    assert not set(cursor) & set("+/=&? ")
    assert decode_cursor(cursor, [type(value) for value in values]) == values


def made_of(value) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    "cursor",
    [
        "", "!", "abc", "ệ", "a" * 400, "e30", made_of({}), made_of([]), made_of("x"),
        made_of(None), made_of([1]), made_of(["x", "y"]), made_of([True]), made_of([None]),
        made_of([["x"]]), made_of([1.5]), made_of(["\ud800"]),
        base64.urlsafe_b64encode(b"[" * 300).decode(),
    ],
)  # fmt: skip
def test_what_is_not_a_cursor_of_this_list_is_refused(cursor):
    with pytest.raises(InvalidRequest) as refused:
        decode_cursor(cursor, [str])
    assert refused.value.errors[0]["pointer"] == "query:cursor"


def test_a_number_no_database_holds_is_refused():
    assert decode_cursor(made_of([2**63 - 1]), [int]) == [2**63 - 1]
    with pytest.raises(InvalidRequest):
        decode_cursor(made_of([2**63]), [int])


@given(st.text(max_size=60))
def test_no_text_makes_it_fail_otherwise(text):
    with contextlib.suppress(InvalidRequest):
        decode_cursor(text, [str, int])
