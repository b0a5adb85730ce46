"""Lists of entries, and those like a text."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any, Literal

from services.qa.bootstrap import QaRuntime
from services.qa.faq import views
from services.qa.faq.documents import FaqDocument, FaqVersionDocument
from services.qa.faq.model import FaqNotFound
from shared.clock import today
from shared.contracts.qa.faq import FaqOut, FaqVersionOut
from shared.folding import exact_terms, search_terms
from shared.identity import Caller
from shared.marks import MarkedList, cut_page
from shared.paging import Page
from shared.problems import Forbidden

Json = dict[str, Any]
Shown = Literal["valid", "expired", "not_yet", "withdrawn", "all"]

PUBLIC: tuple[Shown, ...] = ("valid", "expired")
_CANDIDATES = 200
_GUEST = Caller()


@dataclass(frozen=True)
class Wanted:
    """Which entries."""

    q: str | None = None
    unit: str | None = None
    topic: str | None = None
    state: Shown = "valid"


async def browse(
    qa: QaRuntime, wanted: Wanted, caller: Caller, cursor: str | None, limit: int
) -> Page[FaqOut]:
    """Return entries that hold every word, the one changed last first.

    What is not public yet, or no longer, is for the unit's people. Raises `Forbidden`.
    """
    kept_by = None if wanted.state in PUBLIC else _kept_by(caller, wanted.unit)
    listed = entries_list(wanted, kept_by)
    if listed is None:
        return Page(items=[])
    collection = FaqDocument.get_pymongo_collection()
    rows = await listed.rows(collection, limit + 1, cursor)
    shown, following = cut_page(rows, listed.field, limit)
    return Page(items=await views.entries_out(qa, _read(shown), caller), next_cursor=following)


def _kept_by(caller: Caller, unit: str | None) -> list[str] | None:
    """Return the units of the caller's whose entries are shown in every state, None for all."""
    if caller.has_role("coordinator"):
        return None
    own = caller.units_as(*views.WRITERS)
    if not own or (unit is not None and unit not in own):
        raise Forbidden
    return sorted(own)


def entries_list(wanted: Wanted, kept_by: list[str] | None = None) -> MarkedList | None:
    """Return the list so narrowed; None when `q` holds no word."""
    select: Json = {}
    standing = _standing(wanted.state, today())
    conditions: list[Json] = [standing] if standing else []
    if kept_by is not None:
        conditions.append({"unit": {"$in": kept_by}})
    if wanted.q is not None:
        words = sorted((term for term in search_terms(wanted.q) if " " not in term), key=len)
        if not words:
            return None
        select = {"search_terms": words[-1]}  # the longest word is likely the rarest
        conditions.append({"search_terms": {"$all": words}})
    for field, value in (("unit", wanted.unit), ("topic", wanted.topic)):
        if value is not None and select:
            conditions.append({field: value})
        elif value is not None:
            select = {field: value}
    return MarkedList(
        "mark", select, newest_first=True, also={"$and": conditions} if conditions else {}
    )


def _standing(state: Shown, day: date) -> Json:
    """Return the condition on the validity on a day."""
    at = datetime.combine(day, time(), UTC)  # days are stored as midnights of UTC
    by_state: dict[Shown, Json] = {
        "valid": {
            "is_withdrawn": False,
            "valid_from": {"$lte": at},
            "$or": [{"valid_to": None}, {"valid_to": {"$gte": at}}],
        },
        "expired": {"is_withdrawn": False, "valid_to": {"$lt": at}},
        "not_yet": {"is_withdrawn": False, "valid_from": {"$gt": at}},
        "withdrawn": {"is_withdrawn": True},
        "all": {},
    }
    return by_state[state]


async def entry(entry_id: str, caller: Caller) -> FaqDocument:
    """Return an entry that this caller may see; raises `FaqNotFound`."""
    found = await FaqDocument.get(entry_id)
    if found is None:
        raise FaqNotFound
    if found.state(today()) not in PUBLIC and not views.may_keep(caller, found.unit):
        raise FaqNotFound
    return found


async def versions(qa: QaRuntime, entry_id: str) -> list[FaqVersionOut]:
    """Return the history of an entry, oldest first."""
    found = FaqVersionDocument.find({"entry": entry_id}).sort("version")
    return await views.versions_out(qa, await found.to_list())


async def similar(qa: QaRuntime, text: str, limit: int = 3) -> list[FaqOut]:
    """Return valid entries that share the most words and pairs of words with a text.

    At least two pairs must be shared, or the one there is.
    """
    terms = search_terms(text)
    pairs = [term for term in terms if " " in term]
    asked = pairs or terms
    if not asked:
        return []
    collection = FaqDocument.get_pymongo_collection()
    found = collection.find({"search_terms": {"$in": asked[:_CANDIDATES]}})
    day = today()
    entries = [one for one in _read(await found.to_list()) if one.state(day) == "valid"]
    enough = min(2, len(asked))
    entries = [one for one in entries if len(set(asked) & set(one.search_terms)) >= enough]
    wanted, exact = set(terms), set(exact_terms(text))

    def likeness(one: FaqDocument) -> tuple[int, int, str]:
        shared_terms = len(wanted & set(one.search_terms))
        return shared_terms, len(exact & set(exact_terms(one.title))), one.mark

    best = sorted(entries, key=likeness, reverse=True)[:limit]
    return await views.entries_out(qa, best, _GUEST)


def _read(rows: Sequence[Json]) -> list[FaqDocument]:
    return [FaqDocument.model_validate(row) for row in rows]
