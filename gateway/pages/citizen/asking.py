"""`/hoi-dap/gui`: the form to ask a question, and the page that hands out code and secret."""

import asyncio
from collections.abc import Mapping

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from gateway.clients import AuthClient, QaClient, ServiceDown, ServiceProblem
from gateway.pages.citizen.tracked import remember_question, remembered_question, secret_link
from gateway.pages.degrading import or_none
from gateway.pages.deps import PageMaker, Pages
from gateway.pages.forms import (
    GENERAL_MESSAGES,
    Fault,
    check,
    describe,
    faults_of,
    filled,
    no_faults,
    read_form,
    usable_key,
)
from gateway.pages.options import Option, askable_units, topic_options, unit_options
from gateway.translations import mark
from gateway.visitors import Auth, Qa
from shared.contracts.qa.questions import AskQuestion
from shared.ids import new_id

router = APIRouter(include_in_schema=False)

FIELDS: dict[str, dict[str, str]] = {
    "title": {
        "": mark("Hãy viết tiêu đề, ít nhất 5 ký tự."),
        "string_too_long": mark("Tiêu đề nhiều nhất %(max_length)s ký tự."),
        "text_character": GENERAL_MESSAGES["text_character"],
        "text_not_one_line": mark("Tiêu đề chỉ viết trên một dòng."),
    },
    "body": {
        "": mark("Hãy viết nội dung câu hỏi, ít nhất 10 ký tự."),
        "string_too_long": mark("Nội dung nhiều nhất %(max_length)s ký tự."),
        "text_character": GENERAL_MESSAGES["text_character"],
    },
    "unit": {"": mark("Cơ quan này không nhận câu hỏi. Hãy chọn cơ quan khác hoặc để trống.")},
    "topic": {"": mark("Hãy chọn lại lĩnh vực.")},
    "name": {},
    "email": {"": mark("Thư điện tử cần có dạng ten@noi-gui.vn.")},
    "phone": {"": mark("Số điện thoại chưa đúng. Ví dụ: 0912 345 678.")},
    "may_publish": {},
}


@router.get("/hoi-dap/gui")
async def show_question_form(
    pages: Pages, auth: Auth, qa: Qa, unit: str = "", title: str = ""
) -> HTMLResponse:
    """Show the empty form; a link may name the unit and carry a title."""
    values = dict.fromkeys(FIELDS, "") | {"unit": unit[:64], "title": title[:200]}
    return await _show_form(pages, auth, qa, values, key=new_id())


@router.post("/hoi-dap/gui")
async def send_question(request: Request, pages: Pages, auth: Auth, qa: Qa) -> Response:
    """Ask; the form comes back with what was typed when something is wrong with it."""
    values = await read_form(request, *FIELDS, "key")
    key = usable_key(values.pop("key"))
    question = check(AskQuestion, _as_question(values, pages.language))
    if isinstance(question, list):
        return await _show_form(pages, auth, qa, values, key=key, faults=question, status=422)
    try:
        asked = await qa.ask_question(question, key)
    except ServiceProblem as problem:
        if problem.slug == "idempotency-key-reused":
            key = new_id()
        return await _show_form(
            pages, auth, qa, values, key=key, faults=faults_of(problem), status=problem.status
        )
    except ServiceDown as problem:
        faults = [Fault("", problem.slug)]
        return await _show_form(
            pages, auth, qa, values, key=key, faults=faults, status=problem.status
        )
    response = pages.redirect("/hoi-dap/da-gui")
    remember_question(request, response, asked.code, asked.secret)
    return response


@router.get("/hoi-dap/da-gui")
async def show_asked_question(request: Request, pages: Pages, qa: Qa) -> Response:
    """Hand out the code, the secret and the date, to the browser that just asked."""
    pair = remembered_question(request)
    if pair is None:
        return pages.redirect("/hoi-dap/tra-cuu")
    code, secret = pair
    question = await qa.show_question(code, secret)
    link = secret_link(request, code, secret)
    context = {"question": question, "secret": secret, "secret_link": link}
    return pages.render("citizen/asked.html", context)


def _as_question(values: Mapping[str, str], language: str) -> dict[str, object]:
    optional = filled(values, "unit", "topic", "name", "email", "phone")
    return {
        "title": values["title"],
        "body": values["body"],
        "may_publish": values["may_publish"] == "on",
        "language": language,
        **optional,
    }


async def _show_form(
    pages: PageMaker,
    auth: AuthClient,
    qa: QaClient,
    values: Mapping[str, str],
    *,
    key: str,
    faults: list[Fault] | None = None,
    status: int = 200,
) -> HTMLResponse:
    units, topics = await asyncio.gather(or_none(auth.list_units()), or_none(qa.list_topics()))
    found = describe(pages, faults, FIELDS) if faults else no_faults(FIELDS)
    context = {
        "values": values,
        "key": key,
        "units": _only(values["unit"])
        if units is None
        else unit_options(pages, askable_units(units)),
        "topics": _only(values["topic"]) if topics is None else topic_options(pages, topics),
        "errors": found.errors,
        "messages": found.messages,
    }
    return pages.render("citizen/ask.html", context, status=status)


def _only(chosen: str) -> list[Option]:
    """Return what was chosen as the one option, while nobody can say what else there is."""
    return [{"value": chosen, "label": chosen}] if chosen else []
