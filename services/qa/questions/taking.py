"""Taking questions that were asked at the same moment, all of them in one transaction."""

from collections.abc import Sequence
from typing import Any

from pymongo.errors import DuplicateKeyError

from services.qa.bootstrap import QaRuntime
from services.qa.consents.documents import Consent, ConsentDocument
from services.qa.consents.service import consent_given
from services.qa.deadlines.documents import DeadlineDocument
from services.qa.questions import timeline
from services.qa.questions.asking import Asking, question_of
from services.qa.questions.documents import (
    Line,
    PlacedQuestion,
    QuestionDocument,
    TimelineDocument,
)
from services.qa.questions.model import Entry
from services.qa.questions.preparing import Prepared, prepare_all
from services.qa.questions.views import asked_question
from shared.contracts.qa.events import QuestionAsked
from shared.contracts.qa.questions import AskedQuestion
from shared.idempotency import KeyUsedForAnotherRequest, Once, first_answers, keep_all
from shared.ids import new_secret
from shared.mongo import Transaction, transactional
from shared.problems import Problem
from shared.rows import row_of

Json = dict[str, Any]
Answers = list[AskedQuestion | Problem]

_ATTEMPTS = 6


async def take_questions(qa: QaRuntime, askings: Sequence[Asking]) -> Answers:
    """Take questions, each under a code that no other one has; return what each sender is told.

    That a request is a repeat shows when it is stored: nearly none is, so nobody is looked for.
    """
    may_be_repeated = False
    for _ in range(_ATTEMPTS - 1):
        try:
            return await _take(qa.mongo, qa, askings, may_be_repeated)
        except DuplicateKeyError as error:
            may_be_repeated = may_be_repeated or not _is_code_taken(error)
    return await _take(qa.mongo, qa, askings, may_be_repeated)


def _is_code_taken(error: DuplicateKeyError) -> bool:
    return "code" in (error.details or {}).get("keyPattern", {})


@transactional
async def _take(
    tx: Transaction, qa: QaRuntime, askings: Sequence[Asking], may_be_repeated: bool
) -> Answers:
    onces = [asking.once(qa.cipher) for asking in askings]
    answers: dict[int, AskedQuestion | Problem] = {}
    if may_be_repeated:
        known = await first_answers(tx, onces, AskedQuestion)
        answers = {number: told for number, told in enumerate(known) if told is not None}
    firsts = _first_of_each_key(onces)
    fresh = sorted({*firsts} - {*answers})
    prepared = await prepare_all(qa, [askings[number].form for number in fresh])
    batch = _Batch(tx, qa)
    for number, found in zip(fresh, prepared, strict=True):
        if isinstance(found, Problem):
            answers[number] = found
        else:
            answers[number] = batch.add(askings[number], onces[number], found)
    batch.store()
    for number, first in enumerate(firsts):
        if number not in answers:
            is_same = onces[number].body == onces[first].body
            answers[number] = answers[first] if is_same else KeyUsedForAnotherRequest()
    return [answers[number] for number in range(len(askings))]


def _first_of_each_key(onces: Sequence[Once]) -> list[int]:
    """Return for each request the number of the first one with its key: itself without a key."""
    seen: dict[str, int] = {}
    return [
        number if once.key is None else seen.setdefault(once.id, number)
        for number, once in enumerate(onces)
    ]


class _Batch:
    """Questions that are stored together, each with its timeline, clock, event and answer."""

    def __init__(self, tx: Transaction, qa: QaRuntime) -> None:
        self._tx = tx
        self._cipher = qa.cipher
        self._questions: list[PlacedQuestion] = []
        self._entries: list[Line] = []
        self._clocks: list[Json] = []
        self._consents: list[Consent] = []
        self._answered: list[tuple[Once, AskedQuestion]] = []

    def add(self, asking: Asking, once: Once, prepared: Prepared) -> AskedQuestion:
        """Add a question; return what its sender is told once all are stored."""
        secret = new_secret()
        question = question_of(asking, prepared, secret, self._cipher)
        entry = Entry(kind="asked", role="sender", at=question.asked_at, after=question.status)
        self._entries += timeline.numbered(question, [entry])
        self._questions.append(question)
        self._clocks.append(prepared.opening.row_of(question))
        if prepared.agreed is not None:
            self._consents.append(consent_given(question, prepared.agreed))
        told = QuestionAsked(code=question.code, unit=question.lead_unit)
        self._tx.emit(told, origin=asking.origin)
        answer = asked_question(question, prepared.unit, secret)
        self._answered.append((once, answer))
        return answer

    def store(self) -> None:
        """Have all of them stored, with one command."""
        insert = self._tx.insert
        questions = [question.placed_row() for question in self._questions]
        insert(QuestionDocument.get_collection_name(), questions)
        insert(TimelineDocument.get_collection_name(), map(row_of, self._entries))
        insert(DeadlineDocument.get_collection_name(), self._clocks)
        insert(ConsentDocument.get_collection_name(), map(row_of, self._consents))
        keep_all(self._tx, self._answered)
