"""Reading imports and what was wrong with their rows."""

from collections.abc import AsyncIterator, Sequence
from typing import Any

from services.qa.bootstrap import QaRuntime
from services.qa.directory import queries as directory
from services.qa.imports.documents import ImportDocument, ImportErrorDocument
from services.qa.imports.messages import failure
from services.qa.imports.problems import ImportNotFound
from shared import spreadsheets
from shared.contracts.qa.base import PersonRef
from shared.contracts.qa.imports import ImportOut, RowError
from shared.marks import MarkedList, cut_page
from shared.paging import Page

_ERRORS_SHOWN = 100
_AT_ONCE = 1_000
_HEADINGS = ("Dòng / Row", "Cột / Column", "Mã lỗi / Code", "Lỗi", "Error", "Vẫn nhập / Taken")


async def find_import(import_id: str) -> ImportDocument:
    """Return an import; raises `ImportNotFound`."""
    found = await ImportDocument.get(import_id)
    if found is None:
        raise ImportNotFound
    return found


async def list_imports(qa: QaRuntime, cursor: str | None, limit: int) -> Page[ImportOut]:
    """Return imports, the newest first, without their errors."""
    listed = MarkedList("mark", newest_first=True)
    rows = await listed.rows(ImportDocument.get_pymongo_collection(), limit + 1, cursor)
    shown, following = cut_page(rows, listed.field, limit)
    jobs = [ImportDocument.model_validate({**row, "id": row["_id"]}) for row in shown]
    return Page(items=await _as_told(qa, jobs), next_cursor=following)


async def show_import(qa: QaRuntime, job: ImportDocument) -> ImportOut:
    """Return an import with the first of its errors."""
    [told] = await _as_told(qa, [job])
    return told.model_copy(update={"errors": await _errors(job.id, _ERRORS_SHOWN)})


async def _as_told(qa: QaRuntime, jobs: Sequence[ImportDocument]) -> list[ImportOut]:
    names = await directory.person_names({job.by for job in jobs}, qa.cipher)
    return [_job_out(job, names.get(job.by, "")) for job in jobs]


def _job_out(job: ImportDocument, name: str) -> ImportOut:
    vi, en = failure(job.failure, job.failure_detail) if job.failure else ("", "")
    shared = job.model_dump(include=set(ImportOut.model_fields) - {"by", "failure", "errors"})
    by = PersonRef(id=job.by, name=name)
    return ImportOut(**shared, by=by, failure=vi, failure_en=en)


async def _errors(import_id: str, limit: int) -> list[RowError]:
    return [RowError.model_validate(row) for row in await _error_rows(import_id, "", limit)]


async def _error_rows(import_id: str, after: str, limit: int) -> list[dict[str, Any]]:
    """Return errors behind a place in the file, in the file's order."""
    collection = ImportErrorDocument.get_pymongo_collection()
    found = collection.find({"import_id": import_id, "place": {"$gt": after}})
    return await found.sort("place", 1).limit(limit).to_list()


async def errors_as_csv(import_id: str) -> AsyncIterator[bytes]:
    """Yield all errors as CSV that spreadsheet programs open as it is, in UTF-8 with a mark."""
    yield spreadsheets.as_csv(_HEADINGS, [])
    after = ""
    while rows := await _error_rows(import_id, after, _AT_ONCE):
        errors = [RowError.model_validate(row) for row in rows]
        yield spreadsheets.csv_rows(
            (one.row, one.field, one.code, one.message, one.message_en, "x" * one.is_warning)
            for one in errors
        )
        after = rows[-1]["place"]
