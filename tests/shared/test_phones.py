"""Telephone numbers are read as Vietnamese, kept as E.164, refused when they are none."""

import pytest
from pydantic import TypeAdapter, ValidationError

from shared.phones import Phone

read = TypeAdapter(Phone).validate_python


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("0912 345 678", "+84912345678"),
        ("+84 912.345.678", "+84912345678"),
        ("0234-3822-725", "+842343822725"),
        ("+1 202 456 1111", "+12024561111"),
    ],
)
def test_a_number_is_kept_in_one_form(typed: str, kept: str) -> None:
    assert read(typed) == kept


@pytest.mark.parametrize("typed", ["", "abc", "12", "0912 345 67", "000123456789", "9" * 40])
def test_what_is_no_number_is_refused(typed: str) -> None:
    with pytest.raises(ValidationError):
        read(typed)
