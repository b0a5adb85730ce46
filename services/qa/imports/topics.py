"""Rows that become topics, or change them by the rules of the pages."""

from collections import Counter

from services.qa.imports.topic_rows import TopicRow
from services.qa.imports.writing import Batch
from services.qa.topics.documents import TopicDocument
from services.qa.topics.service import add_topic, change_topic
from shared.contracts.qa.topics import TopicForm
from shared.mongo import Transaction


async def write_topics(tx: Transaction, batch: Batch[TopicRow]) -> Counter[str]:
    """Write topics, or only count what would be done; returns how many came to what.

    Raises what the rules refuse, where a topic changed since the rows were read: they are read
    again then.
    """
    counted: Counter[str] = Counter()
    by, is_dry = batch.job.by, batch.job.dry_run
    for row in batch.rows:
        topic = await TopicDocument.get(row.form.id, session=tx.session)
        form = TopicForm.model_validate(row.form.model_dump(exclude={"id"}))
        if topic is None:
            counted["created"] += 1
            if not is_dry:
                await add_topic(tx, by, row.form)
        elif topic.state == form.model_dump(mode="json"):
            counted["unchanged"] += 1
        else:
            counted["updated"] += 1
            if not is_dry:
                await change_topic(tx, by, topic, form)
    return counted
