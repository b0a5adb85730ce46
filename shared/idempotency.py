"""Public writes that may be sent twice: the same key and body returns the first answer.

The first answer is kept a day, sealed, in the transaction of its effect.
"""

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Any, TypeVar

from fastapi import Depends, Header
from pydantic import BaseModel
from pymongo.asynchronous.database import AsyncDatabase

from shared.cipher import Cipher
from shared.clock import now
from shared.mongo import Transaction
from shared.problems import Conflict, InvalidRequest

Json = dict[str, Any]
T = TypeVar("T", bound=BaseModel)

KEPT = timedelta(days=1)
_KEY = re.compile(r"[\x21-\x7e]{8,128}")
ANSWER_CONTEXT = "idempotency.answer"
"""What a kept answer is sealed for."""


class KeyUsedForAnotherRequest(Conflict):
    """The idempotency key was used with another body."""

    slug, title = "idempotency-key-reused", "This Idempotency-Key was used for another request"


def is_key(text: str) -> bool:
    """Say whether this may serve as an idempotency key."""
    return _KEY.fullmatch(text) is not None


async def _parse(idempotency_key: Annotated[str | None, Header()] = None) -> str | None:
    if idempotency_key is not None and not is_key(idempotency_key):
        entry = {
            "pointer": "header:idempotency-key",
            "code": "idempotency_key",
            "detail": "8 to 128 visible ASCII characters",
        }
        raise InvalidRequest(errors=[entry])
    return idempotency_key


IdempotencyKey = Annotated[str | None, Depends(_parse)]


async def make_indexes(database: AsyncDatabase[Json]) -> None:
    """Let MongoDB forget answers after a day."""
    await database["idempotency"].create_index(
        [("created_at", 1)], expireAfterSeconds=int(KEPT.total_seconds())
    )


def body_hash(body: BaseModel) -> str:
    """Return a hash that is equal exactly for equal requests."""
    canonical = json.dumps(body.model_dump(mode="json"), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


@dataclass(frozen=True)
class Once:
    """One public write: who asked (`scope`), with which key and body. No key: no replay."""

    scope: str
    key: str | None
    body: BaseModel
    cipher: Cipher

    @property
    def id(self) -> str:
        """Under which an answer to this request is kept."""
        return hashlib.sha256(f"{self.scope}\0{self.key}".encode()).hexdigest()

    async def first_answer(self, tx: Transaction, kind: type[T]) -> T | None:
        """Return the first answer to this request, or None; raises on another body."""
        [first] = await first_answers(tx, [self], kind)
        if isinstance(first, KeyUsedForAnotherRequest):
            raise first
        return first

    def keep(self, tx: Transaction, answer: BaseModel) -> None:
        """Remember the answer in the transaction that made it."""
        keep_all(tx, [(self, answer)])

    def read(self, row: Json, kind: type[T]) -> T | KeyUsedForAnotherRequest:
        """Return the answer in a row kept under this key."""
        if row["body_hash"] != body_hash(self.body):
            return KeyUsedForAnotherRequest()
        return kind.model_validate_json(self.cipher.open(row["answer"], ANSWER_CONTEXT))

    def row(self, answer: BaseModel) -> Json:
        """Return the row that keeps an answer."""
        return {
            "_id": self.id,
            "body_hash": body_hash(self.body),
            "answer": self.cipher.seal(answer.model_dump_json(), ANSWER_CONTEXT),
            "created_at": now(),
        }


async def first_answers(
    tx: Transaction, asked: Sequence[Once], kind: type[T]
) -> list[T | KeyUsedForAnotherRequest | None]:
    """Return for each of several requests what `first_answer` returns or raises.

    Answers older than a day are forgotten here, wherever MongoDB has not done so yet.
    """
    answers = tx.database["idempotency"]
    ids = [once.id for once in asked if once.key is not None]
    if not ids:
        return [None] * len(asked)
    found = await answers.find({"_id": {"$in": ids}}, session=tx.session).to_list()
    rows = {row["_id"]: row for row in found if row["created_at"] >= now() - KEPT}
    if old := [row["_id"] for row in found if row["_id"] not in rows]:
        await answers.delete_many({"_id": {"$in": old}}, session=tx.session)
    return [once.read(rows[once.id], kind) if once.id in rows else None for once in asked]


def keep_all(tx: Transaction, answered: Sequence[tuple[Once, BaseModel]]) -> None:
    """Remember several answers; the transaction fails when there is a first one already."""
    tx.insert("idempotency", [once.row(told) for once, told in answered if once.key is not None])
