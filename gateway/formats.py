"""How dates, numbers and shares are written for people, in Vietnamese and in English.

Times are shown in Vietnam's time zone. Pure functions; the templates see them as filters.
"""

import re
from datetime import date, datetime
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_skeleton
from babel.numbers import format_decimal
from markupsafe import Markup, escape

LOCAL_ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
_LOCALES = {"vi": Locale("vi"), "en": Locale("en")}  # found once: naming one costs 0.2 ms each time
_ENGLISH_DATES = Locale("en", "GB")
_WEEKDAYS = {
    "vi": ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ Nhật"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
_MARKDOWN_SIGNS = re.compile(r"[*_`#>]+|\[([^\]]*)\]\([^)]*\)")


def mark_code(text: str) -> Markup:
    """Return a text as HTML, what stands between backticks as code."""
    parts = text.split("`")
    if len(parts) % 2 == 0:  # one of them stands alone
        return escape(text)
    return Markup("").join(
        Markup("<code>{}</code>").format(part) if number % 2 else escape(part)
        for number, part in enumerate(parts)
    )


def to_local(moment: datetime) -> datetime:
    """Turn an aware moment into the wall clock of Vietnam."""
    if moment.tzinfo is None:
        raise ValueError("a moment without a time zone cannot be shown")
    return moment.astimezone(LOCAL_ZONE)


def format_date(day: date | datetime, language: str = "vi") -> str:
    """Write a day: `22/11/2026`, or `22 Nov 2026` in English."""
    local = to_local(day) if isinstance(day, datetime) else day
    if language == "vi":
        return f"{local:%d/%m/%Y}"
    return format_skeleton("yMMMd", local, locale=_ENGLISH_DATES)


def format_clock(moment: datetime, *, seconds: bool = False) -> str:
    """Write a time of day: `10:05`, or `10:05:07`."""
    return to_local(moment).strftime("%H:%M:%S" if seconds else "%H:%M")


def format_moment(moment: datetime, language: str = "vi") -> str:
    """Write a day and its time: `22/11/2026 10:05`."""
    separator = " " if language == "vi" else ", "
    return f"{format_date(moment, language)}{separator}{format_clock(moment)}"


def format_weekday(day: date | datetime, language: str = "vi") -> str:
    """Name the day of the week."""
    local = to_local(day) if isinstance(day, datetime) else day
    return _WEEKDAYS[language][local.weekday()]


def format_iso(moment: date | datetime) -> str:
    """Write a moment for the `datetime` attribute of a `<time>` element."""
    if isinstance(moment, datetime):
        return to_local(moment).isoformat(timespec="seconds")
    return moment.isoformat()


def format_number(value: float, language: str = "vi", decimals: int | None = None) -> str:
    """Write a number: `1.234,5` in Vietnamese, `1,234.5` in English."""
    fraction = "###" if decimals is None else "0" * decimals
    return format_decimal(value, format=f"#,##0.{fraction}".rstrip("."), locale=_LOCALES[language])


def format_signed(value: float, language: str = "vi", decimals: int = 2) -> str:
    """Write a change with its sign: `+0,12`, `−0,50`; what rounds to nothing is `±0,00`."""
    written = format_number(abs(value), language, decimals)
    if not any(sign in "123456789" for sign in written):
        return f"±{written}"
    return f"+{written}" if value > 0 else f"−{written}"


def format_share(share: float | None, language: str = "vi", decimals: int = 1) -> str:
    """Write a share between 0 and 1 as a percentage: `62,5 %`; nothing known is a dash."""
    if share is None:
        return "–"
    return f"{format_number(share * 100, language, decimals)} %"


def format_size(size: int, language: str = "vi") -> str:
    """Write a number of bytes: `1,2 MB`."""
    if size < 1024:
        return f"{size} B"
    if size < 1024 * 1024:
        return f"{format_number(size / 1024, language, 0)} KB"
    return f"{format_number(size / 1024 / 1024, language, 1)} MB"


def excerpt(text: str, length: int) -> str:
    """Return the beginning of a Markdown text on one line, whole words, without its signs."""
    plain = " ".join(_MARKDOWN_SIGNS.sub(r"\1", text).split())
    if len(plain) <= length:
        return plain
    return plain[:length].rsplit(" ", 1)[0].rstrip(",.;: ") + "…"
