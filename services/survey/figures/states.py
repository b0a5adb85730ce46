"""Reading how far the figures have come."""

from services.survey.figures.documents import STATE_ID
from shared.contracts.survey.figures import FiguresChanged
from shared.mongo import Mongo


async def read_state(mongo: Mongo) -> FiguresChanged:
    """Return the revision of the figures and the moment they are of."""
    wanted = {"_id": 0, "revision": 1, "as_of": 1}
    state = await mongo.database["figure_state"].find_one({"_id": STATE_ID}, wanted)
    return FiguresChanged.model_validate(state)
