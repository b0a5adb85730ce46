"""What administrators do with topics, and what becomes of them when a unit is abolished."""

from dataclasses import dataclass
from typing import Any

from services.qa.bootstrap import QaRuntime
from services.qa.questions.preparing import receiving_unit
from services.qa.topics.documents import TopicDocument, TopicVersionDocument
from services.qa.topics.model import TopicChangedMeanwhile, TopicExists, TopicNotFound
from shared.clock import now
from shared.contracts.qa.topics import CreateTopic, TopicForm
from shared.folding import fold
from shared.identity import Caller
from shared.mongo import Transaction, transactional


@dataclass(frozen=True)
class Keeping:
    """Who changes which topic, in the version they read."""

    qa: QaRuntime
    by: Caller
    topic: str
    version: int


async def create_topic(qa: QaRuntime, by: Caller, form: CreateTopic) -> None:
    """Add a topic; raises `TopicExists`, and `InvalidRequest` for a unit that takes none."""
    await _create(qa.mongo, by, form)
    qa.rules.forget()


async def revise_topic(keeping: Keeping, form: TopicForm) -> None:
    """Change a topic, close it or open it again."""
    await _revise(keeping.qa.mongo, keeping, form)
    keeping.qa.rules.forget()


async def undo_topic_change(keeping: Keeping, version: int) -> None:
    """Put back what a topic said before a change, as a new version."""
    await _undo(keeping.qa.mongo, keeping, version)
    keeping.qa.rules.forget()


@transactional
async def follow_successor(tx: Transaction, unit: str, successor: str) -> None:
    """Let a unit's successor answer for its topics."""
    for topic in await TopicDocument.find_all(session=tx.session).to_list():
        if topic.unit == unit:
            await _store(tx, topic, {"unit": successor}, by="")


@transactional
async def _create(tx: Transaction, by: Caller, form: CreateTopic) -> None:
    await add_topic(tx, by.id, form)


async def add_topic(tx: Transaction, by: str, form: CreateTopic) -> None:
    """Add a topic inside a transaction; raises what `create_topic` does."""
    if await TopicDocument.get(form.id, session=tx.session):
        raise TopicExists
    await _check(tx, form.id, form)
    topic = TopicDocument(**form.model_dump())
    await topic.insert(session=tx.session)
    await _keep(tx, topic, None, by)


@transactional
async def _revise(tx: Transaction, keeping: Keeping, form: TopicForm) -> None:
    await change_topic(tx, keeping.by.id, await _load(tx, keeping), form)


async def change_topic(tx: Transaction, by: str, topic: TopicDocument, form: TopicForm) -> None:
    """Change a topic inside a transaction; raises what `create_topic` does."""
    await _check(tx, topic.id, form)
    await _store(tx, topic, form.model_dump(), by)


@transactional
async def _undo(tx: Transaction, keeping: Keeping, version: int) -> None:
    topic = await _load(tx, keeping)
    change = await TopicVersionDocument.get(_row_id(topic.id, version), session=tx.session)
    if change is None or change.before is None:
        raise TopicNotFound
    await change_topic(tx, keeping.by.id, topic, TopicForm.model_validate(change.before))


async def _load(tx: Transaction, keeping: Keeping) -> TopicDocument:
    topic = await TopicDocument.get(keeping.topic, session=tx.session)
    if topic is None:
        raise TopicNotFound
    if topic.version != keeping.version:
        raise TopicChangedMeanwhile(version=topic.version)
    return topic


async def _check(tx: Transaction, topic_id: str, form: TopicForm) -> None:
    """Raise for a name that is taken, or a unit that takes no questions."""
    if form.unit is not None:
        await receiving_unit(form.unit, now())
    for other in await TopicDocument.find_all(session=tx.session).to_list():
        is_same = fold(other.name) == fold(form.name)
        if is_same and other.id != topic_id and other.is_open and form.is_open:
            raise TopicExists


async def _store(tx: Transaction, topic: TopicDocument, said: dict[str, Any], by: str) -> None:
    before = topic.state
    changed = topic.model_copy(update={**said, "version": topic.version + 1})
    if changed.state == before:
        return
    await changed.replace(session=tx.session)
    await _keep(tx, changed, before, by)


async def _keep(
    tx: Transaction, topic: TopicDocument, before: dict[str, Any] | None, by: str
) -> None:
    row = TopicVersionDocument(
        id=_row_id(topic.id, topic.version), topic=topic.id, version=topic.version, at=now(),
        by=by, before=before, after=topic.state,
    )  # fmt: skip
    await row.insert(session=tx.session)


def _row_id(topic: str, version: int) -> str:
    return f"{topic}:{version}"
