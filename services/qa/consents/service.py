"""Recording consents with what they are for, and taking them back."""

from typing import Literal

from services.qa.consents.documents import Consent, ConsentDocument
from services.qa.consents.model import current_text, known_texts
from services.qa.questions.documents import QuestionDocument
from services.qa.questions.model import Question
from services.qa.questions.opening import Working, open_for_sender, save
from services.qa.questions.problems import unusable
from shared.clock import local_day, now
from shared.contracts.qa.consents import ConsentText, Purpose
from shared.contracts.qa.questions import AskQuestion
from shared.ids import new_id
from shared.mongo import Transaction, transactional

PUBLISH: Purpose = "publish"


def agreed_text(form: AskQuestion) -> ConsentText | None:
    """Return what the sender agreed to, None when they did not.

    Raises `InvalidRequest` for a text that never was asked.
    """
    if not form.may_publish:
        return None
    if form.publish_text is None:
        return current_text(PUBLISH, form.language, local_day(now()))
    text = known_texts().get(form.publish_text)
    if text is None or text.purpose != PUBLISH:
        raise unusable("publish_text", "unknown_text", "this was never asked")
    return text


def consent_given(question: Question, text: ConsentText) -> Consent:
    """Return that the sender agreed, to be stored with what they agreed for."""
    return _row(question, text, "given")


@transactional
async def withdraw_consent(tx: Transaction, work: Working) -> QuestionDocument:
    """Take the consent to publication back: the question leaves the public pages at once."""
    question = (await open_for_sender(tx, work)).question
    entries = question.stop_publishing(now())
    given = await ConsentDocument.find({"question": question.id}, session=tx.session).to_list()
    if given and given[-1].kind == "given":
        text = known_texts()[given[-1].text_hash]
        withdrawn = _row(question, text, "withdrawn")
        await ConsentDocument(**withdrawn.model_dump()).insert(session=tx.session)
    return await save(tx, question, entries)


def _row(question: Question, text: ConsentText, kind: Literal["given", "withdrawn"]) -> Consent:
    return Consent(
        id=new_id(),
        question=question.id,
        purpose=text.purpose,
        kind=kind,
        text_version=text.version,
        text_hash=text.hash,
        at=now(),
    )
