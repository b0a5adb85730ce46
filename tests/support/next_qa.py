"""qa as the release after this one might be: a question knows how many words its sender wrote.

`uvicorn tests.support.next_qa:create_app --factory`. With NEXT_QA_HALTS_AFTER its migration stands
still after so many questions, as one does that is killed there. Importing it changes qa in the
whole process: tests start it, and never import it.
"""

import asyncio
import os
from typing import Any

from services.qa.migrations import MIGRATIONS
from services.qa.questions import documents
from shared.migrations import Migration
from shared.mongo import Mongo, Transaction

Json = dict[str, Any]
HALTS_AFTER = int(os.environ.get("NEXT_QA_HALTS_AFTER", "0"))
BATCH = HALTS_AFTER or 100


class PlacedQuestion(documents.PlacedQuestion):
    """A question being asked, with its new field."""

    words: int | None = None

    def place(self) -> None:
        """Put it into its lists and count its words."""
        super().place()
        self.words = len(self.body.split())


class QuestionDocument(documents.QuestionDocument):
    """A question with its new field; `None` when the release before this one stored it."""

    words: int | None = None

    def place(self) -> None:
        """Put it into its lists and count its words."""
        super().place()
        self.words = len(self.body.split())


async def count_words(mongo: Mongo) -> int:
    """Count the words of what was asked before, a batch in a transaction."""
    await mongo.database["migration_attempts"].insert_one({})
    questions = mongo.database["questions"]
    changed, last = 0, ""
    while rows := await questions.find({"_id": {"$gt": last}}).sort("_id").to_list(BATCH):
        ids = [row["_id"] for row in rows if "words" not in row]
        changed += await mongo.run(lambda tx, ids=ids: _count_batch(tx, ids))  # type: ignore[misc]
        last = rows[-1]["_id"]
        if HALTS_AFTER:
            await asyncio.Event().wait()
    return changed


async def _count_batch(tx: Transaction, ids: list[str]) -> int:
    questions = tx.database["questions"]
    for id_ in ids:
        row = await questions.find_one({"_id": id_}, session=tx.session)
        if row is not None:
            change = {"$set": {"words": len(row["body"].split())}}
            await questions.update_one({"_id": id_}, change, session=tx.session)
    return len(ids)


# Before anything else of qa is imported, which takes the classes from there by their names.
documents.PlacedQuestion = PlacedQuestion  # type: ignore[misc]
documents.QuestionDocument = QuestionDocument  # type: ignore[misc]

from services.qa import app, bootstrap  # noqa: E402

NUMBER = len(MIGRATIONS) + 1
bootstrap.QaRuntime.migrations = (*MIGRATIONS, Migration(NUMBER, "count words", count_words))
create_app = app.create_app
