"""A ready question and answer: its validity, what it rests on, when to warn its unit. No I/O."""

from datetime import date, datetime, time, timedelta

from pydantic import BaseModel, Field

from shared.clock import HO_CHI_MINH
from shared.contracts.qa.faq import CitedDocument, FaqState
from shared.ids import new_id
from shared.problems import Conflict, Forbidden, NotFound, StaleVersion

WARNED_BEFORE = timedelta(days=30)


class FaqNotFound(NotFound):
    """No entry has this id, or this caller may not see it."""

    slug, title = "faq-not-found", "There is no such ready answer"


class FaqOfAnotherUnit(Forbidden):
    """Only the unit that keeps an entry, or the coordinator, may change it."""

    slug, title = "faq-of-another-unit", "Another unit keeps this ready answer"


class FaqChanged(StaleVersion):
    """Somebody changed the entry meanwhile; the problem says its version."""

    slug, title = "faq-changed", "Somebody else changed this ready answer meanwhile"


class FaqWithdrawn(Conflict):
    """A withdrawn entry is not changed any more."""

    slug, title = "faq-withdrawn", "This ready answer was withdrawn"


class QuestionNotPublic(Conflict):
    """What not everybody may read does not become a ready answer by itself."""

    slug, title = "question-not-public", "The text of this question is not public"


class Faq(BaseModel):
    """An entry and its rules.

    `warned` are the days of expiry its unit was told of; `next_warning_at` is when to tell next.
    """

    id: str = Field(default_factory=new_id)
    title: str
    answer: str
    html: str
    unit: str
    topic: str | None = None
    valid_from: date
    valid_to: date | None = None
    documents: list[CitedDocument] = []
    from_question: str | None = None
    is_withdrawn: bool = False
    version: int = 1
    updated_at: datetime
    warned: list[date] = []
    next_warning_at: datetime | None = None
    mark: str
    search_terms: list[str]

    def state(self, day: date) -> FaqState:
        """Return how it stands on a day; both its days belong to it."""
        if self.is_withdrawn:
            return "withdrawn"
        if day < self.valid_from:
            return "not_yet"
        return "expired" if self.valid_to is not None and self.valid_to < day else "valid"

    def cites_expired(self, day: date) -> bool:
        """Say whether a document it rests on is valid no longer."""
        return any(is_expired(document, day) for document in self.documents)

    def plan_warning(self, day: date) -> None:
        """Set when its unit is next to be told that something expires."""
        coming = [expiry for expiry in self.expiries() if expiry >= day]
        untold = [expiry for expiry in coming if expiry not in self.warned]
        self.next_warning_at = None
        if untold and not self.is_withdrawn:
            self.next_warning_at = _midnight(min(untold) - WARNED_BEFORE)

    def take_warning(self, at: datetime, day: date) -> date | None:
        """Note that the unit is told now; returns the day of expiry, None when none is due."""
        if self.next_warning_at is None or self.next_warning_at > at:
            return None
        expiry = self.next_warning_at.astimezone(HO_CHI_MINH).date() + WARNED_BEFORE
        self.warned.append(expiry)
        self.plan_warning(day)
        return expiry if expiry >= day else None

    def expiries(self) -> list[date]:
        """Return the last days of the entry and of what it cites."""
        ends = [self.valid_to, *(document.valid_to for document in self.documents)]
        return [end for end in ends if end is not None]


def is_expired(document: CitedDocument, day: date) -> bool:
    """Say whether a cited document is valid no longer on a day."""
    return document.valid_to is not None and document.valid_to < day


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), HO_CHI_MINH)
