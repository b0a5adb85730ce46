"""`/quan-tri/nhap-du-lieu`: taking over an old portal's questions, ready answers, or topics."""

from collections.abc import Mapping
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, Response

from gateway.clients import QaClient, ServiceProblem
from gateway.clients.base import segment
from gateway.labels_admin import IMPORT_KIND
from gateway.pages.admin.frame import admin_frame
from gateway.pages.degrading import or_none
from gateway.pages.deps import Administrator, PageMaker, Pages
from gateway.pages.forms import Fault, describe, faults_of
from gateway.pages.options import label_options
from gateway.pages.uploads import FILE_MESSAGES, check_files, read_form_with_files
from gateway.settings import GatewaySettings
from gateway.translations import mark
from gateway.visitors import Qa
from shared.contracts.qa.imports import COLUMNS, REQUIRED

router = APIRouter(include_in_schema=False)

PATH = "/quan-tri/nhap-du-lieu"
ACCEPTED = ".csv,.xlsx,.json"
_FORM_BYTES = 2 * 1024 * 1024
"""What of the largest body the fields beside the file may take."""
_FIELDS: Mapping[str, Mapping[str, str]] = {
    "kind": {},
    "source": {"": mark("Đặt tên ngắn cho cổng cũ: chữ thường không dấu, số, gạch nối.")},
    "files": {**FILE_MESSAGES, "no_file": mark("Hãy chọn một tệp CSV, XLSX hoặc JSON.")},
}


@router.get(PATH)
async def browse_imports(
    _visitor: Administrator,
    pages: Pages,
    qa: Qa,
    cursor: Annotated[str, Query(max_length=400)] = "",
    kind: Annotated[str, Query(max_length=20)] = "",
) -> HTMLResponse:
    """Show the imports, and the form to begin one."""
    chosen = {"kind": kind} if kind in IMPORT_KIND else {}
    return await _show(pages, qa, {"cursor": cursor, **chosen})


@router.post(PATH)
async def start_import(request: Request, _visitor: Administrator, pages: Pages, qa: Qa) -> Response:
    """Begin to take a file over, or only to try it."""
    most = _most_bytes(pages)
    values, files = await read_form_with_files(
        request, "kind", "source", "dry_run", most_bytes=most
    )
    faults = check_files(files[:1], most) if files else [Fault("files", "no_file")]
    if faults:
        return await _show(pages, qa, values, faults, 422)
    try:
        started = await qa.start_import(
            files[0].content,
            file_name=files[0].name,
            kind=values["kind"],
            source=_source(values),
            dry_run=values["dry_run"] == "on",
        )
    except ServiceProblem as problem:
        return await _show(pages, qa, values, _placed(problem), problem.status)
    return pages.redirect(f"{PATH}/{segment(started.id)}")


@router.get("/quan-tri/nhap-du-lieu/{entry}")
async def show_import(entry: str, _visitor: Administrator, pages: Pages, qa: Qa) -> HTMLResponse:
    """Show how an import stands; a script asks again while it runs."""
    found = await qa.show_import(entry)
    context = {"entry": found, "columns": COLUMNS[found.kind]}
    return pages.render("admin/import.html", context, **admin_frame(PATH))


def _most_bytes(pages: PageMaker) -> int:
    """Return how large a file may be here; qa may take less and says so."""
    settings: GatewaySettings = pages.request.app.state.settings
    return settings.max_import_bytes - _FORM_BYTES


def _source(values: Mapping[str, str]) -> str:
    """Return the old portal's name; topics come from none."""
    return values["source"].strip() or ("topics" if values["kind"] == "topics" else "")


def _placed(problem: ServiceProblem) -> list[Fault]:
    return [
        Fault("source", fault.code) if fault.field.endswith("source") else fault
        for fault in faults_of(problem)
    ]


async def _show(
    pages: PageMaker,
    qa: QaClient,
    values: Mapping[str, str],
    faults: list[Fault] | None = None,
    status: int = 200,
) -> HTMLResponse:
    cursor = values.get("cursor", "")
    listed = await or_none(qa.list_imports(cursor or None))
    following = listed.next_cursor if listed else None
    context = {
        "imports": listed.items if listed else [],
        "values": {"kind": "questions", "source": "", "dry_run": "on", **values},
        "kinds": label_options(pages, IMPORT_KIND, IMPORT_KIND),
        "columns": COLUMNS,
        "required": REQUIRED,
        "accepted": ACCEPTED,
        "most_mb": _most_bytes(pages) // 1024 // 1024,
        "next_href": f"{PATH}?{urlencode({'cursor': following})}" if following else "",
        "first_href": PATH if cursor else "",
        **describe(pages, faults, _FIELDS).context(),
    }
    return pages.render("admin/imports.html", context, status=status, **admin_frame(PATH))
