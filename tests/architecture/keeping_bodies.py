"""Bodies for the calls of those who keep the survey, by the client's method."""

from datetime import date
from typing import Any

from shared.contracts.survey.instruments import (
    CriterionDraft,
    InstrumentDraft,
    RetireInstrument,
    ScheduleInstrument,
    Words,
)
from shared.contracts.survey.polls import AnswerPoll, PollForm, PollQuestionForm
from shared.contracts.survey.portals import ChangePortal, CreatePortal
from shared.contracts.survey.quarantine import DecideResponses

_DAY = date(2027, 1, 1)
_WORDS = Words(vi="Nội dung", en="Content")
_QUESTION = CriterionDraft(
    key="other", title=_WORDS, question=_WORDS, construct_key="text", options=[]
)
_POLL = PollForm(
    title=_WORDS,
    unit="so-khcn",
    valid_from=_DAY,
    valid_to=_DAY,
    questions=[PollQuestionForm(kind="text", question=_WORDS)],
)

KEEPING_BODIES: dict[str, Any] = {
    "create_portal": CreatePortal(id="demo", name="Cổng thử", unit="so-khcn"),
    "change_portal": ChangePortal(is_open=False),
    "save_draft": InstrumentDraft(title=_WORDS, source=_WORDS, criteria=[_QUESTION]),
    "schedule_draft": ScheduleInstrument(valid_from=_DAY),
    "retire_instrument": RetireInstrument(valid_to=_DAY),
    "answer_poll": AnswerPoll(choices={"q1": ["o1"]}),
    "draft_poll": _POLL,
    "save_poll": _POLL,
    "decide_responses": DecideResponses(responses=["a"], verdict="released", reason="Người thật"),
}
KEEPING_SAMPLES: dict[str, Any] = {
    "is_open": "true", "number": 1, "draft": "d1", "verdict": "held", "person": "officer1",
    "poll": "p1", "step": "open",
}  # fmt: skip
