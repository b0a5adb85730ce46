"""Taking in a file to import."""

from collections.abc import AsyncIterable
from dataclasses import dataclass

from services.qa.attachments.names import clean_name
from services.qa.bootstrap import QaRuntime
from services.qa.files import storing
from services.qa.imports.documents import ImportDocument
from shared.clock import now
from shared.contracts.qa.imports import ImportKind
from shared.identity import Caller
from shared.ids import new_id
from shared.marks import mark
from shared.mongo import Transaction, transactional

RUN = "qa.run_imports"


@dataclass(frozen=True)
class Wish:
    """What is to be imported from where, and whether only to try."""

    kind: ImportKind
    source: str
    dry_run: bool
    file_name: str
    """Percent-encoded."""


async def start_import(
    qa: QaRuntime, caller: Caller, wish: Wish, parts: AsyncIterable[bytes]
) -> ImportDocument:
    """Keep a file as it comes; a worker takes it up soon. Raises `FileTooLarge`."""
    import_id, at = new_id(), now()
    stored = await storing.store(qa.cipher, import_id, parts, qa.settings.import_max_bytes)
    job = ImportDocument(
        id=import_id,
        kind=wish.kind,
        source=wish.source,
        file_name=_file_name(wish.file_name),
        dry_run=wish.dry_run,
        at=at,
        by=caller.id,
        bytes=stored.bytes,
        pieces=stored.pieces,
        sha256=stored.sha256,
        mark=mark(at, import_id),
        run_at=at,
    )
    try:
        await _begin(qa.mongo, job)
    except BaseException:
        await storing.forget(import_id, stored.pieces)
        raise
    return job


@transactional
async def _begin(tx: Transaction, job: ImportDocument) -> None:
    await job.insert(session=tx.session)
    tx.nudge(RUN)


def _file_name(sent: str) -> str:
    """Return the name to show; its own ending is kept, the content decides what it is."""
    ending = sent.rpartition(".")[2].lower()
    return clean_name(sent, ending if ending in {"csv", "xlsx", "json", "txt"} else "csv")
