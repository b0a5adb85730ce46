"""Working through an import, batch by batch: each is one transaction with its progress.

A worker that is killed leaves everything at the end of a batch; another one reads the file again
from the beginning and goes on behind it. The claim sees to it that two never write the same batch.
"""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from itertools import islice
from typing import Any, TypeVar

from pymongo.errors import DuplicateKeyError

from services.qa.bootstrap import QaRuntime
from services.qa.files import storing
from services.qa.imports.documents import ImportDocument, ImportErrorDocument
from services.qa.imports.faq import FaqWriter
from services.qa.imports.names import Names
from services.qa.imports.problems import FileUnreadable
from services.qa.imports.questions import QuestionWriter
from services.qa.imports.reading import Row, open_table
from services.qa.imports.rows import Outcome, RowReader
from services.qa.imports.topic_rows import TopicReader
from services.qa.imports.topics import write_topics
from services.qa.imports.writing import Batch, Writer, write_rows
from services.qa.topics.documents import TopicDocument
from services.qa.topics.queries import all_topics
from shared.cipher import CannotOpen
from shared.clock import now, today
from shared.contracts.qa.imports import ImportKind, ImportState
from shared.ids import new_id
from shared.logging import get_logger
from shared.mongo import Transaction, transactional

T = TypeVar("T")
_log = get_logger(__name__)
_MOST_ATTEMPTS = 5
_MOST_ERRORS_KEPT = 10_000
_CODE_ATTEMPTS = 5


class ClaimLost(Exception):
    """Another worker took the import over, because this one was silent for too long."""


async def run_import(qa: QaRuntime, import_id: str) -> None:
    """Work through an import, from where it stands; does nothing if somebody else does."""
    job = await _claim(qa.mongo, qa, import_id)
    if job is None:
        return
    try:
        await _Run(qa, job).work()
    except FileUnreadable as error:
        await _fail(qa.mongo, job, error.code, error.detail)
    except (storing.FileIncomplete, CannotOpen):
        await _fail(qa.mongo, job, "gone")
    except ClaimLost:
        _log.info("import_claim_lost", import_id=import_id)


class _Run:
    """One worker's way through an import."""

    def __init__(self, qa: QaRuntime, job: ImportDocument) -> None:
        self._qa = qa
        self._job = job

    async def work(self) -> None:
        """Count the rows, then write them; at the end forget the file."""
        qa, job = self._qa, self._job
        data = await storing.read_whole(qa.cipher, job.id, job.pieces)
        most = qa.settings.import_max_rows
        if job.rows_total is None:
            total, ignored = await asyncio.to_thread(_survey, data, job.kind, most)
            await _note_size(qa.mongo, qa, job, total, ignored)
        read = await self._reading()
        table = await asyncio.to_thread(open_table, data, job.kind)
        await asyncio.to_thread(_pass_over, table.rows, job.rows_done, read)
        while outcomes := await asyncio.to_thread(
            _next_batch, table.rows, qa.settings.import_batch, read
        ):
            self._job = await self._write(outcomes)
        await _finish(qa.mongo, self._job)
        if job.kind is ImportKind.TOPICS:
            qa.rules.forget()

    async def _reading(self) -> Callable[[Row], Outcome[Any]]:
        """Return what reads rows of this kind, with what they are compared with."""
        tree = await self._qa.units.get()
        if self._job.kind is ImportKind.TOPICS:
            known = await TopicDocument.find_all().to_list()
            return TopicReader(tree, known, today()).read
        reader = RowReader(Names(tree, await all_topics(), today()), now())
        is_faq = self._job.kind is ImportKind.FAQ
        return reader.read_faq if is_faq else reader.read_question

    async def _write(self, outcomes: Sequence[Outcome[Any]]) -> ImportDocument:
        """Write a batch; codes of questions are chance, so one may be taken."""
        for _ in range(_CODE_ATTEMPTS - 1):
            try:
                return await _write_batch(self._qa.mongo, self._qa, self._job, outcomes)
            except DuplicateKeyError as error:
                if "code" not in (error.details or {}).get("keyPattern", {"code": 1}):
                    raise
        return await _write_batch(self._qa.mongo, self._qa, self._job, outcomes)


def _survey(data: bytes, kind: ImportKind, most: int) -> tuple[int, list[str]]:
    """Return how many rows a file has and which columns are ignored; raises `FileUnreadable`."""
    table = open_table(data, kind)
    total = sum(1 for _ in islice(table.rows, most + 1))
    if total > most:
        raise FileUnreadable("too_many_rows", str(most))
    if total == 0:
        raise FileUnreadable("empty")
    return total, list(table.columns.ignored)


