"""Published figures as CSV: one row per option, empty numbers where they are withheld."""

import csv
import io
from collections.abc import Iterator

from shared.contracts.survey.open_data import PublicFiguresOut

HEADER = (
    "month", "portal", "portal_name", "unit", "criterion", "criterion_title", "option",
    "option_label", "n", "count", "share", "low_95", "high_95",
)  # fmt: skip
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def as_csv(figures: PublicFiguresOut) -> str:
    """Return the portals' figures as CSV (RFC 4180), safe to open in a spreadsheet."""
    table = io.StringIO()
    writer = csv.writer(table)
    writer.writerow(HEADER)
    for row in _rows(figures):
        writer.writerow([_inert(field) for field in row])
    return table.getvalue()


def _rows(figures: PublicFiguresOut) -> Iterator[list[object]]:
    titles = {figure.key: figure.title.vi for figure in figures.totals}
    for portal in figures.portals:
        place = [figures.month, portal.portal, portal.name, portal.unit]
        for figure in portal.criteria:
            for option in figure.options:
                numbers = [option.count, option.share, option.low, option.high]
                named = [figure.key, figure.title.vi, option.key, option.label.vi]
                yield [*place, *named, figure.n, *numbers]
        for key in portal.withheld:
            yield [*place, key, titles[key], "", "", "", "", "", "", ""]


def _inert(field: object) -> object:
    """Return a text so that no spreadsheet takes it for a formula; numbers stay numbers."""
    return f"'{field}" if isinstance(field, str) and field.startswith(_FORMULA) else field
