"""Tables of portals or units, with places that intervals allow."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from services.survey.bootstrap import SurveyRuntime
from services.survey.directory.model import UnitTree
from services.survey.figures.counting import RESPONSES, Counts
from services.survey.figures.model import figures_of
from services.survey.figures.months import find_scopes
from services.survey.figures.queries import ROLE, units_for
from services.survey.figures.ranking import Interval, places
from services.survey.figures.states import read_state
from services.survey.portals.model import Portal
from shared.contracts.survey.figures import CriterionFigure, FiguresTable, RankedRow
from shared.contracts.survey.responses import CriterionOut
from shared.identity import Caller
from shared.problems import InvalidRequest


@dataclass(frozen=True)
class AskedTable:
    """Which table, ranked by which question, over which local days (both included)."""

    by: Literal["portal", "unit"]
    unit: str | None
    criterion: str
    first: date
    last: date


async def rank(survey: SurveyRuntime, caller: Caller, asked: AskedTable) -> FiguresTable:
    """Return the table, the best share first, rows without places last.

    Raises `OutsideOwnUnits`, `UnitNotFound`, and `InvalidRequest` for a question never asked.
    """
    questions = (await survey.instruments.get()).questions()
    if asked.criterion not in {question.key for question in questions}:
        error = {"pointer": "query:criterion", "code": "unknown", "detail": "no such question"}
        raise InvalidRequest(errors=[error])
    units = await units_for(survey, caller, asked.unit)
    portals = [one for one in (await survey.portals.get()).values() if one.unit in units]
    counted = await _count(survey, portals, asked)
    if asked.by == "portal":
        rows = [_portal_row(portal, questions, counted[portal.id]) for portal in portals]
    else:
        heads = [asked.unit] if asked.unit else sorted(caller.units_as(ROLE))
        rows = _unit_rows(await survey.units.get(), heads, portals, questions, counted)
    minimum = survey.settings.comparison_minimum_answers
    return FiguresTable(
        by=asked.by,
        unit=asked.unit,
        criterion=asked.criterion,
        start=asked.first,
        end=asked.last,
        as_of=(await read_state(survey.mongo)).as_of,
        minimum_answers=minimum,
        rows=_placed(rows, asked.criterion, minimum),
    )


async def rank_portals(
    survey: SurveyRuntime, portals: Sequence[Portal], asked: AskedTable
) -> list[RankedRow]:
    """Return the rows of these portals, whoever asks."""
    questions = (await survey.instruments.get()).questions()
    counted = await _count(survey, portals, asked)
    rows = [_portal_row(portal, questions, counted[portal.id]) for portal in portals]
    return _placed(rows, asked.criterion, survey.settings.comparison_minimum_answers)


async def _count(
    survey: SurveyRuntime, portals: Sequence[Portal], asked: AskedTable
) -> dict[str, Counts]:
    ids = [portal.id for portal in portals]
    return await find_scopes(survey.mongo, ids, asked.first, asked.last)


def _portal_row(portal: Portal, questions: Sequence[CriterionOut], counts: Counts) -> RankedRow:
    return RankedRow(
        id=portal.id,
        name=portal.name,
        unit=portal.unit,
        responses=counts[RESPONSES],
        criteria=figures_of(questions, counts),
        n=0,
    )


def _unit_rows(
    tree: UnitTree,
    heads: Iterable[str],
    portals: Iterable[Portal],
    questions: Sequence[CriterionOut],
    counted: Mapping[str, Counts],
) -> list[RankedRow]:
    """Return a row per unit next below the heads, with all below it, and one per head itself.

    Units whose trees hold no portal have no row; each portal counts in one row.
    """
    below = [child for head in heads for child in tree.children(head)]
    row_of = {unit: child for child in below for unit in tree.subtree(child)}
    row_of |= {head: head for head in heads}
    sums: dict[str, Counts] = {}
    for portal in portals:
        sums.setdefault(row_of[portal.unit], Counter()).update(counted[portal.id])
    return [_unit_row(tree, unit, questions, counts) for unit, counts in sums.items()]


def _unit_row(
    tree: UnitTree, unit: str, questions: Sequence[CriterionOut], counts: Counts
) -> RankedRow:
    known = tree.units.get(unit)
    return RankedRow(
        id=unit,
        name=known.name if known else unit,
        name_en=known.name_en if known else "",
        unit=unit,
        responses=counts[RESPONSES],
        criteria=figures_of(questions, counts),
        n=0,
    )


def _placed(rows: Sequence[RankedRow], criterion: str, minimum: int) -> list[RankedRow]:
    """Return the rows with shares and places, in order."""
    for row in rows:
        figure = next(one for one in row.criteria if one.key == criterion)
        row.n = figure.n
        _share(row, figure)
    intervals = [
        Interval(row.low, row.high)
        if row.low is not None and row.high is not None and row.n >= minimum
        else None
        for row in rows
    ]
    for row, place in zip(rows, places(intervals), strict=True):
        if place is not None:
            row.rank_best, row.rank_worst = place
    return sorted(rows, key=lambda row: (row.rank_best is None, -(row.share or 0), row.name))


def _share(row: RankedRow, figure: CriterionFigure) -> None:
    best = figure.options[0]
    row.share, row.low, row.high = best.share, best.low, best.high
