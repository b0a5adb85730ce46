"""Fills a database of survey with responses of ninety days and has the roller count them.

The responses go in raw, in unordered batches in the order of time; everything counted of them is
counted by the service's own roller, which begins anew at the first response.
"""

import random
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import accumulate
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from bench.questions.province import directory
from bench.stage import Stage
from bench.survey.places import SurveyPlace, new_survey_place
from services.survey.bootstrap import SurveyRuntime, open_runtime
from services.survey.directory.service import apply_directory
from services.survey.figures.rolling import roll_up
from services.survey.portals.model import Portal
from services.survey.portals.service import open_portals
from services.survey.responses.model import Source
from shared.clock import now, today

Json = dict[str, Any]

DAYS = 90
_BATCH = 2_000
"""The embedded engine takes ten times as long for larger ones."""

_ANSWERED = 0.85
_BEST_FIRST = (0.62, 0.25, 0.13)
_COMMENTED = 0.01
_TEXT = "Phần tìm kiếm nên gợi ý từ khóa không dấu, mẫu đơn nên có bản để điền."


async def loaded(stage: Stage, count: int, console: Console) -> SurveyPlace:
    """Return a province with `count` counted responses, filled at the first call of a run."""
    name = f"bench_responses_{count}"
    if name not in stage.places:
        place = await new_survey_place(stage, name)
        async with open_runtime(place.settings) as survey:
            await open_a_portal_for_each_unit(survey)
            await _store(survey, count, console)
            with console.status(f"rolling up {count:,} responses"):
                await roll_up(survey.mongo)
        stage.places[name] = place
    found = stage.places[name]
    assert isinstance(found, SurveyPlace)  # noqa: S101 - this name is ours
    return found


async def open_a_portal_for_each_unit(survey: SurveyRuntime) -> None:
    """Keep the real units of Huế and open a portal of each, under the unit's id."""
    known = directory()
    await apply_directory(survey, known)
    portals = [Portal(id=unit.id, name=unit.name, unit=unit.id) for unit in known.units]
    await open_portals(survey.mongo, portals)
    survey.portals.forget()


async def _store(survey: SurveyRuntime, count: int, console: Console) -> None:
    portals = sorted(await survey.portals.get())
    instrument = (await survey.instruments.get()).shown_on(today())
    asked = {one.key: [option.key for option in one.options] for one in instrument.criteria}
    responses = survey.mongo.database["responses"]
    columns = (
        TextColumn("[progress.description]{task.description}"),
        BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(),
    )  # fmt: skip
    with Progress(*columns, console=console) as progress:
        bar = progress.add_task(f"{count:,} responses", total=count)
        for batch in _batches(count, portals, asked, instrument.version):
            await responses.insert_many(batch, ordered=False)
            progress.advance(bar, len(batch))


def _batches(
    count: int, portals: Sequence[str], asked: dict[str, list[str]], version: int
) -> Iterator[list[Json]]:
    """Yield responses in the order of their moments, the last one a minute ago."""
    chance = random.Random(count)
    busy = list(accumulate(1 / (place + 3) for place in range(len(portals))))
    begins = now() - timedelta(days=DAYS - 1)
    step = timedelta(days=DAYS - 1, minutes=-1) / count
    for first in range(0, count, _BATCH):
        size = min(_BATCH, count - first)
        chosen = {key: _answers(chance, options, size) for key, options in asked.items() if options}
        where = chance.choices(portals, cum_weights=busy, k=size)
        yield [
            {
                "_id": f"{first + place:032x}",
                "portal": where[place],
                "version": version,
                "source": Source.PORTAL.value,
                "ratings": {key: told for key, all_ in chosen.items() if (told := all_[place])},
                **({"other": _TEXT} if chance.random() < _COMMENTED else {}),
                "body_hash": "bench",
                "received_at": _moment(begins, step * (first + place)),
            }
            for place in range(size)
        ]


def _answers(chance: random.Random, options: Sequence[str], size: int) -> list[str | None]:
    weights = [1 - _ANSWERED, *(_ANSWERED * share for share in _BEST_FIRST)]
    return chance.choices([None, *options], weights[: len(options) + 1], k=size)


def _moment(begins: datetime, after: timedelta) -> datetime:
    moment = begins + after
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)
