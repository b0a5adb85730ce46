"""The stretches of time a page of figures offers, ending today."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from gateway.pages.deps import PageMaker
from gateway.translations import mark
from shared.clock import HO_CHI_MINH, now

LENGTHS = {7: mark("7 ngày"), 30: mark("30 ngày"), 90: mark("90 ngày"), 365: mark("365 ngày")}
DEFAULT_DAYS = 30


@dataclass(frozen=True, slots=True)
class Stretch:
    """Whole days, both included."""

    days: int
    start: date
    end: date


def stretch(days: int) -> Stretch:
    """Return the last `days` days until today; an unknown length is the default one."""
    length = days if days in LENGTHS else DEFAULT_DAYS
    today = now().astimezone(HO_CHI_MINH).date()
    return Stretch(length, today - timedelta(days=length - 1), today)


def period_tabs(pages: PageMaker, days: int, **query: str) -> list[dict[str, Any]]:
    """Return the tabs to choose a length with; `query` is kept."""
    return [
        {
            "label": pages.say(label),
            "href": f"?{urlencode({'days': length, **query})}",
            "current": length == days,
        }
        for length, label in LENGTHS.items()
    ]
