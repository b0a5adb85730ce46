"""Bytes of a question with all that belongs to it, and of a response, in documents and in indexes.

Taken from the difference of two sizes, so that what is there without any question does not count.
As the engine counts them: uncompressed documents, keys of indexes without the free space of pages.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pymongo import MongoClient
from rich.console import Console

from bench.options import Options
from bench.questions.loading import loaded as loaded_questions
from bench.stage import Stage
from bench.survey.loading import loaded as loaded_responses

QUESTIONS = (1_000, 3_000)
RESPONSES = (10_000, 60_000)
_LARGEST = 3


@dataclass(frozen=True)
class Stored:
    """Bytes of one of a kind, in documents and in indexes; `largest` are the largest indexes."""

    documents: float
    indexes: float
    largest: Mapping[str, float]

    def gigabytes(self, count: int) -> tuple[float, float]:
        """Return what so many of them take."""
        return self.documents * count / 1e9, self.indexes * count / 1e9


async def question(stage: Stage, _options: Options, console: Console) -> Stored:
    """Return the bytes of one question: text, timeline, explanation of its deadline, steps."""
    sizes = {}
    for count in QUESTIONS:
        place = await loaded_questions(stage, count, console)
        sizes[count] = _sizes(await stage.mongodb(), place.environment["QA_DATABASE"])
    return _of_one(sizes)


async def response(stage: Stage, _options: Options, console: Console) -> Stored:
    """Return the bytes of one response; its share of figures and comments among them."""
    sizes = {}
    for count in RESPONSES:
        place = await loaded_responses(stage, count, console)
        sizes[count] = _sizes(await stage.mongodb(), place.environment["SURVEY_DATABASE"])
    return _of_one(sizes)


Sizes = tuple[int, Counter[str]]
"""Bytes of all documents, and of each index."""


def _of_one(sizes: Mapping[int, Sizes]) -> Stored:
    (few, (few_documents, few_indexes)), (many, (many_documents, many_indexes)) = sizes.items()
    more = many - few
    grown = {name: (many_indexes[name] - few_indexes[name]) / more for name in many_indexes}
    largest = sorted(grown, key=lambda name: -grown[name])[:_LARGEST]
    return Stored(
        (many_documents - few_documents) / more,
        sum(grown.values()),
        {name: grown[name] for name in largest},
    )


def _sizes(uri: str, database: str) -> Sizes:
    documents, indexes = 0, Counter[str]()
    with MongoClient[dict[str, Any]](uri) as client:
        for name in client[database].list_collection_names():
            told = client[database].command("collStats", name)
            documents += told["size"]
            indexes.update({f"{name}.{key}": n for key, n in told["indexSizes"].items()})
    return documents, indexes
