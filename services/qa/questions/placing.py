"""Where a question stands in lists, derived from what it is whenever it is stored. No I/O."""

from collections.abc import Iterator

from services.qa.questions.model import Question
from services.qa.search.model import places, terms_of
from shared.contracts.qa.questions import QuestionStatus
from shared.marks import mark

OPEN, FREE, MINE, SUPPORTING = "open", "free", "mine", "supporting"
BY_STATUS = {
    QuestionStatus.INFO_REQUESTED: "waiting",
    QuestionStatus.AWAITING_APPROVAL: "approval",
    QuestionStatus.RETURNED: "returned",
}


def key(name: str, whose: str = "") -> str:
    """Return the key of a part of the queue: of a unit or a person, or of everybody's."""
    return f"{name}:{whose}" if whose else name


def queue_keys(question: Question) -> list[str]:
    """Return the parts of the queue that an open question belongs to."""
    return [*_led(question), *_supported(question)]


def _led(question: Question) -> Iterator[str]:
    names = [OPEN]
    if question.assignee is None:
        names.append(FREE)
    else:
        yield key(MINE, question.assignee)
    if question.status in BY_STATUS:
        names.append(BY_STATUS[question.status])
    for name in names:
        yield key(name)
        yield key(name, question.lead_unit)


def _supported(question: Question) -> Iterator[str]:
    owing = [support.unit for support in question.supports if support.is_owed]
    if owing:
        yield key(SUPPORTING)
    yield from (key(SUPPORTING, unit) for unit in owing)


def queue_mark(question: Question) -> str:
    """Return where an open question stands by its due date."""
    return mark(question.due_at, question.id)


def public_terms(question: Question) -> list[str] | None:
    """Return what the public lists find it by, its present unit and topic among it."""
    if question.public_mark is None or question.answer is None:
        return None
    words = (question.title_for_all, question.body_for_all, question.answer.text_for_all)
    return [*terms_of("\n".join(words)), *places(question.lead_unit, question.topic)]


def concerned(question: Question, before: list[str]) -> list[str]:
    """Return the units whose queue it is or once was in."""
    units = {question.lead_unit, *(support.unit for support in question.supports)}
    return sorted(units.union(before))
