"""People's rights over their data: what they ask for, what it is answered by, and by when.

`view` is served by itself, `erase` after somebody agreed; each service is told by event.
"""

from datetime import date, datetime, timedelta
from typing import Annotated, Literal, Self

from pydantic import BaseModel, Field, StringConstraints, model_validator

from shared.contracts.auth.keeping import Body
from shared.events import Event
from shared.text import paragraphs

RightsKind = Literal["view", "correct", "erase", "object"]
RightsState = Literal["submitted", "acknowledged", "running", "done", "refused", "withdrawn"]
OPEN_STATES: tuple[RightsState, ...] = ("submitted", "acknowledged", "running")
COPY_KEPT = timedelta(days=30)
"""How long a copy of somebody's data can be had."""
_MUST_SAY = ("correct", "object")


class RequestRight(Body):
    """`POST /rights-requests`: to correct or to object, one says what."""

    kind: RightsKind
    text: Annotated[str, paragraphs(0, 2_000)] = ""

    @model_validator(mode="after")
    def _says_what(self) -> Self:
        if self.kind in _MUST_SAY and not self.text:
            raise ValueError("says what to correct, or what to object to")
        return self


class EnterRight(RequestRight):
    """`POST /rights-work`: a request that came by letter, of the holder of a number.

    `received_on` is the day the law's clock begins.
    """

    number: Annotated[str, StringConstraints(pattern=r"^[0-9]{9,14}$")]
    received_on: date


class HandleRight(Body):
    """What the person reads of an extension, a refusal or an end; one may agree without a word."""

    text: Annotated[str, paragraphs(0, 2_000)] = ""


class GiveReasons(Body):
    """Why it takes longer, or is refused; the person reads it."""

    text: Annotated[str, paragraphs(10, 2_000)]


class RightsTerm(BaseModel):
    """The law's time limits for one kind, and the text they come from."""

    kind: RightsKind
    respond_working_days: int = Field(ge=1, le=60)
    days: int = Field(ge=1, le=365)
    counted: Literal["working_days", "calendar_days"]
    """Calendar days that end on a day off end on the next working day."""
    extension_days: int = Field(0, ge=0, le=365)
    """How much longer it may take, once and with reasons."""
    source: str
    source_en: str


class RightsRequestOut(BaseModel):
    """A request as its person reads it. `copy_until`: a copy of the data can be had until then."""

    id: str
    kind: RightsKind
    state: RightsState
    text: str
    answer: str
    made_at: datetime
    respond_by: datetime
    due_at: datetime
    is_overdue: bool
    extension_reason: str = ""
    extended_at: datetime | None = None
    acknowledged_at: datetime | None = None
    finished_at: datetime | None = None
    copy_until: datetime | None = None
    source: str
    source_en: str
    version: int


class RightsWorkItem(RightsRequestOut):
    """A request for who looks after it. `is_response_late`: nobody has said a word in time."""

    person: str
    person_name: str
    is_response_late: bool
    can_extend: bool
    handled_by_name: str = ""


class OwnProfile(BaseModel):
    """What is known of the signed-in person; shown to themselves, at level 2."""

    id: str
    name: str
    account: Literal["person", "organization"]
    email: str
    number_last4: str
    language: Literal["vi", "en"]
    issuers: list[str]
    since: datetime
    is_staff: bool


class RightRequested(Event):
    """Somebody has to decide about a request, and to say a first word by `due_at`."""

    wire_name = "auth.right_requested.v1"
    listeners = ("qa",)

    request: str
    due_at: datetime


class RightLate(Event):
    """A request has passed one of its time limits, `due_at`."""

    wire_name = "auth.right_late.v1"
    listeners = ("qa",)

    request: str
    due_at: datetime


class PersonDataWanted(Event):
    """Somebody wants a copy of their data: each listener makes its part."""

    wire_name = "auth.person_data_wanted.v1"
    listeners = ("qa",)

    request: str
    person: str


class PersonErasureWanted(Event):
    """Somebody's data is to be erased: each listener erases its part."""

    wire_name = "auth.person_erasure_wanted.v1"
    listeners = ("qa",)

    request: str
    person: str
