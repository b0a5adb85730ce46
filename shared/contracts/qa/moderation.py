"""What a coordinator should look at."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel

from shared.contracts.qa.base import Form, PersonRef, UnitRef
from shared.contracts.qa.parts import FlagOut
from shared.contracts.qa.questions import QuestionStatus
from shared.text import paragraphs


class ModerationKind(StrEnum):
    """Why a question is in the coordinator's list."""

    TRIAGE = "triage"
    """It names no unit."""
    RETURNED = "returned"
    """A unit says that it is not for it, or it was forwarded too often."""
    PERSONAL_DATA = "personal_data"
    """What everybody reads holds likely personal data."""
    RECALLED = "recalled"
    """A published answer was taken off the public pages."""


class ModerationOut(BaseModel):
    """`GET /moderation?kind=&state=open|settled&cursor=&limit=`: one matter to look at.

    `unit` is the question's lead unit now, `flags` mark likely personal data in what is public
    now: offsets into `public_title`, `public_body` and `public_answer`, which are filled for
    `personal_data` alone. A matter is settled by a coordinator, or `by_itself` when the question
    moved on (`settled_by` is then null).
    """

    id: str
    kind: ModerationKind
    code: str
    title: str
    status: QuestionStatus
    unit: UnitRef
    at: datetime
    reason: str = ""
    flags: list[FlagOut] = []
    public_title: str = ""
    public_body: str = ""
    public_answer: str = ""
    is_open: bool
    outcome: Literal["handled", "no_action", "by_itself"] | None = None
    note: str = ""
    settled_at: datetime | None = None
    settled_by: PersonRef | None = None


class ModerationCounts(BaseModel):
    """`GET /moderation/counts`: open matters of each kind."""

    triage: int = 0
    returned: int = 0
    personal_data: int = 0
    recalled: int = 0


class SettleModeration(Form):
    """`POST /moderation/{id}/settle`: what came of it; the answer is the `ModerationOut`."""

    outcome: Literal["handled", "no_action"]
    note: Annotated[str, paragraphs(0, 1_000)] = ""