def _pass_over(rows: Iterator[Row], count: int, read: Callable[[Row], object]) -> None:
    """Read rows that were done before, so that their ids are known."""
    for row in islice(rows, count):
        read(row)


def _next_batch(
    rows: Iterator[Row], count: int, read: Callable[[Row], Outcome[Any]]
) -> list[Outcome[Any]]:
    return [read(row) for row in islice(rows, count)]


@transactional
async def _claim(tx: Transaction, qa: QaRuntime, import_id: str) -> ImportDocument | None:
    job = await ImportDocument.find_one({"_id": import_id}, session=tx.session)
    at = now()
    if job is None or job.run_at is None or job.run_at > at:
        return None
    job.attempts += 1
    if job.attempts > _MOST_ATTEMPTS:
        _end(job, ImportState.FAILED)
        job.failure = "stuck"
        await job.replace(session=tx.session)
        await storing.forget(job.id, job.pieces, tx)
        return None
    job.state, job.claim = ImportState.RUNNING, new_id()
    job.run_at = at + timedelta(seconds=qa.settings.import_claim_seconds)
    await job.replace(session=tx.session)
    return job


async def _held(tx: Transaction, mine: ImportDocument) -> ImportDocument:
    """Return the import as it is now; raises `ClaimLost` unless it is still this worker's."""
    job = await ImportDocument.find_one({"_id": mine.id}, session=tx.session)
    if job is None or job.claim != mine.claim or job.rows_done != mine.rows_done:
        raise ClaimLost
    return job


@transactional
async def _note_size(
    tx: Transaction, qa: QaRuntime, mine: ImportDocument, total: int, ignored: list[str]
) -> None:
    job = await _held(tx, mine)
    job.rows_total, job.ignored_columns = total, ignored
    job.run_at = now() + timedelta(seconds=qa.settings.import_claim_seconds)
    await job.replace(session=tx.session)


@transactional
async def _write_batch(
    tx: Transaction, qa: QaRuntime, mine: ImportDocument, outcomes: Sequence[Outcome[Any]]
) -> ImportDocument:
    job = await _held(tx, mine)
    taken = [outcome.row for outcome in outcomes if outcome.row is not None]
    counted = await _write_rows(tx, Batch(job, taken)) if taken else Counter()
    counted["refused"] = len(outcomes) - len(taken)
    counted["warned"] = sum(1 for one in outcomes if one.row is not None and one.errors)
    await _keep_errors(tx, job, outcomes)
    for name, count in counted.items():
        setattr(job, name, getattr(job, name) + count)
    job.rows_done += len(outcomes)
    job.attempts = 0
    job.run_at = now() + timedelta(seconds=qa.settings.import_claim_seconds)
    await job.replace(session=tx.session)
    return job


async def _write_rows(tx: Transaction, batch: Batch[Any]) -> Counter[str]:
    """Write rows by the way of their kind; returns how many came to what."""
    if batch.job.kind is ImportKind.TOPICS:
        return await write_topics(tx, batch)
    is_faq = batch.job.kind is ImportKind.FAQ
    writer: Writer[Any] = FaqWriter() if is_faq else QuestionWriter()
    return await write_rows(tx, writer, batch)


async def _keep_errors(
    tx: Transaction, job: ImportDocument, outcomes: Sequence[Outcome[Any]]
) -> None:
    if job.refused + job.warned >= _MOST_ERRORS_KEPT:
        return
    errors = []
    for outcome in outcomes:
        for number, error in enumerate(outcome.errors):
            place = f"{outcome.number:08}-{number:02}"
            errors.append(
                ImportErrorDocument(
                    id=f"{job.id}:{place}", import_id=job.id, place=place, **error.model_dump()
                )
            )
    if errors:
        await ImportErrorDocument.insert_many(errors, session=tx.session)


@transactional
async def _finish(tx: Transaction, mine: ImportDocument) -> None:
    job = await _held(tx, mine)
    _end(job, ImportState.DONE)
    job.rows_total = job.rows_done
    await job.replace(session=tx.session)
    await storing.forget(job.id, job.pieces, tx)


@transactional
async def _fail(tx: Transaction, mine: ImportDocument, code: str, detail: str = "") -> None:
    job = await ImportDocument.find_one({"_id": mine.id}, session=tx.session)
    if job is None or job.claim != mine.claim:
        return
    _end(job, ImportState.FAILED)
    job.failure, job.failure_detail = code, detail
    await job.replace(session=tx.session)
    await storing.forget(job.id, job.pieces, tx)


def _end(job: ImportDocument, state: ImportState) -> None:
    job.state, job.finished_at = state, now()
    job.run_at, job.claim = None, ""
