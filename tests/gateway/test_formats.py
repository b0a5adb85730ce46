"""How dates, numbers and shares are written."""

from datetime import UTC, date, datetime

import pytest

from gateway import formats

MOMENT = datetime(2026, 11, 22, 3, 5, 7, tzinfo=UTC)


def test_moments_are_shown_on_the_clock_of_vietnam() -> None:
    assert formats.format_moment(MOMENT) == "22/11/2026 10:05"
    assert formats.format_moment(MOMENT, "en") == "22 Nov 2026, 10:05"
    assert formats.format_clock(MOMENT, seconds=True) == "10:05:07"
    assert formats.format_iso(MOMENT) == "2026-11-22T10:05:07+07:00"


def test_a_day_late_in_utc_is_the_next_day_here() -> None:
    late = datetime(2026, 12, 31, 17, 0, tzinfo=UTC)
    assert formats.format_date(late) == "01/01/2027"
    assert formats.format_weekday(late) == "Thứ Sáu"


def test_plain_days_stay_themselves() -> None:
    assert formats.format_date(date(2026, 2, 5)) == "05/02/2026"
    assert formats.format_date(date(2026, 2, 5), "en") == "5 Feb 2026"
    assert formats.format_weekday(date(2026, 2, 5), "en") == "Thursday"
    assert formats.format_iso(date(2026, 2, 5)) == "2026-02-05"


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        formats.format_moment(datetime(2026, 11, 22))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("value", "decimals", "vi", "en"),
    [
        (1234.5, None, "1.234,5", "1,234.5"),
        (1234567, None, "1.234.567", "1,234,567"),
        (0, None, "0", "0"),
        (2, 1, "2,0", "2.0"),
        (-1500.25, 2, "-1.500,25", "-1,500.25"),
        (999.6, 0, "1.000", "1,000"),
    ],
)
def test_numbers(value: float, decimals: int | None, vi: str, en: str) -> None:
    assert formats.format_number(value, "vi", decimals) == vi
    assert formats.format_number(value, "en", decimals) == en


def test_shares() -> None:
    assert formats.format_share(0.625) == "62,5 %"
    assert formats.format_share(1, "en", 0) == "100 %"
    assert formats.format_share(None) == "–"


def test_sizes() -> None:
    assert formats.format_size(900) == "900 B"
    assert formats.format_size(20_480) == "20 KB"
    assert formats.format_size(1_258_291) == "1,2 MB"


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("Nothing special", "Nothing special"),
        ("`a` and `b<c>`.", "<code>a</code> and <code>b&lt;c&gt;</code>."),
        ("a ` alone & <b>", "a ` alone &amp; &lt;b&gt;"),
        ("", ""),
    ],
)
def test_what_stands_between_backticks_is_code(text: str, html: str) -> None:
    assert formats.mark_code(text) == html
