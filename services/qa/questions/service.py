"""What people do with questions; each function is one transaction."""

from collections.abc import Callable
from dataclasses import dataclass

from pymongo.errors import DuplicateKeyError

from services.qa.bootstrap import QaRuntime
from services.qa.directory import queries as directory
from services.qa.questions import timeline
from services.qa.questions.answers import as_html
from services.qa.questions.asking import Asking, prepare, question_of
from services.qa.questions.documents import QuestionDocument
from services.qa.questions.model import RESPONDERS, Access, Entry
from services.qa.questions.problems import NotYourUnit, QuestionNotFound, unusable
from services.qa.questions.views import access_to, asked_question, changed
from shared.clock import now
from shared.contracts.qa.events import QuestionAnswered, QuestionAsked, QuestionAssigned
from shared.contracts.qa.questions import AskedQuestion
from shared.contracts.qa.work import AssignQuestion, DraftAnswer, PublishAnswer
from shared.folding import search_terms
from shared.idempotency import Once
from shared.identity import Caller
from shared.ids import new_secret, readable_code
from shared.mongo import Transaction, transactional

_CODE_ATTEMPTS = 5


@dataclass(frozen=True)
class Working:
    """Who works on which question, in the version they read."""

    qa: QaRuntime
    caller: Caller
    code: str
    version: int


async def ask_question(
    qa: QaRuntime, asking: Asking, new_code: Callable[[], str] = readable_code
) -> AskedQuestion:
    """Take a question; a repeat of the same request gets the first answer.

    Raises `InvalidRequest` for a unit or topic that cannot be used.
    """
    for _ in range(_CODE_ATTEMPTS - 1):
        try:
            return await _ask(qa.mongo, qa, asking, new_code())
        except DuplicateKeyError as error:
            if "code" not in (error.details or {}).get("keyPattern", {}):
                raise
    return await _ask(qa.mongo, qa, asking, new_code())


@transactional
async def _ask(tx: Transaction, qa: QaRuntime, asking: Asking, code: str) -> AskedQuestion:
    once = Once(asking.scope, asking.key, asking.form, qa.cipher)
    if first := await once.first_answer(tx, AskedQuestion):
        return first
    prepared = await prepare(qa, asking)
    secret = new_secret()
    question = question_of(asking, prepared, code, secret, qa.cipher)
    entry = Entry(kind="asked", role="sender", at=question.asked_at, after=question.status)
    await timeline.append(tx, question, [entry])
    await question.insert(session=tx.session)
    await prepared.clock.document(question.id, question.clock).insert(session=tx.session)
    tx.emit(QuestionAsked(code=code, unit=question.lead_unit))
    answer = asked_question(question, prepared.unit, secret)
    await once.keep(tx, answer)
    return answer


@transactional
async def receive_question(tx: Transaction, work: Working) -> QuestionDocument:
    """Confirm that the unit has a question."""
    question = await _open_for_work(tx, work)
    return await _save(tx, question, question.receive(work.caller.id, now()))


@transactional
async def assign_question(tx: Transaction, work: Working, form: AssignQuestion) -> QuestionDocument:
    """Give a question to an officer of the lead unit, to oneself when nobody is named."""
    question = await _open_for_work(tx, work)
    person = form.person or work.caller.id
    if person != work.caller.id and not await directory.works_for(
        person, RESPONDERS, question.lead_unit
    ):
        raise unusable("person", "unknown_person", "nobody of this unit")
    is_news = person != question.assignee
    entries = question.assign(person, work.caller.id, now())
    if is_news:
        tx.emit(
            QuestionAssigned(
                code=question.code, unit=question.lead_unit, person=person, by=work.caller.id
            ),
        )
    return await _save(tx, question, entries)


@transactional
async def draft_answer(tx: Transaction, work: Working, form: DraftAnswer) -> QuestionDocument:
    """Keep an answer as far as it is written."""
    question = await _open_for_work(tx, work)
    return await _save(tx, question, question.save_draft(form.text, work.caller.id, now()))


@transactional
async def publish_answer(tx: Transaction, work: Working, form: PublishAnswer) -> QuestionDocument:
    """Answer the sender, and everybody if the sender allowed it."""
    question = await _open_for_work(tx, work)
    text = question.answer_text(form.text)
    entries = question.publish(text, as_html(text), work.caller.id, now())
    if question.is_published:
        question.search_terms = search_terms(f"{question.title}\n{question.body}\n{text}")
    tx.emit(
        QuestionAnswered(
            code=question.code, unit=question.lead_unit, is_published=question.is_published
        )
    )
    return await _save(tx, question, entries)


async def _open_for_work(tx: Transaction, work: Working) -> QuestionDocument:
    """Return a question that the caller may work on, in the version the caller read."""
    question = await QuestionDocument.find_one({"code": work.code}, session=tx.session)
    seen = await access_to(question, work.caller) if question else None
    if question is None or seen is None:
        raise QuestionNotFound
    if seen is not Access.RESPONDER:
        raise NotYourUnit
    if question.version != work.version:
        raise await changed(work.qa, question)
    return question


async def _save(
    tx: Transaction, question: QuestionDocument, entries: list[Entry]
) -> QuestionDocument:
    await timeline.append(tx, question, entries)
    await question.replace(session=tx.session)
    return question
