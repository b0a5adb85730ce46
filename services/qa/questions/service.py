"""Asking, and what a unit does with a question at first; each function is one transaction."""

from collections.abc import Callable

from pymongo.errors import DuplicateKeyError

from services.qa.bootstrap import QaRuntime
from services.qa.consents.service import agreed_text, record_consent
from services.qa.directory import queries as directory
from services.qa.questions import timeline
from services.qa.questions.asking import Asking, prepare, question_of
from services.qa.questions.documents import QuestionDocument
from services.qa.questions.model import RESPONDERS, Entry
from services.qa.questions.opening import Working, open_for_work, save
from services.qa.questions.problems import unusable
from services.qa.questions.views import asked_question
from services.qa.topics.queries import topic
from shared.clock import now
from shared.contracts.qa.events import QuestionAsked, QuestionAssigned
from shared.contracts.qa.questions import AskedQuestion
from shared.contracts.qa.work import (
    AssignOutcome,
    AssignQuestion,
    AssignQuestions,
    ClassifyQuestion,
)
from shared.idempotency import Once
from shared.identity import Caller
from shared.ids import new_secret, normal_code, readable_code
from shared.mongo import Transaction, transactional
from shared.problems import Problem

_CODE_ATTEMPTS = 5


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
    agreed = agreed_text(asking.form)
    entry = Entry(kind="asked", role="sender", at=question.asked_at, after=question.status)
    await timeline.append(tx, question, [entry])
    await question.insert(session=tx.session)
    if agreed is not None:
        await record_consent(tx, question, agreed)
    await prepared.clock.document(question.id, question.clock).insert(session=tx.session)
    tx.emit(QuestionAsked(code=code, unit=question.lead_unit))
    answer = asked_question(question, prepared.unit, secret)
    await once.keep(tx, answer)
    return answer


@transactional
async def receive_question(tx: Transaction, work: Working) -> QuestionDocument:
    """Confirm that the unit has a question."""
    question = (await open_for_work(tx, work)).question
    return await save(tx, question, question.receive(work.caller.id, now()))


@transactional
async def assign_question(tx: Transaction, work: Working, form: AssignQuestion) -> QuestionDocument:
    """Give a question to an officer of the lead unit, to oneself when nobody is named."""
    question = (await open_for_work(tx, work)).question
    question.must_allow("assign")
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
    return await save(tx, question, entries)


async def assign_questions(
    qa: QaRuntime, caller: Caller, form: AssignQuestions
) -> list[AssignOutcome]:
    """Give several questions to an officer, each in a transaction of its own."""
    outcomes = []
    for chosen in form.questions:
        work = Working(qa, caller, normal_code(chosen.code), chosen.version)
        try:
            done = await assign_question(qa.mongo, work, AssignQuestion(person=form.person))
        except Problem as problem:
            outcomes.append(AssignOutcome(code=chosen.code, problem=problem.slug))
        else:
            outcomes.append(AssignOutcome(code=chosen.code, version=done.version))
    return outcomes


@transactional
async def classify_question(
    tx: Transaction, work: Working, form: ClassifyQuestion
) -> QuestionDocument:
    """File a question under another topic."""
    question = (await open_for_work(tx, work)).question
    if form.topic is not None and await topic(form.topic) is None:
        raise unusable("topic", "unknown_topic", "no topic has this id")
    return await save(tx, question, question.classify(form.topic, work.caller.id, now()))
