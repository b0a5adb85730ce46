"""A search gives what sorting every question by hand gives, whatever was counted of its terms."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import pairwise
from random import Random

import pytest

from services.qa.questions.documents import QuestionDocument
from services.qa.search import queries
from services.qa.search.documents import TOTAL, FrequencyDocument
from services.qa.search.queries import PublicRequest, browse
from shared.clock import now
from shared.folding import fold
from shared.marks import mark
from shared.recent import Recent

WORDS = ("mức", "mực", "muc", "khoản", "khoan", "lương", "lượng", "luong", "trợ", "tro")
QUESTIONS, SEARCHES = 160, 16
NOT_WITHIN_A_TITLE = "Nội dung khác hẳn."


def made(base: QuestionDocument, number: int, title: str, at: datetime) -> QuestionDocument:
    """Return a question published at a moment."""
    own = f"{number:032x}"
    changed = {"id": own, "code": f"C{number}", "title": title, "body": NOT_WITHIN_A_TITLE}
    return base.model_copy(update={**changed, "public_mark": mark(at, own)})


def grown(base: QuestionDocument, chance: Random) -> Iterator[QuestionDocument]:
    """Yield questions of some words by chance, some hours or some years old."""
    for number in range(QUESTIONS):
        title = " ".join(chance.choices(WORDS, k=chance.randint(2, 7)))
        age = timedelta(days=chance.uniform(0, chance.choice([1, 40, 1_500])))
        yield made(base, number, title, now() - age)


def place(title: str, words: list[str]) -> tuple[bool, bool] | None:
    """Return the rank of a title, the lower the better: not as written, not side by side."""
    has = title.split()
    folded = [fold(word) for word in has]
    sought = [fold(word) for word in words]
    if not set(sought) <= set(folded):
        return None
    written = {word for word in words if word != fold(word)}
    return not written <= set(has), not set(pairwise(sought)) <= set(pairwise(folded))


def by_hand(stored: list[QuestionDocument], words: list[str]) -> list[str]:
    """Return the codes of what has all the words, the best rank first, then the newest."""
    newest = sorted(stored, key=lambda one: one.public_mark or "", reverse=True)
    ranks = {one.code: place(one.title, words) for one in newest}
    found = [one.code for one in newest if ranks[one.code] is not None]
    return sorted(found, key=lambda code: ranks[code] or (False, False))


def some(chance: Random) -> Iterator[list[str]]:
    """Yield searches of one to four words, some words never stored."""
    for _ in range(SEARCHES):
        words = chance.choices([*WORDS, *map(fold, WORDS), "vắng"], k=chance.randint(1, 4))
        yield words


async def paged(q: str, limit: int) -> list[str]:
    found, cursor = [], None
    for _ in range(QUESTIONS):
        page = await browse(PublicRequest(q), cursor, limit)
        assert len(page.items) == limit or page.next_cursor is None
        found += [item.code for item in page.items]
        if (cursor := page.next_cursor) is None:
            return found
    raise AssertionError("pages without end")


@pytest.mark.parametrize("seed", [1, 2])
async def test_pages_are_those_of_a_plain_sort(qa, seed):
    chance = Random(seed)
    base = await qa.stored((await qa.answered())["code"])
    await base.delete()
    stored = list(grown(base, chance))
    await QuestionDocument.insert_many(stored)
    terms = {term for one in await QuestionDocument.all().to_list() for term in one.search_terms}
    guessed = [{"_id": term, "n": chance.choice([0, 30, 300, 3_000])} for term in sorted(terms)]
    await FrequencyDocument.get_pymongo_collection().insert_many(
        [*guessed, {"_id": TOTAL, "n": 4_000}]
    )
    for words in some(chance):
        limit = chance.choice([3, 20, 100])
        assert await paged(" ".join(words), limit) == by_hand(stored, words), words
        # How far the first page reached is remembered, which must not hide what is new.
        newest = made(base, len(stored), " ".join(words), now())
        await newest.insert()
        stored.append(newest)
        assert await paged(" ".join(words), limit) == by_hand(stored, words), words


async def test_a_word_is_found_however_long_ago_the_last_of_very_many_was_published(
    qa, monkeypatch
):
    monkeypatch.setattr(queries, "_PAGE_TAKES", Recent(1))
    base = await qa.stored((await qa.answered())["code"])
    await base.delete()
    await made(base, 1, "lương hưu", now() - timedelta(days=1_500)).insert()
    await FrequencyDocument(id=TOTAL, n=1_000_000).insert()
    assert await paged("lương", 20) == ["C1"]
