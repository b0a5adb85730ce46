"""Lists of published questions, and of one's own. Each is read by its index, in windows of time."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from math import prod
from typing import Any

from services.qa.directory import queries as directory
from services.qa.questions.documents import QuestionDocument
from services.qa.questions.model import OPEN, Answer
from services.qa.questions.views import answer_out
from services.qa.search import frequencies
from services.qa.search.documents import TOTAL
from services.qa.search.model import FIELD, Rank, places, ranks, rarest
from services.qa.topics.queries import all_topics
from shared.clock import HO_CHI_MINH, now
from shared.contracts.qa.base import UnitRef
from shared.contracts.qa.questions import OwnQuestion, PublicQuestion, QuestionStatus, TopicOut
from shared.marks import AFTER_ALL, BEFORE_ALL, MarkedList, cut_page, mark, moment_of
from shared.paging import Page, decode_cursor, encode_cursor, not_a_cursor
from shared.recent import Recent
from shared.windows import FIRST

Json = dict[str, Any]

PUBLIC_FIELDS = ("code", "title", "body", "lead_unit", "topic", "asked_at", "answer")
_OWN_FIELDS = (
    "code", "title", "status", "lead_unit", "asked_at", "due_at", "settled_at", "paused_since",
    "answer.answered_at",
)  # fmt: skip

# A term in so few questions is read in one go, in whatever time they lie.
READ_AT_ONCE = 100
# Marks of so many are asked for at once, when few of them have a second term too.
_MARKS_AT_ONCE = 20_000
_A_PAGE, _A_YEAR, _SHORTEST = 25, timedelta(days=365), timedelta(minutes=1)
_PAGE_TAKES: Recent[str, timedelta] = Recent(1)


@dataclass(frozen=True)
class PublicRequest:
    """Which published questions are asked for; both days, in Vietnam, belong to the period."""

    q: str | None = None
    unit: str | None = None
    topic: str | None = None
    first: date | None = None
    last: date | None = None

    @property
    def bounds(self) -> tuple[str, str]:
        """The marks between which the period lies."""
        after = mark(_midnight(self.first)) if self.first else BEFORE_ALL
        before = mark(_midnight(self.last) + timedelta(days=1)) if self.last else AFTER_ALL
        return after, before

    @property
    def is_of_all_time(self) -> bool:
        """Whether no day bounds it."""
        return self.first is None and self.last is None


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), HO_CHI_MINH)


async def browse(wanted: PublicRequest, cursor: str | None, limit: int) -> Page[PublicQuestion]:
    """Return published questions, the best rank first, within a rank the newest first."""
    lists = await public_lists(wanted)
    number, until = _read_until(cursor, len(lists))
    questions = QuestionDocument.get_pymongo_collection()
    found: list[tuple[int, Json]] = []
    while number < len(lists) and len(found) <= limit:
        left = limit + 1 - len(found)
        rows = await lists[number].rows_behind(questions, left, until, PUBLIC_FIELDS)
        found += [(number, row) for row in rows]
        number, until = number + 1, None
    shown = found[:limit]
    following = None
    if len(found) > limit:
        last, row = shown[-1]
        following = encode_cursor(last, row["public_mark"])
    return Page(items=await public(row for _, row in shown), next_cursor=following)


def _read_until(cursor: str | None, lists: int) -> tuple[int, str | None]:
    if cursor is None:
        return 0, None
    number, until = decode_cursor(cursor, [int, str])
    try:
        moment_of(str(until))
    except ValueError:
        raise not_a_cursor() from None
    if not 0 <= int(number) < max(lists, 1):
        raise not_a_cursor()
    return int(number), str(until)


async def public_lists(wanted: PublicRequest) -> list[MarkedList]:
    """Return the list of each rank, each read by its rarest term."""
    found = ranks(wanted.q, wanted.unit, wanted.topic)
    after, before = wanted.bounds
    if after >= before or not found:
        return []
    terms = {term for rank in found for term in rank.terms}
    counted, page_takes = await frequencies.read(terms), await _page_takes()
    return [_list(wanted, rank, counted, page_takes) for rank in found]


async def _page_takes() -> timedelta:
    """Return in how long about a page of questions was published lately."""
    questions = QuestionDocument.get_pymongo_collection()
    found = _PAGE_TAKES.get(questions.full_name)
    if found is None:
        newest = MarkedList("public_mark", newest_first=True, name="lately")
        rows = await newest.rows_behind(questions, _A_PAGE, fields=("_id",))
        oldest = moment_of(rows[-1]["public_mark"]) if rows else now() - FIRST
        found = max(now() - oldest, _SHORTEST)
        _PAGE_TAKES.keep(questions.full_name, found, seconds=60)
    return found


def _list(
    wanted: PublicRequest, rank: Rank, counted: Mapping[str, int], page_takes: timedelta
) -> MarkedList:
    """Return the list of a rank, read by whatever the fewest questions have.

    The first window is to hold a page, if as many of them have it lately as ever.
    """
    after, before = wanted.bounds
    select, also, n = _read_by(wanted, rank, counted)
    others = [term for term in rank.terms if term != select.get(FIELD)]
    is_worth_it = others and READ_AT_ONCE < n <= _MARKS_AT_ONCE
    share = max(n, 1) / max(counted.get(TOTAL, 0), n, 1)
    return MarkedList(
        "public_mark",
        select,
        newest_first=True,
        also=also,
        beside={FIELD: rarest(others, counted)} if is_worth_it else None,
        after=after,
        before=before,
        is_short=bool(rank.terms) and n <= READ_AT_ONCE,
        first=min(page_takes, _A_YEAR * share) / share,
        name=rank if wanted.is_of_all_time else None,
    )


def _read_by(
    wanted: PublicRequest, rank: Rank, counted: Mapping[str, int]
) -> tuple[Json, Json, int]:
    """Return what to select by, what to match beside it, and about how many questions that are."""
    if not rank.terms:
        return {}, {}, counted.get(TOTAL, 0)
    term = rarest(rank.terms, counted)
    n = counted.get(term, 0)
    if wanted.unit and wanted.topic:
        both = places(wanted.unit, wanted.topic)
        share = prod(counted.get(one, 0) for one in both) // max(counted.get(TOTAL, 0), 1)
        if share < n:
            select = {"lead_unit": wanted.unit, "topic": wanted.topic}
            return select, rank.by(*both), share
    return {FIELD: term}, rank.by(term), n


async def own(person: str, cursor: str | None, limit: int) -> Page[OwnQuestion]:
    """Return the questions that a person asked signed in, newest first."""
    questions, at = QuestionDocument.get_pymongo_collection(), now()
    listed = MarkedList("owned_mark", {"owner": person}, newest_first=True)
    rows = await listed.rows(questions, limit + 1, cursor, _OWN_FIELDS)
    shown, following = cut_page(rows, listed.field, limit)
    units = await directory.unit_refs(row["lead_unit"] for row in shown)
    return Page(items=[_own(row, units, at) for row in shown], next_cursor=following)


def _own(row: Json, units: Mapping[str, UnitRef], at: datetime) -> OwnQuestion:
    status = QuestionStatus(row["status"])
    is_open = status in OPEN
    answered_at = row.get("answer", {}).get("answered_at")
    measured = row.get("paused_since") if is_open else answered_at or row.get("settled_at")
    return OwnQuestion(
        code=row["code"],
        title=row["title"],
        status=status,
        unit=units[row["lead_unit"]],
        asked_at=row["asked_at"],
        due_at=row["due_at"],
        is_overdue=(measured or at) > row["due_at"],
        answered_at=answered_at,
        waits_for_sender=status is QuestionStatus.INFO_REQUESTED,
    )


async def public(rows: Iterable[Json]) -> list[PublicQuestion]:
    """Return published questions as everybody reads them."""
    stored = list(rows)
    units = await directory.unit_refs(row["lead_unit"] for row in stored)
    topics = {topic.id: topic for topic in await all_topics()} if stored else {}
    return [_public_question(row, units, topics) for row in stored]


def _public_question(
    row: Json, units: dict[str, UnitRef], topics: dict[str, TopicOut]
) -> PublicQuestion:
    """Return a question in its public version where there is one."""
    given = Answer.model_validate(row["answer"])
    answer = answer_out(given, units, for_all=True)
    assert answer is not None  # noqa: S101 - only answered questions are public
    return PublicQuestion(
        code=row["code"],
        title=given.public.title if given.public else row["title"],
        body=given.public.body if given.public else row["body"],
        unit=units[row["lead_unit"]],
        topic=topics.get(row.get("topic", "")),
        asked_at=row["asked_at"],
        answer=answer,
        is_edited=given.public is not None,
    )
