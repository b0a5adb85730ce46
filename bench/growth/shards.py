"""How candidates for a shard key spread a province's responses and questions, by simulation.

Documents get the ids the product gives them and portals as unevenly busy as in the measurements,
but that the newest tenth comes of a campaign: most of it goes to one portal.
Ranged keys are cut into equal parts of what was stored before the last tenth, as a balancer would
have done it by then; hashed ones by MD5, as MongoDB's hashed indexes. What counts is where new
documents go: a key that sends all of them to one shard makes the others useless.
"""

import hashlib
import random
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import accumulate

SHARDS = 4
DOCUMENTS = 200_000
PORTALS = 200
CAMPAIGN = 0.7
"""Of the newest tenth, to one portal."""
_SPAN_MILLISECONDS = 365 * 24 * 3_600 * 1_000
_HASHES = 2**64


@dataclass(frozen=True)
class Document:
    """A response or a question, as far as keys go."""

    id: str
    portal: str


@dataclass(frozen=True)
class Spread:
    """The busiest shard's share over an even one: 1 is even, `SHARDS` is all on one."""

    stored: float
    written: float
    """Of the newest documents."""


def simulate(count: int = DOCUMENTS) -> dict[str, Spread]:
    """Return how each candidate spreads so many documents of a year."""
    documents = _documents(count)
    return {name: _spread(documents, place) for name, place in CANDIDATES.items()}


def _documents(count: int) -> list[Document]:
    chance = random.Random(count)
    busy = list(accumulate(1 / (place + 3) for place in range(PORTALS)))
    portals = [f"portal-{number:03}" for number in range(PORTALS)]
    chosen = chance.choices(portals, cum_weights=busy, k=count)
    step = _SPAN_MILLISECONDS / count
    for number in range(count - count // 10, count):
        if chance.random() < CAMPAIGN:
            chosen[number] = portals[PORTALS // 2]
    return [
        Document(_id_at(1_764_000_000_000 + round(step * number), chance), chosen[number])
        for number in range(count)
    ]


def _id_at(milliseconds: int, chance: random.Random) -> str:
    """Return an id as `shared.ids.new_id` gives it at a moment."""
    value = (milliseconds << 80) | (7 << 76) | (chance.getrandbits(12) << 64)
    return f"{value | (0b10 << 62) | chance.getrandbits(62):032x}"


Key = Callable[[Document], str | int]


def _hashed(document: Document) -> int:
    return int.from_bytes(hashlib.md5(document.id.encode(), usedforsecurity=False).digest()[:8])


CANDIDATES: dict[str, Key] = {
    "{_id: 'hashed'}": _hashed,
    "{_id: 1}": lambda document: document.id,
    "{portal: 1}": lambda document: document.portal,
    "{portal: 1, _id: 1}": lambda document: f"{document.portal}|{document.id}",
}


def _spread(documents: Sequence[Document], key: Key) -> Spread:
    newest = len(documents) // 10
    old, new = documents[:-newest], documents[-newest:]
    if key is _hashed:
        edges: list[str | int] = [_HASHES * number // SHARDS for number in range(1, SHARDS)]
    else:
        before = sorted(map(key, old))
        edges = [before[len(before) * number // SHARDS] for number in range(1, SHARDS)]
    return Spread(_uneven(documents, key, edges), _uneven(new, key, edges))


def _uneven(documents: Sequence[Document], key: Key, edges: list[str | int]) -> float:
    there = Counter(bisect_right(edges, key(one)) for one in documents)
    return max(there.values()) / (len(documents) / SHARDS)
