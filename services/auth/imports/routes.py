"""The directory as tables over HTTP: taken away, and taken in with a look before."""

import asyncio
from typing import Annotated
from urllib.parse import unquote

from fastapi import APIRouter, Header, Query, Request, Response

from services.auth.deps import Admin, CurrentRuntime
from services.auth.imports import service
from services.auth.imports.documents import DirectoryImportDocument
from services.auth.imports.exporting import as_file, table_of
from services.auth.units.queries import administered_units
from shared.contracts.auth.imports import DirectoryImport, TableFormat, TableKind
from shared.text import nfc

router = APIRouter(prefix="/api/auth/v1", tags=["directory tables"])

FileName = Annotated[str, Header(alias="X-File-Name", max_length=2_000)]
_FILE = {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}
_SHOWN = 20


@router.get("/directory-tables/{kind}.{written_as}", response_class=Response)
async def download_directory_table(
    kind: TableKind, written_as: TableFormat, caller: Admin, runtime: CurrentRuntime
) -> Response:
    """Return the units or people the caller administers as a table that can be taken in again."""
    rows = await table_of(kind, runtime.cipher, await administered_units(caller))
    content, media_type = await asyncio.to_thread(as_file, kind, written_as, rows)
    headers = {
        "Content-Disposition": f'attachment; filename="{kind}.{written_as}"',
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
    }
    return Response(content, media_type=media_type, headers=headers)


@router.post(
    "/directory-imports",
    status_code=202,
    openapi_extra={"requestBody": {"required": True, "content": _FILE}},
)
async def start_directory_import(
    *,
    caller: Admin,
    runtime: CurrentRuntime,
    request: Request,
    kind: TableKind,
    dry_run: Annotated[bool, Query()] = True,
    name: FileName = "",
) -> DirectoryImport:
    """Send a table to be taken in, or by default only to be tried; follow it under its id."""
    data = await service.read_file(request.stream())
    job = service.new_import(caller, kind, _shown_name(name), dry_run=dry_run)
    return _shown(await service.start_import(runtime.mongo, runtime.cipher, caller, job, data))


@router.get("/directory-imports")
async def list_directory_imports(caller: Admin, response: Response) -> list[DirectoryImport]:
    """List one's own latest imports."""
    response.headers["Cache-Control"] = "no-store"
    found = DirectoryImportDocument.find({"by": caller.id}).sort("-_id").limit(_SHOWN)
    return [_shown(job) for job in await found.to_list()]


@router.get("/directory-imports/{import_id}")
async def show_directory_import(
    import_id: str, caller: Admin, response: Response
) -> DirectoryImport:
    """Show how an import stands."""
    response.headers["Cache-Control"] = "no-store"
    return _shown(await service.find_import(caller, import_id))


def _shown(job: DirectoryImportDocument) -> DirectoryImport:
    return DirectoryImport.model_validate(job.model_dump(include=set(DirectoryImport.model_fields)))


def _shown_name(sent: str) -> str:
    """Return a file's name to show: one line, no path, nothing invisible."""
    name = nfc(unquote(sent)).replace("\\", "/").rpartition("/")[2]
    return "".join(character for character in name if character.isprintable())[:120] or "-"
