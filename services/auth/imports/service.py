"""Taking in a file of units or people; a worker takes it up soon."""

from collections.abc import AsyncIterable

from services.auth.audit.service import record
from services.auth.imports.documents import DirectoryImportDocument
from services.auth.imports.running import TASK, context_of
from shared.cipher import Cipher
from shared.clock import now
from shared.contracts.auth.imports import TableKind
from shared.identity import Caller
from shared.ids import new_id
from shared.mongo import Transaction, transactional
from shared.problems import NotFound, TooLarge

MOST_BYTES = 8 * 1024 * 1024
"""Sealed it has to fit one document of MongoDB, which is 16 MB."""


class DirectoryFileTooLarge(TooLarge):
    """The file is larger than a directory can be."""

    slug, title = "directory-file-refused", "The file is too large"


class DirectoryImportNotFound(NotFound):
    """There is no such import of this administrator."""

    slug, title = "directory-import-not-found", "There is no such import"


async def read_file(parts: AsyncIterable[bytes]) -> bytes:
    """Return a body as it comes; raises `DirectoryFileTooLarge` as soon as it is."""
    data = bytearray()
    async for part in parts:
        data += part
        if len(data) > MOST_BYTES:
            raise DirectoryFileTooLarge(limit_bytes=MOST_BYTES)
    return bytes(data)


@transactional
async def start_import(
    tx: Transaction, cipher: Cipher, by: Caller, job: DirectoryImportDocument, data: bytes
) -> DirectoryImportDocument:
    """Keep a file sealed until a worker was through with it."""
    job.sealed = cipher.seal_bytes(data, context_of(job.id))
    await job.insert(session=tx.session)
    await record(tx, "directory.import_started", actor=by.id, kind=job.kind, job=job.id)
    tx.nudge(TASK)
    return job


def new_import(
    by: Caller, kind: TableKind, file_name: str, *, dry_run: bool
) -> DirectoryImportDocument:
    """Return an import to be started."""
    at = now()
    return DirectoryImportDocument(
        id=new_id(), kind=kind, file_name=file_name, dry_run=dry_run, by=by.id, at=at, run_at=at,
        sealed=b"",
    )  # fmt: skip


async def find_import(by: Caller, import_id: str) -> DirectoryImportDocument:
    """Return one's own import; raises `DirectoryImportNotFound`."""
    found = await DirectoryImportDocument.get(import_id)
    if found is None or found.by != by.id:
        raise DirectoryImportNotFound
    return found
