"""How often the terms of published questions occur, so that a search reads by the rarest.

They are counted a little later and about right: counted twice after a kill, and still there when
an answer is recalled. Only the speed of a search and the order of suggestions hang on them.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any
from zlib import crc32

from pymongo import UpdateOne

from services.qa.questions.documents import QuestionDocument
from services.qa.search.documents import TOTAL, FrequencyDocument
from services.qa.search.model import FIELD, is_pair
from shared.clock import now
from shared.marks import BEFORE_ALL, MarkedList, mark

Json = dict[str, Any]

# Most pairs occur once: one question in so many stands for all of them.
PAIRS_SAMPLED = 16
_BATCH = 200
_SLOWEST_COMMIT = timedelta(seconds=30)


async def read(terms: Iterable[str]) -> Mapping[str, int]:
    """Return how often these terms occur, and `TOTAL`; those never counted are left out."""
    frequencies = FrequencyDocument.get_pymongo_collection()
    found = await frequencies.find({"_id": {"$in": [TOTAL, *terms]}}, {"n": 1}).to_list()
    return {row["_id"]: row["n"] for row in found}


async def count_new() -> int:
    """Count what was published since the last time; return how many questions that were."""
    total = await FrequencyDocument.get(TOTAL)
    until = (total.counted_until if total else None) or BEFORE_ALL
    fresh = MarkedList("public_mark", after=until, before=mark(now() - _SLOWEST_COMMIT))
    questions = QuestionDocument.get_pymongo_collection()
    counted = 0
    while rows := await fresh.rows_behind(questions, _BATCH, until or None, (FIELD,)):
        until = rows[-1]["public_mark"]
        await _add(counts(rows), until)
        counted += len(rows)
    return counted


def counts(rows: Iterable[Json]) -> Counter[str]:
    """Return how often each term occurs in these rows, their number as `TOTAL`."""
    counted: Counter[str] = Counter()
    for row in rows:
        counted[TOTAL] += 1
        is_sample = crc32(row["_id"].encode()) % PAIRS_SAMPLED == 0
        for term in row.get(FIELD, ()):
            if not is_pair(term):
                counted[term] += 1
            elif is_sample:
                counted[term] += PAIRS_SAMPLED
    return counted


async def _add(counted: Counter[str], until: str) -> None:
    changes = []
    for term, more in counted.items():
        also: Json = {"$set": {"counted_until": until}} if term == TOTAL else {}
        changes.append(UpdateOne({"_id": term}, {"$inc": {"n": more}, **also}, upsert=True))
    await FrequencyDocument.get_pymongo_collection().bulk_write(changes, ordered=False)
