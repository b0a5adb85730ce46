"""Reading a month for publication."""

from datetime import date, timedelta

from services.survey.bootstrap import SurveyRuntime
from services.survey.figures.documents import month_of
from services.survey.figures.months import find_month
from services.survey.open_data.catalog import Publication
from services.survey.open_data.model import CountedMonth, publish
from services.survey.quarantine.queries import count_month
from shared.clock import today
from shared.contracts.survey.open_data import PublicFiguresOut
from shared.problems import NotFound


class MonthNotPublished(NotFound):
    """The month is not over yet."""

    slug, title = "month-not-published", "Figures are published once the month is over"


def last_whole_month(day: date) -> str:
    """Return the month before a day's."""
    return month_of(day.replace(day=1) - timedelta(days=1))


async def publication(survey: SurveyRuntime) -> Publication:
    """Return what the catalogue says of publisher, licence and months."""
    rows = await survey.mongo.database["figures"].find({}, {"month": 1}).to_list()
    last = last_whole_month(today())
    first = min((row["month"] for row in rows), default=last)
    return Publication(
        publisher=survey.settings.open_data_publisher,
        public_url=str(survey.settings.public_url).rstrip("/"),
        licence=survey.settings.open_data_licence,
        first=date.fromisoformat(f"{min(first, last)}-01"),
        last=date.fromisoformat(f"{last}-01"),
    )


async def show_month(survey: SurveyRuntime, month: str | None) -> PublicFiguresOut:
    """Return the published figures of a month, the last whole one by default."""
    last = last_whole_month(today())
    month = month or last
    if month > last:
        raise MonthNotPublished
    counts = await find_month(survey.mongo, month)
    return publish(
        CountedMonth(month, counts, await count_month(survey, month)),
        (await survey.instruments.get()).questions(),
        list((await survey.portals.get()).values()),
        survey.settings.open_data_minimum_answers,
    )
