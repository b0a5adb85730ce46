"""What may be published of a month's counts. Pure.

Only whole months, so that no two overlapping spans can be subtracted from each other.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from services.survey.figures.counting import Counts
from services.survey.figures.model import criterion_figure, figures_of
from services.survey.portals.model import Portal
from shared.contracts.survey.figures import CriterionFigure
from shared.contracts.survey.open_data import PublicFiguresOut, PublicPortalFigures
from shared.contracts.survey.quarantine import QuarantineCounts
from shared.contracts.survey.responses import CriterionOut, Wording

METHOD = Wording(
    vi="Số lượt chọn từng phương án và tỷ lệ trên số người trả lời câu hỏi đó, kèm khoảng tin cậy "
    "Wilson 95 %. Câu hỏi có ít lượt trả lời hơn mức tối thiểu không được công bố.",
    en="How often each option was chosen and its share of the answers to that question, with the "
    "Wilson 95 % interval. Questions with fewer answers than the minimum are withheld.",
)


class CountedMonth(NamedTuple):
    """A month's counts, and how many responses were held back, by portal."""

    month: str
    counts: Mapping[str, Counts]
    held: Mapping[str, QuarantineCounts]


def publish(
    counted: CountedMonth,
    questions: Sequence[CriterionOut],
    portals: Sequence[Portal],
    minimum: int,
) -> PublicFiguresOut:
    """Return a month as published."""
    shown: Counts = Counter()
    published = []
    for portal in portals:
        counts = counted.counts.get(portal.id, Counter())
        figures = [criterion_figure(question, counts) for question in questions]
        enough = [figure for figure in figures if figure.n >= minimum]
        for figure in enough:
            shown.update(_counts(figure))
        published.append(
            PublicPortalFigures(
                portal=portal.id,
                name=portal.name,
                unit=portal.unit,
                criteria=enough,
                quarantine=counted.held.get(portal.id, QuarantineCounts(portal=portal.id)),
                withheld=[figure.key for figure in figures if figure.n < minimum],
            )
        )
    totals = figures_of(questions, shown)
    return PublicFiguresOut(
        month=counted.month,
        minimum_answers=minimum,
        method=METHOD,
        totals=totals,
        portals=published,
    )


def _counts(figure: CriterionFigure) -> dict[str, int]:
    return {f"{figure.key}:{option.key}": option.count for option in figure.options}
