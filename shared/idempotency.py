"""Public writes that may be sent twice: the same key and body returns the first answer.

The first answer is kept a day, sealed, in the transaction of its effect.
"""

import hashlib
import json
import re
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

T = TypeVar("T", bound=BaseModel)

KEPT = timedelta(days=1)
_KEY = re.compile(r"[\x21-\x7e]{8,128}")
_CONTEXT = "idempotency.answer"


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


async def make_indexes(database: AsyncDatabase[dict[str, Any]]) -> None:
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
    def _id(self) -> str:
        return hashlib.sha256(f"{self.scope}\0{self.key}".encode()).hexdigest()

    async def first_answer(self, tx: Transaction, kind: type[T]) -> T | None:
        """Return the first answer to this request, or None; raises on another body."""
        if self.key is None:
            return None
        row = await tx.database["idempotency"].find_one({"_id": self._id}, session=tx.session)
        if row is None or row["created_at"] < now() - KEPT:
            return None
        if row["body_hash"] != body_hash(self.body):
            raise KeyUsedForAnotherRequest
        return kind.model_validate_json(self.cipher.open(row["answer"], _CONTEXT))

    async def keep(self, tx: Transaction, answer: BaseModel) -> None:
        """Remember the answer in the transaction that made it."""
        if self.key is None:
            return
        row = {
            "_id": self._id,
            "body_hash": body_hash(self.body),
            "answer": self.cipher.seal(answer.model_dump_json(), _CONTEXT),
            "created_at": now(),
        }
        await tx.database["idempotency"].replace_one(
            {"_id": self._id}, row, upsert=True, session=tx.session
        )
