"""What an instrument is: a numbered, dated, hashed questionnaire that never changes once published.

No I/O. Which questions there are is data; which answers fit them is decided here.
"""

import hashlib
import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from shared.contracts.survey.instruments import InstrumentDraft, PublishedInstrument
from shared.contracts.survey.responses import CriterionOut, InstrumentOut, Ratings, Wording
from shared.problems import Gone, InvalidRequest, NotFound, StaleVersion, Unavailable

FREE_TEXT = "other"


class InstrumentRetired(Gone):
    """Answers to this version are no longer taken."""

    slug, title = "instrument-retired", "This version of the survey is no longer used"


class NoInstrument(Unavailable):
    """No version of the survey is valid today."""

    slug, title = "no-instrument", "No survey is valid at the moment"


class InstrumentChanged(Exception):
    """A published version differs from the one stored: changed questions need a new number."""


class InstrumentNotFound(NotFound):
    """There is no version with this number."""

    slug, title = "instrument-not-found", "There is no such version of the survey"


class DraftNotFound(NotFound):
    """There is no such draft, or it was scheduled already."""

    slug, title = "draft-not-found", "There is no such draft"


class DraftChanged(StaleVersion):
    """Somebody else changed the draft since it was read."""

    slug, title = "draft-changed", "Somebody else changed this draft meanwhile"


def check_draft(draft: InstrumentDraft) -> None:
    """Raise `InvalidRequest` with all faults of a draft.

    Its questions are among those that responses can answer; each has three options worth 2, 1 and
    0, best first, and its option keys once; only a text has none.
    """
    errors = [*_faulty_criteria(draft)]
    keys = [criterion.key for criterion in draft.criteria]
    if len(set(keys)) != len(keys):
        errors.append(_fault("criteria", "each question once"))
    if not set(draft.breaks) <= set(keys):
        errors.append(_fault("breaks", "only questions of this version"))
    if errors:
        raise InvalidRequest(errors=errors)


def _faulty_criteria(draft: InstrumentDraft) -> Iterator[dict[str, str]]:
    for place, criterion in enumerate(draft.criteria):
        at = f"criteria/{place}"
        if criterion.key not in {*Ratings.model_fields, FREE_TEXT}:
            yield _fault(f"{at}/key", "not a question that responses can answer")
        points = [option.points for option in criterion.options]
        is_text = criterion.construct_key == "text"
        if is_text != (criterion.key == FREE_TEXT) or points != ([] if is_text else [2, 1, 0]):
            yield _fault(
                f"{at}/options", "three options worth 2, 1, 0, best first; texts have none"
            )
        if len({option.key for option in criterion.options}) != len(points):
            yield _fault(f"{at}/options", "each option key once")


def _fault(pointer: str, detail: str) -> dict[str, str]:
    return {"pointer": f"#/{pointer}", "code": "draft", "detail": detail}


class Instrument(BaseModel):
    """One version; `valid_to` is the last day on which it is shown.

    `breaks` names the questions whose answers may not be compared with those to earlier versions.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: int
    title: Wording
    source: Wording
    valid_from: date
    valid_to: date | None = None
    criteria: tuple[CriterionOut, ...]
    breaks: frozenset[str] = frozenset()

    @property
    def sha256(self) -> str:
        """The hash of what people are asked; when it is retired does not belong to it."""
        content = self._content("json")
        canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(canonical.encode()).hexdigest()

    def _content(self, mode: Literal["json", "python"]) -> dict[str, Any]:
        unasked = {"valid_to"} if self.breaks else {"valid_to", "breaks"}
        content = self.model_dump(mode=mode, exclude=unasked)
        return content | ({"breaks": sorted(self.breaks)} if self.breaks else {})

    def criterion(self, key: str) -> CriterionOut | None:
        """Return one question, None when this version does not ask it."""
        return next((criterion for criterion in self.criteria if criterion.key == key), None)

    def unknown_options(self, ratings: Mapping[str, str]) -> list[str]:
        """Return the criteria answered with something this version does not offer."""
        return [key for key, option in ratings.items() if not self._offers(key, option)]

    def _offers(self, key: str, option: str) -> bool:
        criterion = self.criterion(key)
        return criterion is not None and any(known.key == option for known in criterion.options)

    def is_taken(self, day: date, grace_days: int) -> bool:
        """Return whether answers are taken on a day: while shown, and some days after."""
        ends = self.valid_to + timedelta(days=grace_days) if self.valid_to else None
        return self.valid_from <= day and (ends is None or day <= ends)

    def published(self) -> PublishedInstrument:
        """Return it as shown to its keepers."""
        return PublishedInstrument(**self.out().model_dump(), valid_to=self.valid_to)

    def out(self) -> InstrumentOut:
        """Return it as shown to everybody."""
        return InstrumentOut(**self._content("python"), sha256=self.sha256)


class Instruments:
    """All versions, oldest first."""

    def __init__(self, instruments: Iterable[Instrument]) -> None:
        self.versions = {
            instrument.version: instrument
            for instrument in sorted(instruments, key=lambda instrument: instrument.version)
        }

    def shown_on(self, day: date) -> Instrument:
        """Return the newest version valid on a day; raises `NoInstrument`."""
        for instrument in reversed(self.versions.values()):
            if instrument.is_taken(day, grace_days=0):
                return instrument
        raise NoInstrument

    def broken_between(self, earlier: Collection[int], later: Collection[int]) -> set[str]:
        """Return the questions that may not be compared between answers to these versions."""
        if not earlier or not later:
            return set()
        first, last = min(*earlier, *later), max(*earlier, *later)
        return {
            key
            for version, instrument in self.versions.items()
            if first < version <= last
            for key in instrument.breaks
        }

    def questions(self) -> list[CriterionOut]:
        """Return every question with choices ever asked, each option once, in the newest words."""
        found: dict[str, CriterionOut] = {}
        for instrument in self.versions.values():
            for criterion in instrument.criteria:
                earlier = found[criterion.key].options if criterion.key in found else []
                kept = {option.key for option in criterion.options}
                dropped = [option for option in earlier if option.key not in kept]
                found[criterion.key] = criterion.model_copy(
                    update={"options": [*criterion.options, *dropped]}
                )
        return [criterion for criterion in found.values() if criterion.options]
