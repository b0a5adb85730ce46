"""Bytes of a question with all that belongs to it, and of a response, in documents and in indexes.

Taken from the difference of two sizes, so that what is there without any question does not count.
As the engine counts them: uncompressed documents, keys of indexes without the free space of pages.
"""

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


@dataclass(frozen=True)
class Stored:
    """Bytes of one of a kind, in documents and in indexes."""

    documents: float
    indexes: float

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


def _of_one(sizes: Mapping[int, tuple[int, int]]) -> Stored:
    (few, (few_documents, few_indexes)), (many, (many_documents, many_indexes)) = sizes.items()
    more = many - few
    return Stored((many_documents - few_documents) / more, (many_indexes - few_indexes) / more)


def _sizes(uri: str, database: str) -> tuple[int, int]:
    with MongoClient[dict[str, Any]](uri) as client:
        told = [
            client[database].command("collStats", name)
            for name in client[database].list_collection_names()
        ]
    return sum(one["size"] for one in told), sum(one["totalIndexSize"] for one in told)
