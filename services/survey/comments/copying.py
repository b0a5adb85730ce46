"""Copying comments out of the responses, in the transaction that counts them."""

from collections.abc import Mapping, Sequence
from typing import Any

from services.survey.comments.documents import comment_of
from services.survey.polls.documents import texts_of
from shared.mongo import Transaction


async def copy_comments(tx: Transaction, responses: Sequence[Mapping[str, Any]]) -> None:
    """Store the comments of these responses, and a poll's texts, that are not stored yet."""
    comments = [comment_of(response) for response in responses if response.get("other")]
    await _store_missing(tx, "comments", comments)
    texts = [text for response in responses for text in texts_of(response)]
    await _store_missing(tx, "poll_texts", texts)


async def _store_missing(tx: Transaction, name: str, copies: Sequence[dict[str, Any]]) -> None:
    if not copies:
        return
    ids = {"_id": {"$in": [copy["_id"] for copy in copies]}}
    held = await tx.database[name].find(ids, {"_id": 1}, session=tx.session).to_list()
    known = {row["_id"] for row in held}
    missing = [copy for copy in copies if copy["_id"] not in known]
    if missing:
        await tx.database[name].insert_many(missing, session=tx.session)


async def drop_comments(tx: Transaction, responses: Sequence[Mapping[str, Any]]) -> None:
    """Remove the comments and texts of responses that count no more."""
    ids = {"_id": {"$in": [response["_id"] for response in responses]}}
    await tx.database["comments"].delete_many(ids, session=tx.session)
    texts = [text["_id"] for response in responses for text in texts_of(response)]
    if texts:
        await tx.database["poll_texts"].delete_many({"_id": {"$in": texts}}, session=tx.session)
