"""Reading topics; there are a few dozen at most."""

from services.qa.bootstrap import QaRuntime
from services.qa.directory import queries as directory
from services.qa.topics.documents import TopicDocument, TopicVersionDocument
from services.qa.topics.model import TopicNotFound
from shared.contracts.qa.base import PersonRef
from shared.contracts.qa.questions import TopicOut
from shared.contracts.qa.topics import TopicDetail, TopicVersionOut

_VERSIONS_SHOWN = 50


async def all_topics() -> list[TopicOut]:
    """Return the topics in their order, closed ones too: questions are filed under them."""
    return [as_told(topic) for topic in await _in_order()]


async def open_topics() -> list[TopicOut]:
    """Return the topics a question may be filed under, in their order."""
    return [as_told(topic) for topic in await _in_order() if topic.is_open]


async def kept_topics() -> list[TopicDetail]:
    """Return every topic as administrators read it."""
    found = await _in_order()
    units = await directory.unit_refs(topic.unit for topic in found if topic.unit)
    return [
        TopicDetail(
            **as_told(topic).model_dump(),
            unit=units[topic.unit] if topic.unit else None,
            position=topic.position,
            is_open=topic.is_open,
            version=topic.version,
        )
        for topic in found
    ]


async def kept_topic(topic_id: str) -> TopicDetail:
    """Return one topic as administrators read it; raises `TopicNotFound`."""
    found = [topic for topic in await kept_topics() if topic.id == topic_id]
    if not found:
        raise TopicNotFound
    return found[0]


async def versions_of(qa: QaRuntime, topic_id: str) -> list[TopicVersionOut]:
    """Return the latest changes of a topic, the newest first."""
    rows = TopicVersionDocument.find({"topic": topic_id}).sort("-version").limit(_VERSIONS_SHOWN)
    found = await rows.to_list()
    names = await directory.person_names({row.by for row in found if row.by}, qa.cipher)
    return [
        TopicVersionOut(
            version=row.version,
            at=row.at,
            by=PersonRef(id=row.by, name=names.get(row.by, row.by)) if row.by else None,
            before=row.before,
            after=row.after,
        )
        for row in found
    ]


async def topic(topic_id: str) -> TopicOut | None:
    """Return a topic, a closed one too."""
    found = await TopicDocument.get(topic_id)
    return as_told(found) if found else None


async def is_open(topic_id: str) -> bool:
    """Say whether questions may be filed under a topic."""
    found = await TopicDocument.get(topic_id)
    return found is not None and found.is_open


def as_told(topic: TopicDocument) -> TopicOut:
    """Return a topic as it crosses."""
    return TopicOut(id=topic.id, name=topic.name, name_en=topic.name_en)


async def _in_order() -> list[TopicDocument]:
    found = await TopicDocument.find_all().to_list()
    return sorted(found, key=lambda topic: (topic.position, topic.id))
