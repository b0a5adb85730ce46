"""What survey does about other services' events."""

from services.survey.answers.service import find_place, keep_rating
from services.survey.comments.asking import note_question
from services.survey.directory.service import FetchedUnit, fetch_unit, keep_units
from shared.contracts.auth.directory import DirectoryChanged
from shared.contracts.qa.events import AnswerRated, QuestionRaised
from shared.inbox import Subscribers
from shared.mongo import Transaction

subscribers = Subscribers("survey")

subscribers.on(AnswerRated, prepare=find_place)(keep_rating)
subscribers.on(QuestionRaised)(note_question)


@subscribers.on(DirectoryChanged, prepare=fetch_unit)
async def follow_directory(
    tx: Transaction, _event: DirectoryChanged, fetched: FetchedUnit | None
) -> None:
    """Keep the read copy of a unit current."""
    if fetched is not None:
        await keep_units(tx, [fetched])
