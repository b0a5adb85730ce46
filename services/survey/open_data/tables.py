"""Published figures as CSV: one row per option, empty numbers where they are withheld."""

from collections.abc import Iterator

from shared import spreadsheets
from shared.contracts.survey.open_data import PublicFiguresOut
from shared.spreadsheets import Value

HEADER = (
    "month", "portal", "portal_name", "unit", "criterion", "criterion_title", "option",
    "option_label", "n", "count", "share", "low_95", "high_95",
)  # fmt: skip


def as_csv(figures: PublicFiguresOut) -> bytes:
    """Return the portals' figures as CSV."""
    return spreadsheets.as_csv(HEADER, _rows(figures))


def _rows(figures: PublicFiguresOut) -> Iterator[list[Value]]:
    titles = {figure.key: figure.title.vi for figure in figures.totals}
    for portal in figures.portals:
        place: list[Value] = [figures.month, portal.portal, portal.name, portal.unit]
        for figure in portal.criteria:
            for option in figure.options:
                numbers: list[Value] = [option.count, option.share, option.low, option.high]
                named: list[Value] = [figure.key, figure.title.vi, option.key, option.label.vi]
                yield [*place, *named, figure.n, *numbers]
        for key in portal.withheld:
            yield [*place, key, titles[key], "", "", "", "", "", "", ""]
