"""Copying comments out of the responses, in the transaction that counts them."""

from collections.abc import Mapping, Sequence
from typing import Any

from services.survey.comments.documents import comment_of
from shared.mongo import Transaction


async def copy_comments(tx: Transaction, responses: Sequence[Mapping[str, Any]]) -> None:
    """Store the comments of these responses that are not stored yet."""
    comments = [comment_of(response) for response in responses if response.get("other")]
    if not comments:
        return
    ids = {"_id": {"$in": [comment["_id"] for comment in comments]}}
    held = await tx.database["comments"].find(ids, {"_id": 1}, session=tx.session).to_list()
    known = {row["_id"] for row in held}
    missing = [comment for comment in comments if comment["_id"] not in known]
    if missing:
        await tx.database["comments"].insert_many(missing, session=tx.session)
