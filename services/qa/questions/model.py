"""A question with all its rules, and what callers of the rules need beside them. No I/O.

The rules stand in files by theme: `states`, `working`, `answering`, `moving`,
`talking`; who may see what in `access`, and who may do what in `actions`.
"""

from services.qa.questions.access import Access, Standing, access
from services.qa.questions.parts import Answer, Draft, Entry
from services.qa.questions.states import ALLOWED, ANSWERED, OPEN, RESPONDERS
from services.qa.questions.talking import TalkRules

__all__ = [
    "ALLOWED", "ANSWERED", "OPEN", "RESPONDERS", "Access", "Answer", "Draft", "Entry",
    "Question", "Standing", "access",
]  # fmt: skip


class Question(TalkRules):
    """A question and its rules; the methods change it and return each step for the timeline.

    A method that refuses has changed nothing.
    """
