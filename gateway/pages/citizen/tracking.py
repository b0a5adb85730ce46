"""`/hoi-dap/tra-cuu`: open a question again with its code and secret."""

from collections.abc import Mapping

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from gateway.clients import ServiceProblem
from gateway.clients.base import segment
from gateway.pages.citizen.tracked import is_secret, remember_question
from gateway.pages.deps import PageMaker, Pages
from gateway.pages.forms import Fault, describe, read_form
from gateway.translations import mark
from gateway.visitors import Qa

router = APIRouter(include_in_schema=False)

FIELDS: dict[str, dict[str, str]] = {
    "code": {"missing": mark("Hãy nhập mã tra cứu.")},
    "secret": {
        "": mark("Không mở được câu hỏi với hai mã này. Hãy kiểm tra lại cả hai."),
        "missing": mark("Hãy nhập mã bí mật."),
    },
}


@router.get("/hoi-dap/tra-cuu")
async def show_tracking_form(pages: Pages) -> HTMLResponse:
    """Show the form; a secret link fills it in by script."""
    return _show_form(pages, {"code": "", "secret": ""})


@router.post("/hoi-dap/tra-cuu")
async def open_question(request: Request, pages: Pages, qa: Qa) -> Response:
    """Try both codes and go to the question."""
    typed = await read_form(request, *FIELDS)
    values = {name: "".join(text.split()) for name, text in typed.items()}
    code, secret = values["code"].upper(), values["secret"]
    missing = [Fault(name, "missing") for name in FIELDS if not values[name]]
    # Whoever is signed in may open their own question without its secret.
    if not code or (not secret and not request.state.identity.token):
        return _show_form(pages, values, missing, 422)
    if secret and not is_secret(secret):
        return _show_form(pages, values, [Fault("secret", "refused")], 422)
    try:
        question = await qa.show_question(code, secret or None)
    except ServiceProblem as problem:
        if problem.status not in {401, 403, 404, 422}:
            raise
        return _show_form(pages, values, [Fault("secret", "refused")], 422)
    response = pages.redirect(f"/hoi-dap/{segment(question.code)}")
    if secret:
        remember_question(request, response, question.code, secret)
    return response


def _show_form(
    pages: PageMaker,
    values: Mapping[str, str],
    faults: list[Fault] | None = None,
    status: int = 200,
) -> HTMLResponse:
    context = {"values": values, **describe(pages, faults, FIELDS).context()}
    return pages.render("citizen/track.html", context, status=status)
