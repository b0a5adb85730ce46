"""What leaders, coordinators and heads ask of the figures, answered from the roll-ups."""

from dataclasses import dataclass
from datetime import date

from services.qa.bootstrap import QaRuntime
from services.qa.directory import queries as directory
from services.qa.figures import model
from services.qa.figures.queries import (
    Part,
    RollUps,
    Stretch,
    counted_at,
    read_roll_ups,
    scopes_of,
)
from services.qa.units.tree import UnitTree
from shared.clock import now, today
from shared.collation import vietnamese_sort_key
from shared.contracts.qa.figures import (
    AgeBand,
    By,
    PeriodCounts,
    QaFigures,
    UnitCounts,
    UnitFigures,
)
from shared.identity import Caller, CallerKind
from shared.problems import Forbidden
from shared.working_time import working_days_between

READERS = ("leader", "coordinator", "head")
EVER = Stretch()


@dataclass(frozen=True)
class Asked:
    """Which figures: of a unit and what lies below it, or of all the caller may see."""

    unit: str | None = None
    stretch: Stretch = EVER
    by: By | None = None


def units_seen(caller: Caller, unit: str | None, tree: UnitTree) -> set[str]:
    """Return the units whose figures are shown; raises `Forbidden` for others'.

    Leaders and coordinators see what lies below their unit, heads their own unit, systems that
    may read figures all units.
    """
    if caller.kind is CallerKind.CLIENT:
        seen = set(tree.units)
    else:
        seen = tree.below(caller.units_as("leader", "coordinator")) | caller.units_as("head")
    if unit is None:
        return seen
    if unit not in seen:
        raise Forbidden
    return tree.below({unit}) & seen


async def figures(qa: QaRuntime, caller: Caller, asked: Asked) -> QaFigures:
    """Return how the questions of a stretch were answered, and the backlog of today."""
    tree = await qa.units.get()
    scopes = scopes_of(units_seen(caller, asked.unit, tree), tree.units)
    at = now()
    young = model.months(today() - model.YOUNGEST_OLD, today())
    rolled = await read_roll_ups(scopes, [asked.stretch, EVER], young)
    counts = model.counts_out(rolled.total(asked.stretch), at)
    return QaFigures(
        **dict(counts),
        as_of=await counted_at(),
        start=asked.stretch.start,
        end=asked.stretch.end,
        backlog=await _backlog(qa, rolled),
        periods=_periods(rolled, asked),
        method=model.METHOD,
    )


async def unit_figures(qa: QaRuntime, caller: Caller, asked: Asked) -> UnitFigures:
    """Return a row for each unit that has questions in the stretch, by name."""
    tree = await qa.units.get()
    units = units_seen(caller, asked.unit, tree)
    rolled = await read_roll_ups(units, [asked.stretch])
    at = now()
    sums = rolled.sum_by(lambda part: part.scope, asked.stretch)
    rows = [
        UnitCounts(unit=tree.ref(unit), **dict(model.counts_out(counts, at)))
        for unit, counts in sums.items()
    ]
    return UnitFigures(
        as_of=await counted_at(),
        start=asked.stretch.start,
        end=asked.stretch.end,
        units=sorted(rows, key=lambda row: vietnamese_sort_key(row.unit.name)),
        total=model.counts_out(rolled.total(asked.stretch), at),
        method=model.METHOD,
    )


async def _backlog(qa: QaRuntime, rolled: RollUps) -> list[AgeBand]:
    root = await directory.root_unit(qa.settings.root_unit)
    calendar = await directory.calendar(root.calendar)
    day = today()
    return model.backlog(
        rolled.parts, lambda asked: working_days_between(calendar, asked, day), now(), day
    )


def _periods(rolled: RollUps, asked: Asked) -> list[PeriodCounts]:
    if asked.by is None:
        return []
    days = [part.day for part in rolled.within(asked.stretch)]
    if not days:
        return []
    first = asked.stretch.start or min(days)
    last = min(asked.stretch.end or today(), max(today(), *days))
    by, at = asked.by, now()

    def name_of(part: Part) -> str:
        return model.period_name(by, part.day)

    sums = rolled.sum_by(name_of, asked.stretch)
    return [
        PeriodCounts(
            name=name,
            start=_day(stretch.start),
            end=_day(stretch.end),
            **dict(model.counts_out(sums.get(name, {}), at)),
        )
        for name, stretch in model.periods(by, first, last).items()
    ]


def _day(day: date | None) -> date:
    assert day is not None  # noqa: S101 - calendar periods have both ends
    return day
