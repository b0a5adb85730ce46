"""Numbers and days as a report writes them: the Vietnamese way, in document and workbook alike."""

from datetime import date


def number(value: float, digits: int = 0) -> str:
    """Return a number the Vietnamese way: `1.234,5`."""
    written = f"{value:,.{digits}f}"
    return written.translate(str.maketrans(",.", ".,"))


def percent(share: float | None) -> str:
    """Return a share as `12,3 %`, a dash when there is none."""
    return "–" if share is None else f"{number(100 * share, 1)} %"


def day(of: date) -> str:
    """Return a day as `22/11/2026`."""
    return f"{of:%d/%m/%Y}"
