"""Working through an import, row by row: each is a transaction of its own, told of as it goes.

A worker that is killed leaves whole rows; another one begins again, and rows done before are
unchanged. The rights are those of whoever sent the file, as they are now.
"""

import asyncio
from datetime import timedelta

from pydantic import ValidationError

from services.auth.bootstrap import AuthRuntime
from services.auth.imports.documents import DirectoryImportDocument
from services.auth.imports.reading import Row, RowUnreadable, Table, read_table
from services.auth.imports.writing import Writer
from services.auth.people.queries import standing_of
from shared.cipher import CannotOpen
from shared.clock import now
from shared.contracts.auth.imports import RowFault
from shared.identity import Caller, CallerKind
from shared.mongo import Transaction, transactional
from shared.problems import Problem
from shared.tables import TableUnreadable

TASK = "auth.run_imports"
_CLAIM = timedelta(minutes=2)
_TOLD_EVERY = 25
_MOST_ATTEMPTS = 4
_MOST_FAULTS = 100


async def run_imports(runtime: AuthRuntime) -> None:
    """Work on the imports that nobody works on, one after the other."""
    waiting = DirectoryImportDocument.find({"run_at": {"$lte": now()}})
    for job in await waiting.sort("run_at").to_list():
        claimed = await _claim(runtime.mongo, job.id)
        if claimed is not None:
            await _run(runtime, claimed)


def context_of(import_id: str) -> str:
    """Return what an import's file is sealed for."""
    return f"directory_imports:{import_id}"


@transactional
async def _claim(tx: Transaction, import_id: str) -> DirectoryImportDocument | None:
    job = await DirectoryImportDocument.get(import_id, session=tx.session)
    if job is None or job.run_at is None or job.run_at > now():
        return None
    job.attempts += 1
    if job.attempts > _MOST_ATTEMPTS:
        _end(job, "stuck")
    else:
        job.state, job.run_at = "running", now() + _CLAIM
        job.rows_done = job.created = job.updated = job.unchanged = job.refused = 0
        job.faults = []
    await job.replace(session=tx.session)
    return job if job.run_at else None


async def _run(runtime: AuthRuntime, job: DirectoryImportDocument) -> None:
    standing = await standing_of(job.by)
    if standing is None or standing.is_locked or not any(r.role == "admin" for r in standing.roles):
        return await _finish(job, "not_allowed")
    by = Caller(kind=CallerKind.PERSON, id=job.by, roles=standing.roles, loa=2)
    try:
        data = runtime.cipher.open_bytes(job.sealed, context_of(job.id))
        table = await asyncio.to_thread(read_table, data, job.kind)
    except TableUnreadable as error:
        return await _finish(job, error.code)
    except CannotOpen:
        return await _finish(job, "gone")
    await _write(runtime, job, table, by)
    return await _finish(job, "")


async def _write(
    runtime: AuthRuntime, job: DirectoryImportDocument, table: Table, by: Caller
) -> None:
    writer = Writer(runtime, by, dry_run=job.dry_run)
    await writer.open(job.kind)
    job.rows_total, job.ignored_columns = len(table.rows), table.ignored
    await job.replace()
    for row in table.rows:
        faults = await _take(writer, job, row)
        job.refused += bool(faults)
        job.faults += faults[: max(0, _MOST_FAULTS - len(job.faults))]
        job.rows_done += 1
        if job.rows_done % _TOLD_EVERY == 0:
            job.run_at = now() + _CLAIM
            await job.replace()


async def _take(writer: Writer, job: DirectoryImportDocument, row: Row) -> list[RowFault]:
    """Write a row; return why it was refused, nothing when it was taken."""
    write = writer.write_unit if job.kind == "units" else writer.write_person
    try:
        outcome = await write(row)
    except RowUnreadable as error:
        return [RowFault(row=row.number, field=error.field, code=error.code)]
    except ValidationError as error:
        return [
            RowFault(
                row=row.number,
                field=str(entry["loc"][0]) if entry["loc"] else "",
                code=entry["type"],
                detail=entry["msg"][:200],
            )
            for entry in error.errors()[:5]
        ]
    except Problem as problem:
        if problem.status >= 500:
            raise
        return [RowFault(row=row.number, code=problem.slug, detail=problem.title)]
    setattr(job, outcome, getattr(job, outcome) + 1)
    return []


async def _finish(job: DirectoryImportDocument, failure: str) -> None:
    _end(job, failure)
    await job.replace()


def _end(job: DirectoryImportDocument, failure: str) -> None:
    job.state = "failed" if failure else "done"
    job.failure, job.run_at, job.sealed = failure, None, b""
