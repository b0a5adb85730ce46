"""`/quan-tri/danh-ba`: units and people as tables, to take away and to take in."""

from collections.abc import Mapping

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from gateway.clients import AuthClient, ServiceProblem
from gateway.clients.base import segment
from gateway.labels_directory import ROW_FAULT, TABLE_FAILURE, TABLE_KIND
from gateway.pages.admin.frame import admin_frame
from gateway.pages.degrading import or_none
from gateway.pages.deps import Administrator, PageMaker, Pages
from gateway.pages.forms import Fault, describe, faults_of
from gateway.pages.options import label_options
from gateway.pages.problem_texts import explain
from gateway.pages.uploads import FILE_MESSAGES, check_files, read_form_with_files
from gateway.translations import mark
from gateway.visitors import Auth
from shared.contracts.auth.imports import COLUMNS, REQUIRED, RowFault

router = APIRouter(include_in_schema=False)

PATH = "/quan-tri/danh-ba"
_FIELDS: Mapping[str, Mapping[str, str]] = {
    "kind": {"": mark("Hãy chọn đơn vị hay cán bộ.")},
    "files": {**FILE_MESSAGES, "no_file": mark("Hãy chọn một tệp CSV hoặc XLSX.")},
}


@router.get(PATH)
async def browse_tables(_visitor: Administrator, pages: Pages, auth: Auth) -> HTMLResponse:
    """Show what can be taken away, the form to take a file in, and the latest imports."""
    return await _show(pages, auth, {})


@router.post(PATH)
async def take_table(
    request: Request, _visitor: Administrator, pages: Pages, auth: Auth
) -> Response:
    """Begin to take a table in, or only to try it."""
    values, files = await read_form_with_files(request, "kind", "dry_run")
    faults = check_files(files[:1]) if files else [Fault("files", "no_file")]
    if values["kind"] not in TABLE_KIND:
        faults.append(Fault("kind", "missing"))
    if faults:
        return await _show(pages, auth, values, faults, 422)
    try:
        started = await auth.start_directory_import(
            files[0].content,
            file_name=files[0].name,
            kind=values["kind"],
            dry_run=values["dry_run"] == "on",
        )
    except ServiceProblem as problem:
        return await _show(pages, auth, values, faults_of(problem), problem.status)
    return pages.redirect(f"{PATH}/{segment(started.id)}")


@router.get("/quan-tri/danh-ba/{entry}")
async def show_table(entry: str, _visitor: Administrator, pages: Pages, auth: Auth) -> HTMLResponse:
    """Show how an import stands; a script asks again while it runs."""
    found = await auth.show_directory_import(entry)
    code, _, detail = found.failure.partition(":")
    context = {
        "entry": found,
        "failure": pages.say(TABLE_FAILURE.get(code, TABLE_FAILURE["damaged"])) if code else "",
        "failure_detail": detail,
        "columns": COLUMNS[found.kind],
        "faults": [{"fault": one, "said": _said(pages, one)} for one in found.faults],
    }
    return pages.render("admin/table.html", context, **admin_frame(PATH))


def _said(pages: PageMaker, fault: RowFault) -> str:
    """Return why a row was refused, in words."""
    if fault.code in ROW_FAULT:
        return pages.say(ROW_FAULT[fault.code])
    explained = explain(fault.code)
    return pages.say(explained.title) if explained else fault.detail or fault.code


async def _show(
    pages: PageMaker,
    auth: AuthClient,
    values: Mapping[str, str],
    faults: list[Fault] | None = None,
    status: int = 200,
) -> HTMLResponse:
    context = {
        "imports": await or_none(auth.list_directory_imports()) or [],
        "values": {"kind": "units", "dry_run": "on", **values},
        "kinds": label_options(pages, TABLE_KIND, TABLE_KIND),
        "columns": COLUMNS,
        "required": REQUIRED,
        **describe(pages, faults, _FIELDS).context(),
    }
    return pages.render("admin/tables.html", context, status=status, **admin_frame(PATH))
