"""Opinion polls (thăm dò ý kiến): what is asked, what is answered, what came of it."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from shared.contracts.survey.instruments import Words
from shared.contracts.survey.responses import PortalId, Wording
from shared.text import paragraphs

QuestionKind = Literal["single", "multiple", "scale", "text"]
PollState = Literal["draft", "open", "closed"]
Key = Annotated[str, StringConstraints(pattern=r"^[a-z][0-9]{1,2}$")]
SCALE = 5


class LongWords(Wording):
    """A longer text in both languages, as sent."""

    model_config = ConfigDict(extra="forbid")

    vi: Annotated[str, paragraphs(0, 2_000)] = ""
    en: Annotated[str, paragraphs(0, 2_000)] = ""


class PollQuestionForm(BaseModel):
    """One question as sent: 2 to 12 options; for a scale its two ends; for a text none."""

    model_config = ConfigDict(extra="forbid")

    kind: QuestionKind
    question: Words
    options: Annotated[list[Words], Field(max_length=12)] = []


class PollForm(BaseModel):
    """`POST /polls` and `PUT /polls/{id}`: a draft. The last day belongs to the poll.

    `is_public`: once it is closed everybody may see its results.
    """

    model_config = ConfigDict(extra="forbid")

    title: Words
    intro: LongWords = LongWords()
    unit: Annotated[str, Field(min_length=1, max_length=64)]
    portal: PortalId | None = None
    valid_from: date
    valid_to: date
    is_public: bool = False
    questions: Annotated[list[PollQuestionForm], Field(min_length=1, max_length=10)]


class PollOption(BaseModel):
    """One choice; on a scale its number, words only at the ends."""

    key: str
    label: Wording


class PollQuestion(BaseModel):
    """One question as asked."""

    key: str
    kind: QuestionKind
    question: Wording
    options: list[PollOption]


class PollOut(BaseModel):
    """A poll as everybody sees it; `takes_answers` says whether today is one of its days."""

    id: str
    title: Wording
    intro: Wording
    unit: str
    portal: str | None
    valid_from: date
    valid_to: date
    is_public: bool
    state: PollState
    takes_answers: bool
    questions: list[PollQuestion]


class PollDetail(PollOut):
    """A poll as its keepers see it; `version` is the ETag for `If-Match`."""

    by: str
    changed_at: datetime
    version: int


class AnswerPoll(BaseModel):
    """`POST /polls/{id}/responses`: at least one question; nothing about the person is kept.

    An answer is an option's key, several of them for `multiple`, or words for `text`. `proof`,
    `ticket` and `website` as in `SubmitResponse`.
    """

    model_config = ConfigDict(extra="forbid")

    choices: dict[Key, Annotated[list[Key], Field(min_length=1, max_length=12)]] = {}
    texts: dict[Key, Annotated[str, paragraphs(1, 2_000)]] = {}
    proof: Annotated[str, StringConstraints(max_length=2_000)] | None = None
    ticket: Annotated[str, StringConstraints(max_length=200)] | None = None
    website: Annotated[str, StringConstraints(max_length=2_000)] | None = None


class PollOptionFigure(PollOption):
    """How many chose an option; `share` is of those who answered, with its Wilson 95 % interval."""

    count: int
    share: float | None
    low: float | None
    high: float | None


class PollFigure(BaseModel):
    """One question's answers: `n` people answered it, and no other number is a denominator.

    Of `multiple` each option counts once per person: shares may sum to more than 1. `mean` is the
    mean step of a scale. `is_withheld`: too few answers to publish.
    """

    key: str
    kind: QuestionKind
    question: Wording
    n: int
    options: list[PollOptionFigure]
    mean: float | None = None
    is_withheld: bool = False


class PollResults(BaseModel):
    """What came of a poll: `held` responses are held back and not counted."""

    poll: PollOut
    as_of: datetime
    responses: int
    minimum_answers: int
    questions: list[PollFigure]
    held: int = 0


class PollText(BaseModel):
    """What somebody wrote; personal data is masked."""

    id: str
    question: str
    text: str
    at: datetime
