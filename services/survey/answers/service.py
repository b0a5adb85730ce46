"""A rating of an answer counts as a response to what is asked about interaction.

It is stored under its own source and holds the level alone: neither the question nor the person
is told by qa. A rating given again replaces the first, on the day of the first.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from services.survey.bootstrap import SurveyRuntime
from services.survey.directory.model import UnitTree
from services.survey.figures.rolling import marks_of
from services.survey.instruments.model import NoInstrument
from services.survey.responses.model import Source, response_id
from shared.clock import local_day, now
from shared.contracts.qa.events import AnswerRated
from shared.logging import get_logger
from shared.mongo import Transaction

CRITERION = "interaction"
_log = get_logger(__name__)


@dataclass(frozen=True)
class Place:
    """Where a rating counts: for which portal, by which version of the survey."""

    portal: str
    version: int


async def find_place(survey: SurveyRuntime, event: AnswerRated) -> Place | None:
    """Return where a rating counts, None when no portal or no survey takes it.

    The portal is the unit's own, else that of the nearest unit above it.
    """
    portals = (await survey.portals.get()).values()
    tree = await survey.units.get()
    open_ones: dict[str, str] = {}
    for portal in portals:
        if portal.is_open:
            open_ones.setdefault(portal.unit, portal.id)
    found = next(
        (open_ones[unit] for unit in _upwards(tree, event.unit) if unit in open_ones), None
    )
    try:
        instrument = (await survey.instruments.get()).shown_on(local_day(event.at))
    except NoInstrument:
        return None
    if found is None or instrument.unknown_options({CRITERION: event.level}):
        return None
    return Place(found, instrument.version)


def _upwards(tree: UnitTree, unit: str) -> Iterator[str]:
    """Yield a unit, the units above it, and last whatever unit stands at the top."""
    seen: set[str] = set()
    here: str | None = unit
    while here is not None and here not in seen:
        seen.add(here)
        yield here
        above = tree.units.get(here)
        here = above.parent if above else None
    yield from (one.id for one in tree.units.values() if one.parent is None)


async def keep_rating(tx: Transaction, event: AnswerRated, place: Place | None) -> None:
    """Store a rating, or replace it by a later one; its day is then counted anew."""
    if place is None:
        _log.warning("answer_rating_uncounted", unit=event.unit)
        return
    responses = tx.database["responses"]
    rating_id = response_id("answer", event.rating_id)
    held = await responses.find_one({"_id": rating_id}, session=tx.session)
    if held is None:
        document = _response(rating_id, event, place)
        await responses.insert_one(document, session=tx.session)
    elif held["rated_at"] < event.at:
        change = {"ratings": {CRITERION: event.level.value}, "rated_at": event.at}
        await responses.update_one({"_id": rating_id}, {"$set": change}, session=tx.session)
        marks = marks_of([local_day(held["received_at"])])
        await tx.database["figure_marks"].insert_many(marks, session=tx.session)


def _response(rating_id: str, event: AnswerRated, place: Place) -> dict[str, Any]:
    return {
        "_id": rating_id,
        "portal": place.portal,
        "version": place.version,
        "source": Source.ANSWER.value,
        "ratings": {CRITERION: event.level.value},
        "body_hash": "",
        "received_at": now(),  # not when it was rated: what lies behind is counted already
        "rated_at": event.at,
    }
