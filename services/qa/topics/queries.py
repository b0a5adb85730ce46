"""Reading topics; there are a few dozen at most."""

from services.qa.topics.documents import TopicDocument
from shared.contracts.qa.questions import TopicOut


async def all_topics() -> list[TopicOut]:
    """Return the topics in their order."""
    found = await TopicDocument.find_all().to_list()
    return [as_told(topic) for topic in sorted(found, key=lambda topic: topic.position)]


async def topic(topic_id: str) -> TopicOut | None:
    """Return a topic."""
    found = await TopicDocument.get(topic_id)
    return as_told(found) if found else None


def as_told(topic: TopicDocument) -> TopicOut:
    """Return a topic as it crosses."""
    return TopicOut(id=topic.id, name=topic.name, name_en=topic.name_en)
