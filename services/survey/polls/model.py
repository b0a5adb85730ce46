"""What a poll is, when it takes answers, which answers fit it, and what may be said of them.

No I/O.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from pydantic import BaseModel, ConfigDict

from services.survey.figures.counting import POLL, Counts
from services.survey.figures.model import wilson
from shared.contracts.survey.polls import (
    SCALE,
    AnswerPoll,
    PollFigure,
    PollForm,
    PollOption,
    PollOptionFigure,
    PollOut,
    PollQuestion,
    PollQuestionForm,
    PollState,
)
from shared.contracts.survey.responses import Wording
from shared.problems import Conflict, Gone, InvalidRequest, NotFound, StaleVersion


class PollNotFound(NotFound):
    """There is no such poll, or it is not open to the caller."""

    slug, title = "poll-not-found", "There is no such poll"


class PollChangedMeanwhile(StaleVersion):
    """Somebody else changed the poll since it was read."""

    slug, title = "poll-changed", "Somebody else changed this poll meanwhile"


class PollNotADraft(Conflict):
    """Once a poll is open its questions stay as they are."""

    slug, title = "poll-not-a-draft", "Only a draft can be changed or dropped"


class PollNotOpen(Conflict):
    """Only an open poll can be closed."""

    slug, title = "poll-not-open", "This poll is not open"


class PollOver(Gone):
    """The poll takes no answers: it has not begun, or is over."""

    slug, title = "poll-over", "This poll takes no answers now"


class Poll(BaseModel):
    """One poll."""

    model_config = ConfigDict(frozen=True)

    id: str
    title: Wording
    intro: Wording
    unit: str
    portal: str | None = None
    valid_from: date
    valid_to: date
    is_public: bool = False
    state: PollState = "draft"
    questions: tuple[PollQuestion, ...]

    @classmethod
    def of(cls, poll: str, form: PollForm) -> "Poll":
        """Return the draft a form makes; raises `InvalidRequest` with all its faults."""
        if errors := [*_faults(form)]:
            raise InvalidRequest(errors=errors)
        questions = tuple(_question(place, one) for place, one in enumerate(form.questions, 1))
        return cls(id=poll, **form.model_dump(exclude={"questions"}), questions=questions)

    @property
    def scope(self) -> str:
        """Under what its responses are stored and counted."""
        return f"{POLL}{self.id}"

    def takes_answers(self, day: date) -> bool:
        """Return whether it is open on a day."""
        return self.state == "open" and self.valid_from <= day <= self.valid_to

    def is_over(self, day: date) -> bool:
        """Return whether nobody can answer any more."""
        return self.state == "closed" or (self.state == "open" and day > self.valid_to)

    def out(self, day: date) -> PollOut:
        """Return it as shown to everybody; after its last day it is closed."""
        shown: PollState = "closed" if self.is_over(day) else self.state
        told = self.model_dump(exclude={"state"})
        return PollOut(**told, state=shown, takes_answers=self.takes_answers(day))


def _question(place: int, form: PollQuestionForm) -> PollQuestion:
    words = [Wording(**option.model_dump()) for option in form.options]
    if form.kind == "scale":
        between = [Wording(vi="", en="")] * (SCALE - 2)
        words = [words[0], *between, words[1]]
    options = [PollOption(key=f"o{n}", label=label) for n, label in enumerate(words, 1)]
    question = Wording(**form.question.model_dump())
    return PollQuestion(key=f"q{place}", kind=form.kind, question=question, options=options)


def _faults(form: PollForm) -> Iterator[dict[str, str]]:
    if form.valid_to < form.valid_from:
        yield _fault("valid_to", "day", "not before the first day")
    for place, question in enumerate(form.questions):
        least, most = {"text": (0, 0), "scale": (2, 2)}.get(question.kind, (2, 12))
        if not least <= len(question.options) <= most:
            detail = f"{least} to {most} options"
            yield _fault(f"questions/{place}/options", f"options_{question.kind}", detail)


def check_answers(poll: Poll, sent: AnswerPoll) -> None:
    """Raise `InvalidRequest` with everything that does not fit the poll's questions."""
    questions = {question.key: question for question in poll.questions}
    errors = [] if sent.choices or sent.texts else [_fault("choices", "no_answer", "one at least")]
    for key, chosen in sent.choices.items():
        question = questions.get(key)
        if question is None or question.kind == "text":
            errors.append(_fault(f"choices/{key}", "unknown_question", "no such question"))
        elif not set(chosen) <= {option.key for option in question.options}:
            errors.append(_fault(f"choices/{key}", "unknown_option", "not an option"))
        elif len(set(chosen)) != len(chosen) or (question.kind != "multiple" and len(chosen) > 1):
            errors.append(_fault(f"choices/{key}", "too_many", "each option once, or only one"))
    errors += [
        _fault(f"texts/{key}", "unknown_question", "no such question")
        for key in sent.texts
        if key not in questions or questions[key].kind != "text"
    ]
    if errors:
        raise InvalidRequest(errors=errors)


def ratings_of(poll: Poll, sent: AnswerPoll) -> dict[str, Any]:
    """Return the answers as they are stored: one option, or for `multiple` a list."""
    return {
        question.key: sorted(sent.choices[question.key])
        if question.kind == "multiple"
        else sent.choices[question.key][0]
        for question in poll.questions
        if question.key in sent.choices
    }


def figure_of(question: PollQuestion, counts: Counts) -> PollFigure:
    """Return one question's figure. `n`: who answered it."""
    chosen = [counts[f"{question.key}:{option.key}"] for option in question.options]
    is_open_ended = question.kind in {"multiple", "text"}
    n = counts[f"{question.key}:"] if is_open_ended else sum(chosen)
    mean = sum(step * number for step, number in enumerate(chosen, 1)) / n if n else None
    return PollFigure(
        key=question.key,
        kind=question.kind,
        question=question.question,
        n=n,
        options=[
            _option(option, number, n)
            for option, number in zip(question.options, chosen, strict=True)
        ],
        mean=mean if question.kind == "scale" else None,
    )


def _option(option: PollOption, number: int, n: int) -> PollOptionFigure:
    low, high = wilson(number, n) if n else (None, None)
    share = number / n if n else None
    return PollOptionFigure(**option.model_dump(), count=number, share=share, low=low, high=high)


def withheld(figure: PollFigure, minimum: int) -> PollFigure:
    """Return a figure as it may be published: without numbers when too few answered."""
    if figure.n >= minimum:
        return figure
    nothing: Mapping[str, Any] = {"n": 0, "options": [], "mean": None, "is_withheld": True}
    return figure.model_copy(update=dict(nothing))


def _fault(pointer: str, code: str, detail: str) -> dict[str, str]:
    return {"pointer": f"#/{pointer}", "code": code, "detail": detail}
