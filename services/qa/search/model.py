"""The terms by which published questions are found, and in which order a search shows them. No I/O.

One multikey index holds them all: folded syllables and pairs, the marked syllables as written, the
unit and the topic. Whichever of them is rarest serves to read by; the others filter. A unit and a
topic together, often rarer than any term, have an index of their own.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import log
from typing import Any

from shared.folding import exact_terms, fold, search_terms

Json = dict[str, Any]

FIELD = "search_terms"
_AS_WRITTEN, _UNIT, _TOPIC = "=", "@unit ", "@topic "


def terms_of(text: str) -> list[str]:
    """Return what a published text is stored under."""
    return [*search_terms(text), *_as_written(text)]


def places(unit: str | None, topic: str | None) -> list[str]:
    """Return the terms of a unit and a topic, as far as they are given."""
    return [f"{kind}{one}" for kind, one in ((_UNIT, unit), (_TOPIC, topic)) if one is not None]


def is_place(term: str) -> bool:
    """Say whether a term is a unit's or a topic's."""
    return term.startswith((_UNIT, _TOPIC))


def is_pair(term: str) -> bool:
    """Say whether a term is two syllables."""
    return " " in term and not is_place(term)


def _as_written(text: str) -> list[str]:
    return [f"{_AS_WRITTEN}{term}" for term in exact_terms(text) if _has_marks(term)]


@lru_cache(maxsize=16_384)
def _has_marks(term: str) -> bool:
    return term != fold(term)


@dataclass(frozen=True)
class Rank:
    """Rows of one rank: they have all these terms, and not all of any of those."""

    terms: tuple[str, ...]
    not_all: tuple[tuple[str, ...], ...] = ()

    def by(self, *read_by: str) -> Json:
        """Return what to match beside the terms that the rows are read by."""
        others = [one for one in self.terms if one not in read_by]
        conditions: Json = {FIELD: {"$all": others}} if others else {}
        if self.not_all:
            conditions["$nor"] = [{FIELD: {"$all": list(terms)}} for terms in self.not_all]
        return conditions


def ranks(q: str | None, unit: str | None, topic: str | None) -> list[Rank]:
    """Return the ranks of a search, best first; none when `q` holds no word.

    Before others come the words as they were written, marks and all; then, within both, the words
    side by side. A row is in one rank only.
    """
    where = places(unit, topic)
    if q is None:
        return [Rank(tuple(where))]
    found = search_terms(q)
    words = [term for term in found if not is_pair(term)]
    if not words:
        return []
    pairs, written = [term for term in found if is_pair(term)], _as_written(q)
    ranked: list[Rank] = []
    earlier: list[tuple[str, ...]] = []
    for more in ([*written, *pairs], written, pairs, []):
        beside = tuple(more)
        if beside in earlier:
            continue
        excluded = tuple(tuple(sorted({*one} - {*beside})) for one in earlier)
        ranked.append(Rank((*words, *where, *beside), excluded))
        earlier.append(beside)
    return ranked


def rarest(terms: Sequence[str], frequencies: Mapping[str, int]) -> str:
    """Return the term to read by; of terms nobody counted a pair, else the longest."""
    return min(terms, key=lambda term: (frequencies.get(term, 0), not is_pair(term), -len(term)))


def weight(term: str, frequencies: Mapping[str, int], total: int) -> float:
    """Return how much it says that a text has this term: the rarer, the more."""
    return log(2 + total / (1 + frequencies.get(term, 0)))


def likeness(terms: Iterable[str], weights: Mapping[str, float]) -> float:
    """Return how much of what was asked these terms hold."""
    return sum(weights.get(term, 0) for term in terms)
