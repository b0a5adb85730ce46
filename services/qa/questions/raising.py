"""Questions made of what people wrote with their ratings, when somebody who read it wants one.

Nobody knows who wrote it: the question has no sender to tell, and its answer is not published.
"""

from dataclasses import dataclass

from services.qa.bootstrap import QaRuntime
from services.qa.deadlines.documents import DeadlineDocument
from services.qa.questions import timeline
from services.qa.questions.asking import Asking, question_of
from services.qa.questions.documents import QuestionDocument
from services.qa.questions.parts import Entry
from services.qa.questions.preparing import Prepared, prepare
from shared.cipher import Cipher
from shared.clock import HO_CHI_MINH
from shared.contracts.qa.events import QuestionAsked, QuestionRaised
from shared.contracts.qa.questions import AskQuestion
from shared.contracts.survey.comments import WantedQuestion
from shared.contracts.survey.events import QuestionWanted
from shared.identity import Caller
from shared.ids import new_secret
from shared.mongo import Transaction
from shared.problems import InvalidRequest


@dataclass(frozen=True)
class Raising:
    """A question to be made, and what sealing it needs."""

    asking: Asking
    prepared: Prepared
    cipher: Cipher


async def find_wanted(qa: QaRuntime, event: QuestionWanted) -> Raising | None:
    """Fetch the words from survey; None when the comment is gone.

    A unit that takes no questions leaves it to the coordinator's.
    """
    address = f"{qa.settings.survey_url}/api/survey/v1/comments/{event.comment}/question"
    answer = await qa.auth.get(address)
    if answer is None:
        return None
    form = _form(WantedQuestion.model_validate(answer), event.unit)
    try:
        prepared = await prepare(qa, form)
    except InvalidRequest:
        form = form.model_copy(update={"unit": None})
        prepared = await prepare(qa, form)
    return Raising(Asking(Caller(), form), prepared, qa.cipher)


def _form(wanted: WantedQuestion, unit: str) -> AskQuestion:
    written = f"{wanted.at.astimezone(HO_CHI_MINH):%d/%m/%Y}"
    source = f"(Góp ý kèm phiếu đánh giá {wanted.portal_name}, ngày {written}.)"
    body = f"{wanted.text}\n\n{source}"
    return AskQuestion(title=wanted.title, body=body, unit=unit, may_publish=False)


async def raise_question(tx: Transaction, event: QuestionWanted, raising: Raising | None) -> None:
    """Store the question with its clock, and tell survey its code."""
    if raising is None:
        return
    question = question_of(raising.asking, raising.prepared, new_secret(), raising.cipher)
    entry = Entry(
        kind="asked", role="responder", by=event.by, at=question.asked_at, after=question.status
    )
    await timeline.append(tx, question, [entry])
    await QuestionDocument.insert_many([question], session=tx.session)
    clock = raising.prepared.opening.row_of(question)
    await DeadlineDocument.get_pymongo_collection().insert_one(clock, session=tx.session)
    tx.emit(
        QuestionAsked(code=question.code, unit=question.lead_unit),
        QuestionRaised(comment=event.comment, code=question.code),
    )
