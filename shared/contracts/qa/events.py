"""Facts qa tells of: codes and ids, nothing personal."""

from shared.events import Event


class QuestionAsked(Event):
    """A question reached its lead unit."""

    wire_name = "qa.question_asked.v1"
    listeners = ("qa",)

    code: str
    unit: str


class QuestionAssigned(Event):
    """A question has an officer."""

    wire_name = "qa.question_assigned.v1"
    listeners = ("qa",)

    code: str
    unit: str
    person: str
    by: str


class QuestionAnswered(Event):
    """The sender has an answer, on the public pages too if `is_published`."""

    wire_name = "qa.question_answered.v1"
    listeners = ("qa",)

    code: str
    unit: str
    is_published: bool


class QuestionEscalated(Event):
    """A step of the ladder was taken; `clock` and `step` make it unique for the question."""

    wire_name = "qa.question_escalated.v1"
    listeners = ("qa",)

    code: str
    unit: str
    clock: int
    step: str
    role: str
