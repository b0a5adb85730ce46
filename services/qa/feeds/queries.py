"""What the feeds tell: published answers, and ready answers that are valid."""

from services.qa.bootstrap import QaRuntime
from services.qa.faq import queries as faq
from services.qa.feeds.atom import Entry, Feed, paragraphs
from services.qa.search import queries as search
from shared.contracts.qa.faq import FaqOut
from shared.contracts.qa.questions import PublicQuestion, TopicOut
from shared.identity import Caller

ROWS = 50
_ROOT = "/api/qa/v1/feeds"
_FAQ_PAGES = "/hoi-dap/cau-hoi-thuong-gap"


async def answers(qa: QaRuntime, unit: str | None, topic: str | None, cursor: str | None) -> Feed:
    """Return a page of published answers, newest first."""
    page = await search.browse(search.PublicRequest(unit=unit, topic=topic), cursor, ROWS)
    return Feed(
        root=qa.settings.public_url,
        path=f"{_ROOT}/answers.atom",
        title=await _title(qa, "Câu hỏi đã trả lời", unit),
        about="/hoi-dap",
        narrowed=_narrowed(unit=unit, topic=topic),
        entries=[_answer(question) for question in page.items],
        cursor=cursor,
        next_cursor=page.next_cursor,
    )


async def ready_answers(
    qa: QaRuntime, unit: str | None, topic: str | None, cursor: str | None
) -> Feed:
    """Return a page of ready answers that are valid, the one changed last first."""
    wanted = faq.Wanted(unit=unit, topic=topic)
    page = await faq.browse(qa, wanted, Caller(), cursor, ROWS)
    return Feed(
        root=qa.settings.public_url,
        path=f"{_ROOT}/faq.atom",
        title=await _title(qa, "Câu hỏi thường gặp", unit),
        about=_FAQ_PAGES,
        narrowed=_narrowed(unit=unit, topic=topic),
        entries=[_ready_answer(entry) for entry in page.items],
        cursor=cursor,
        next_cursor=page.next_cursor,
    )


async def _title(qa: QaRuntime, words: str, unit: str | None) -> str:
    if unit is None:
        return f"Lắng Nghe: {words}"
    return f"{(await qa.units.get()).ref(unit).name}: {words}"


def _narrowed(**given: str | None) -> dict[str, str]:
    return {name: value for name, value in given.items() if value is not None}


def _answer(question: PublicQuestion) -> Entry:
    answer = question.answer
    published = answer.published_at or answer.answered_at
    return Entry(
        key=f"question/{question.code}",
        title=question.title,
        html=f"<blockquote>{paragraphs(question.body)}</blockquote>{answer.html}",
        address=f"/hoi-dap/{question.code}",
        author=answer.unit.name,
        published=published,
        updated=max(published, answer.corrected_at or published),
        topic=_topic(question.topic),
    )


def _ready_answer(entry: FaqOut) -> Entry:
    return Entry(
        key=f"faq/{entry.id}",
        title=entry.title,
        html=entry.html,
        address=f"{_FAQ_PAGES}/{entry.id}",
        author=entry.unit.name,
        published=entry.updated_at,
        updated=entry.updated_at,
        topic=_topic(entry.topic),
    )


def _topic(topic: TopicOut | None) -> tuple[str, str] | None:
    return (topic.id, topic.name) if topic else None
