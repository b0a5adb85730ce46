"""Keeping what a record said before and after a change, and finding it again to put it back."""

import json
from dataclasses import dataclass
from typing import Any

from services.auth.history.documents import RecordVersionDocument, version_id
from shared.cipher import Cipher
from shared.contracts.auth.directory import Entity
from shared.mongo import Transaction
from shared.problems import Conflict, NotFound

State = dict[str, Any]


class VersionNotFound(NotFound):
    """The history of this record has no such change."""

    slug, title = "version-not-found", "The history has no such change"


class NothingToUndo(Conflict):
    """The change made the record: there is nothing before it to put back."""

    slug, title = "nothing-to-undo", "This change began the record; there is nothing before it"


@dataclass(frozen=True)
class Record:
    """Whose history: `cipher` seals it when it tells of a person."""

    entity: Entity
    id: str
    cipher: Cipher | None = None

    def written(self, state: State | None) -> str:
        """Return a state as it is stored."""
        text = json.dumps(state, ensure_ascii=False, sort_keys=True)
        return self.cipher.seal(text, self._context) if self.cipher else text

    def read(self, stored: str) -> State | None:
        """Return a stored state."""
        text = self.cipher.open(stored, self._context) if self.cipher else stored
        state: State | None = json.loads(text)
        return state

    @property
    def _context(self) -> str:
        return f"record_versions:{self.entity}:{self.id}"


@dataclass(frozen=True)
class Made:
    """A change that was made: its version, by whom, and why."""

    version: int
    by: str
    action: str
    reason: str = ""


async def keep_version(
    tx: Transaction, record: Record, made: Made, before: State | None, after: State
) -> None:
    """Add the row of a change, in its transaction."""
    row = RecordVersionDocument(
        id=version_id(record.entity, record.id, made.version),
        entity=record.entity,
        record=record.id,
        version=made.version,
        by=made.by,
        action=made.action,
        reason=made.reason,
        before=record.written(before),
        after=record.written(after),
    )
    await row.insert(session=tx.session)


async def state_before(tx: Transaction, record: Record, version: int) -> State:
    """Return what a record said before a change; raises when that is not known."""
    row_id = version_id(record.entity, record.id, version)
    row = await RecordVersionDocument.get(row_id, session=tx.session)
    if row is None:
        raise VersionNotFound
    state = record.read(row.before)
    if state is None:
        raise NothingToUndo
    return state
