"""What qa ships as data and every copy starts with: topics, deadline policies, the ladder.

Missing records are added; what an administrator changed stays.
"""

import json
from pathlib import Path

from pymongo.errors import BulkWriteError

from services.qa.deadlines.documents import PolicyDocument
from services.qa.escalations.documents import LadderDocument
from services.qa.topics.documents import TopicDocument
from shared.documents import Document
from shared.storing import are_stored_already

_HERE = Path(__file__).parent
_SHIPPED: dict[type[Document], Path] = {
    TopicDocument: _HERE / "topics/data/topics.json",
    PolicyDocument: _HERE / "deadlines/data/policies.json",
    LadderDocument: _HERE / "escalations/data/ladder.json",
}


async def add_missing_defaults() -> None:
    """Add shipped records whose id is not there yet; several processes may do so at once."""
    for kind, file in _SHIPPED.items():
        shipped = [kind.model_validate(row) for row in json.loads(file.read_text("utf-8"))]
        held = await kind.find({"_id": {"$in": [record.id for record in shipped]}}).to_list()
        known = {record.id for record in held}
        if missing := [record for record in shipped if record.id not in known]:
            await _insert(kind, missing)


async def _insert(kind: type[Document], records: list[Document]) -> None:
    try:
        await kind.insert_many(records, ordered=False)
    except BulkWriteError as error:
        if not are_stored_already(error):  # another process may have been quicker
            raise
