"""A request about one's own data, and who may do what with it when. No I/O."""

from datetime import datetime

from pydantic import BaseModel

from shared.contracts.auth.rights import OPEN_STATES, RightsKind, RightsState
from shared.problems import Conflict, NotFound, StaleVersion


class RightsRequestNotFound(NotFound):
    """There is no such request, or it is somebody else's."""

    slug, title = "rights-request-not-found", "There is no such request"


class RightAlreadyRequested(Conflict):
    """A request of this kind is open already."""

    slug, title = "right-already-requested", "You have an open request of this kind already"


class RightsRequestSettled(Conflict):
    """The request does not allow this any more."""

    slug, title = "rights-request-settled", "This cannot be done with the request any more"


class NoExtension(Conflict):
    """The law allows no longer time, or it was taken already."""

    slug, title = "no-extension", "The time limit cannot be extended"


class ReceivedOnUnusable(Conflict):
    """A letter came today or in the last sixty days."""

    slug, title = "received-on-unusable", "The day it was received lies ahead, or too far back"


class StaffDataKept(Conflict):
    """Who works for a unit cannot have their account erased: the register of officials needs it."""

    slug, title = "staff-data-kept", "The account of somebody who works for a unit is not erased"


class RightsRequestChanged(StaleVersion):
    """The request was changed since it was read."""

    slug, title = "rights-request-changed", "Somebody else changed this request meanwhile"


class CopyNotReady(NotFound):
    """There is no copy of the data: not yet, or no more."""

    slug, title = "copy-not-ready", "There is no copy of the data to be had"


class RightsRequest(BaseModel):
    """One request; `text`, `answer` and `extension_reason` are in clear here, sealed at rest."""

    id: str
    person: str
    kind: RightsKind
    state: RightsState = "submitted"
    text: str = ""
    answer: str = ""
    made_at: datetime
    respond_by: datetime
    due_at: datetime
    extension_days: int = 0
    extension_reason: str = ""
    extended_at: datetime | None = None
    acknowledged_at: datetime | None = None
    finished_at: datetime | None = None
    copy_until: datetime | None = None
    handled_by: str = ""
    late_told: datetime | None = None
    """The last of its time limits that it was told to have passed."""
    source: str
    source_en: str
    version: int = 1

    @property
    def is_open(self) -> bool:
        """Whether something is still owed."""
        return self.state in OPEN_STATES

    @property
    def can_extend(self) -> bool:
        """Whether the law allows more time, and it was not taken yet."""
        return self.is_decidable and bool(self.extension_days) and self.extended_at is None

    @property
    def is_decidable(self) -> bool:
        """Whether somebody still has to decide."""
        return self.state in {"submitted", "acknowledged"}

    def is_overdue(self, moment: datetime) -> bool:
        """Say whether it is, or was, done too late."""
        return self.state != "withdrawn" and (self.finished_at or moment) > self.due_at

    def is_response_late(self, moment: datetime) -> bool:
        """Say whether the person heard nothing in time."""
        heard = self.acknowledged_at or self.finished_at
        return self.state != "withdrawn" and (heard or moment) > self.respond_by

    def passed_limit(self, moment: datetime) -> datetime | None:
        """Return the latest time limit it has passed and nobody was told of, while it is open."""
        if not self.is_open:
            return None
        passed = [self.due_at] if self.is_overdue(moment) else []
        if self.is_response_late(moment) and self.acknowledged_at is None:
            passed.append(self.respond_by)
        latest = max(passed, default=None)
        is_news = latest is not None and (self.late_told is None or latest > self.late_told)
        return latest if is_news else None

    def check_version(self, read: int) -> None:
        """Raise unless this is the version the caller read."""
        if self.version != read:
            raise RightsRequestChanged(version=self.version)

    def acknowledge(self, by: str, at: datetime) -> None:
        """Tell the person that it is being looked after."""
        if self.state != "submitted":
            raise RightsRequestSettled
        self._handle(by, at)
        self.state = "acknowledged"

    def extend(self, due: datetime, reason: str, by: str, at: datetime) -> None:
        """Take longer, once, for a reason the person reads."""
        self._must_be_decidable()
        if not self.can_extend:
            raise NoExtension
        self._handle(by, at)
        self.state = "acknowledged"
        self.due_at, self.extended_at, self.extension_reason = due, at, reason

    def refuse(self, reason: str, by: str, at: datetime) -> None:
        """Refuse it, for a reason the person reads."""
        self._must_be_decidable()
        self._handle(by, at)
        self._finish("refused", at)
        self.answer = reason

    def agree(self, answer: str, by: str, at: datetime) -> None:
        """Do it: an erasure begins, anything else was done by hand and ends with an answer."""
        self._must_be_decidable()
        self._handle(by, at)
        self.answer = answer
        if self.kind == "erase":
            self.state = "running"
        else:
            self._finish("done", at)

    def run(self, at: datetime) -> None:
        """Begin what needs nobody's decision; the person hears so at once."""
        self.state, self.acknowledged_at = "running", at

    def complete(self, at: datetime) -> None:
        """Note that every service has done its part; again changes nothing."""
        if self.state == "running":
            self._finish("done", at)
            self.version += 1

    def withdraw(self, at: datetime) -> None:
        """Take it back, as its person."""
        self._must_be_decidable()
        self._finish("withdrawn", at)
        self.version += 1

    def _must_be_decidable(self) -> None:
        if not self.is_decidable:
            raise RightsRequestSettled

    def _handle(self, by: str, at: datetime) -> None:
        self.handled_by = by
        self.acknowledged_at = self.acknowledged_at or at
        self.version += 1

    def _finish(self, state: RightsState, at: datetime) -> None:
        self.state, self.finished_at = state, at
