"""What an operator watches of auth: events that wait."""

from services.auth.bootstrap import AuthRuntime
from shared import outbox
from shared.readings import OUTBOX_OLDEST, Readings


def readings(auth: AuthRuntime) -> Readings:
    """Return what `/metrics` reads."""

    async def oldest_event() -> float:
        return await outbox.oldest_age_seconds(auth.mongo.database)

    return {OUTBOX_OLDEST: oldest_event}
