"""`/lanh-dao/gop-y/{comment}`: one comment handed to a unit, or made a question it must answer."""

from collections.abc import Mapping
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Path, Request
from fastapi.responses import HTMLResponse, Response

from gateway.clients import ServiceProblem
from gateway.pages.dashboard.comments import PATH
from gateway.pages.dashboard.frame import dashboard_frame
from gateway.pages.degrading import or_none
from gateway.pages.deps import CommentReader, Pages
from gateway.pages.forms import Fault, check, describe, faults_of, read_form
from gateway.pages.options import askable_units, unit_options
from gateway.translations import mark
from gateway.visitors import Auth, Survey
from shared.contracts.survey.comments import AskAboutComment, CommentOut, SortComment

router = APIRouter(include_in_schema=False)

Step = Literal["giao", "cau-hoi"]
_UNIT = {"": mark("Hãy chọn đơn vị.")}
FIELDS = {
    "unit": _UNIT,
    "title": {"": mark("Hãy viết câu hỏi bằng một câu ngắn, từ 5 đến 200 ký tự.")},
}
_TITLE_LENGTH = 120


class Desk:
    """What both ways to this page work with."""

    def __init__(
        self,
        pages: Pages,
        survey: Survey,
        auth: Auth,
        comment: Annotated[str, Path(max_length=64)],
    ) -> None:
        self.pages, self.survey, self.auth = pages, survey, auth
        self.comment = comment
        self.address = f"{PATH}/{comment}"

    async def show(
        self, values: Mapping[str, str] | None = None, faults: list[Fault] | None = None
    ) -> HTMLResponse:
        """Return the page, with what was typed when it was not taken."""
        found = await self.survey.show_comment(self.comment)
        units = await or_none(self.auth.list_units()) or []
        context = {
            "comment": found,
            "unit": next((one.name for one in units if one.id == found.assigned), found.assigned),
            "units": unit_options(self.pages, askable_units(units)),
            "values": values or {"unit": found.assigned or "", "title": _title(found)},
            **describe(self.pages, faults, FIELDS).context(),
        }
        status = 422 if faults else 200
        frame = dashboard_frame(self.pages, PATH)
        return self.pages.render("dashboard/comment.html", context, status=status, **frame)


AtDesk = Annotated[Desk, Depends(Desk)]


@router.get(PATH + "/{comment}")
async def show_comment(desk: AtDesk, _visitor: CommentReader) -> HTMLResponse:
    """Show one comment and what may be done with it."""
    return await desk.show()


@router.post(PATH + "/{comment}/{step}")
async def hand_on_comment(
    step: Step, request: Request, desk: AtDesk, _visitor: CommentReader
) -> Response:
    """Hand it to a unit, or have a question made of it; what was typed comes back otherwise."""
    values = await read_form(request, *FIELDS, "version")
    version = int(values["version"]) if values["version"].isdecimal() else 0
    faults = await (_assign if step == "giao" else _ask)(desk, version, values)
    return await desk.show(values, faults) if faults else desk.pages.redirect(desk.address)


async def _assign(desk: Desk, version: int, values: Mapping[str, str]) -> list[Fault]:
    if not values["unit"]:
        return [Fault("unit", "missing")]
    try:
        form = SortComment(assigned=values["unit"])
        await desk.survey.sort_comment(desk.comment, version, form)
    except ServiceProblem as problem:
        return [Fault("unit", one.code) if one.field else one for one in faults_of(problem)]
    return []


async def _ask(desk: Desk, version: int, values: Mapping[str, str]) -> list[Fault]:
    form = check(AskAboutComment, {name: values[name] for name in FIELDS})
    if isinstance(form, list):
        return form
    try:
        await desk.survey.ask_about_comment(desk.comment, version, form)
    except ServiceProblem as problem:
        return faults_of(problem)
    return []


def _title(comment: CommentOut) -> str:
    """Return the first line of a comment, as a question's title to begin with."""
    first = comment.text.partition("\n")[0].strip()
    if len(first) <= _TITLE_LENGTH:
        return first
    return f"{first[:_TITLE_LENGTH].rpartition(' ')[0]}…"
