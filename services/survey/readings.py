"""What an operator watches of survey: how far figures are behind, and events that wait."""

from services.survey.bootstrap import SurveyRuntime
from services.survey.figures.documents import STATE_ID, StateDocument
from shared import outbox
from shared.clock import now
from shared.readings import OUTBOX_OLDEST, ROLL_UP_LAG, Readings


def readings(survey: SurveyRuntime) -> Readings:
    """Return what `/metrics` reads."""

    async def oldest_event() -> float:
        return await outbox.oldest_age_seconds(survey.mongo.database)

    return {ROLL_UP_LAG: roll_up_lag, OUTBOX_OLDEST: oldest_event}


async def roll_up_lag() -> float:
    """Return how many seconds ago the roller brought the figures up to the present.

    Also when nothing is to be counted it does so every ten seconds.
    """
    state = await StateDocument.get_pymongo_collection().find_one({"_id": STATE_ID}, {"as_of": 1})
    return max(0.0, (now() - state["as_of"]).total_seconds()) if state else 0.0
