"""Suggesting answered questions that are like a text."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

from services.qa.questions.documents import QuestionDocument
from services.qa.search import frequencies
from services.qa.search.documents import TOTAL
from services.qa.search.model import FIELD, is_pair, likeness, weight
from services.qa.search.queries import PUBLIC_FIELDS, READ_AT_ONCE, public
from shared.contracts.qa.questions import PublicQuestion
from shared.folding import search_terms
from shared.marks import MarkedList

Json = dict[str, Any]

_SUGGESTED = 5
_TERMS_COMPARED = 128
_TERMS_READ = 8
_ROWS_READ = 250
_ROWS_A_TERM = 100
_CANDIDATES = 12


async def suggest(text: str) -> list[PublicQuestion]:
    """Return the published questions most like a text: those that share its rarest terms."""
    terms = search_terms(text)[:_TERMS_COMPARED]
    if not terms:
        return []
    counted = await frequencies.read(terms)
    weights = {term: weight(term, counted, counted.get(TOTAL, 0)) for term in terms}
    holding: dict[str, float] = {}
    marks: dict[str, str] = {}
    chosen = _to_read(terms, counted)
    reads = [_newest(term, is_short=counted.get(term, 0) <= READ_AT_ONCE) for term in chosen]
    for term, rows in zip(chosen, await asyncio.gather(*reads), strict=True):
        for row in rows:
            holding[row["_id"]] = holding.get(row["_id"], 0) + weights[term]
            marks[row["_id"]] = row["public_mark"]
    candidates = sorted(holding, key=lambda one: (holding[one], marks[one]), reverse=True)
    return await _likest(candidates[:_CANDIDATES], weights)


def _to_read(terms: Sequence[str], counted: Mapping[str, int]) -> list[str]:
    """Return the rarest terms, as many as can be read whole, and one at least."""
    by_rarity = sorted(terms, key=lambda term: (counted.get(term, 0), not is_pair(term)))
    chosen: list[str] = []
    rows = 0
    for term in by_rarity[:_TERMS_READ]:
        rows += counted.get(term, 0)
        if chosen and rows > _ROWS_READ:
            break
        chosen.append(term)
    return chosen


async def _newest(term: str, *, is_short: bool) -> list[Json]:
    """Return the ids of the newest questions with a term."""
    questions = QuestionDocument.get_pymongo_collection()
    holding = MarkedList("public_mark", {FIELD: term}, newest_first=True, is_short=is_short)
    return await holding.rows_behind(questions, _ROWS_A_TERM, fields=("_id",))


async def _likest(ids: Sequence[str], weights: Mapping[str, float]) -> list[PublicQuestion]:
    questions = QuestionDocument.get_pymongo_collection()
    fields = dict.fromkeys((*PUBLIC_FIELDS, "public_mark", FIELD), 1)
    rows = await questions.find({"_id": {"$in": list(ids)}}, fields).to_list()
    rows = [row for row in rows if "public_mark" in row]
    rows.sort(key=lambda row: (likeness(row[FIELD], weights), row["public_mark"]), reverse=True)
    return await public(rows[:_SUGGESTED])
