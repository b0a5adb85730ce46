"""Asking, and what a unit does with a question at first; each function is one transaction."""

from functools import partial

from services.qa.bootstrap import QaRuntime
from services.qa.directory import queries as directory
from services.qa.questions.asking import Asking
from services.qa.questions.documents import QuestionDocument
from services.qa.questions.model import RESPONDERS
from services.qa.questions.opening import Working, open_for_work, save
from services.qa.questions.problems import unusable
from services.qa.questions.taking import take_questions
from services.qa.topics import queries as topics
from shared.clock import now
from shared.contracts.qa.events import QuestionAssigned
from shared.contracts.qa.questions import AskedQuestion
from shared.contracts.qa.work import (
    AssignOutcome,
    AssignQuestion,
    AssignQuestions,
    ClassifyQuestion,
)
from shared.identity import Caller
from shared.ids import normal_code
from shared.mongo import Transaction, transactional
from shared.problems import Problem


async def ask_question(qa: QaRuntime, asking: Asking) -> AskedQuestion:
    """Take a question; a repeat of the same request gets the first answer.

    Questions asked at the same time are stored in one transaction. Raises `InvalidRequest` for a
    unit or topic that cannot be used.
    """
    answer: AskedQuestion = await qa.asking.do(asking, partial(take_questions, qa))
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
    if form.topic is not None and not await topics.is_open(form.topic):
        raise unusable("topic", "unknown_topic", "no topic has this id")
    return await save(tx, question, question.classify(form.topic, work.caller.id, now()))
