"""Imports over HTTP: the body of a new one is the file."""

from typing import Annotated

from fastapi import APIRouter, Header, Path, Query, Request, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel

from services.qa.deps import Admin, Qa
from services.qa.files.uploads import refuse_large
from services.qa.imports import queries, service
from services.qa.imports.service import Wish
from shared.contracts.qa.attachments import FILE_NAME_HEADER
from shared.contracts.qa.base import Slug
from shared.contracts.qa.imports import ImportKind, ImportOut
from shared.paging import CursorText, Limit, Page
from shared.spreadsheets import CSV

router = APIRouter(prefix="/imports", tags=["imports"])

FileName = Annotated[str, Header(alias=FILE_NAME_HEADER, max_length=2_000)]
ImportId = Annotated[str, Path(max_length=64)]
_FILE = {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}


class ImportQuery(BaseModel):
    """What is imported: `source` names the old portal, and must be the same each time."""

    kind: ImportKind
    source: Slug = "cong-cu"
    dry_run: bool = False


@router.post(
    "", status_code=202, openapi_extra={"requestBody": {"required": True, "content": _FILE}}
)
async def start_import(
    qa: Qa,
    caller: Admin,
    asked: Annotated[ImportQuery, Query()],
    request: Request,
    name: FileName = "",
) -> ImportOut:
    """Send a file to be imported, or only to be tried; follow it under its id."""
    refuse_large(request, qa.settings.import_max_bytes)
    wish = Wish(asked.kind, asked.source, asked.dry_run, name)
    job = await service.start_import(qa, caller, wish, request.stream())
    return await queries.show_import(qa, job)


@router.get("")
async def list_imports(
    qa: Qa, _caller: Admin, cursor: CursorText = None, limit: Limit = 20
) -> Page[ImportOut]:
    """Return the imports, the newest first."""
    return await queries.list_imports(qa, cursor, limit)


@router.get("/{import_id}")
async def show_import(qa: Qa, _caller: Admin, import_id: ImportId, response: Response) -> ImportOut:
    """Return how an import stands."""
    response.headers["Cache-Control"] = "no-store"
    return await queries.show_import(qa, await queries.find_import(import_id))


@router.get("/{import_id}/errors.csv", response_class=StreamingResponse)
async def download_errors(_caller: Admin, import_id: ImportId) -> StreamingResponse:
    """Stream every row that was refused, and why, for a spreadsheet."""
    found = await queries.find_import(import_id)
    headers = {
        "Content-Disposition": f'attachment; filename="errors-{found.id}.csv"',
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
    }
    parts = queries.errors_as_csv(found.id)
    return StreamingResponse(parts, media_type=CSV, headers=headers)
