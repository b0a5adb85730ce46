"""Adding a deadline policy, and its next version."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response

from gateway.clients import QaClient, ServiceProblem
from gateway.clients.base import segment
from gateway.pages.admin.frame import admin_frame
from gateway.pages.admin.policies import PATH
from gateway.pages.admin.scopes import DAY_FIELDS, SCOPE, SCOPE_FIELDS, read_scope, tomorrow
from gateway.pages.degrading import or_none
from gateway.pages.deps import Administrator, PageMaker, Pages
from gateway.pages.forms import Fault, check, describe, faults_of, read_form
from gateway.pages.options import topic_options
from gateway.translations import mark
from gateway.visitors import Qa
from shared.contracts.qa.policies import NewPolicy, PolicyForm, PolicyOut
from shared.problems import NotFound

router = APIRouter(include_in_schema=False)

_NEW = "/quan-tri/han-tra-loi-moi"
NUMBERS: Mapping[str, str] = {
    "answer_working_days": mark("Trả lời trong (ngày làm việc)"),
    "receive_working_days": mark("Tiếp nhận trong (ngày làm việc)"),
    "forward_working_days": mark("Chuyển đúng nơi trong (ngày làm việc)"),
    "due_soon_working_days": mark("Báo sắp đến hạn trước (ngày làm việc)"),
    "extension_days_allowed": mark("Gia hạn nhiều nhất (ngày làm việc)"),
    "forwards_allowed": mark("Chuyển nhiều nhất (lần)"),
    "reopen_days": mark("Mở lại được trong (ngày, kể từ khi trả lời)"),
    "close_after_days": mark("Tự đóng sau (ngày, kể từ khi trả lời)"),
}
_NAMES = (*NUMBERS, "on_forward", "approval", "text", "text_en", "valid_from", "valid_to")
_NUMBER = mark("Ghi một số nguyên hợp lệ; các mốc phải nằm trong hạn trả lời.")
_FIELDS: Mapping[str, Mapping[str, str]] = {
    **SCOPE_FIELDS,
    **{name: {"": _NUMBER} for name in NUMBERS},
    "on_forward": {},
    "approval": {},
    "text": {"string_too_short": mark("Hãy ghi căn cứ, ít nhất %(min_length)s ký tự.")},
    "text_en": {},
    **DAY_FIELDS,
}
_DEFAULTS = {
    "answer_working_days": "",
    **{
        name: str(field.default)
        for name, field in PolicyForm.model_fields.items()
        if name in NUMBERS and not field.is_required()
    },
    "on_forward": "continue",
    "approval": "none",
}


@dataclass(frozen=True, slots=True)
class PolicyPage:
    """The form of a policy, a new one when `policy` is empty."""

    pages: PageMaker
    qa: QaClient
    policy: str = ""

    async def find(self) -> PolicyOut:
        """Return the version to change; raises `NotFound`."""
        found = await self.qa.list_policies()
        policy = next((one for one in found if one.id == self.policy), None)
        if policy is None:
            raise NotFound
        return policy

    async def _stored(self) -> PolicyOut | None:
        return await self.find() if self.policy else None

    async def show(
        self, values: Mapping[str, str], faults: list[Fault] | None = None, status: int = 200
    ) -> HTMLResponse:
        """Show the form with what was typed."""
        topics, policy = await asyncio.gather(or_none(self.qa.list_topics()), self._stored())
        context = {
            "values": {**dict.fromkeys((*_NAMES, *SCOPE), ""), **values},
            "numbers": NUMBERS,
            "topics": topic_options(self.pages, topics or []),
            "is_new": not self.policy,
            "policy": policy,
            "address": f"{PATH}/{segment(self.policy)}" if self.policy else _NEW,
            **describe(self.pages, faults, _FIELDS).context(),
        }
        frame = admin_frame(PATH)
        return self.pages.render("admin/policy_form.html", context, status=status, **frame)


def _page(_visitor: Administrator, pages: Pages, qa: Qa, policy: str = "") -> PolicyPage:
    return PolicyPage(pages, qa, policy)


CurrentPage = Annotated[PolicyPage, Depends(_page)]


@router.get(_NEW)
async def show_new_policy(page: CurrentPage) -> HTMLResponse:
    """Show an empty form."""
    return await page.show({**_DEFAULTS, "valid_from": tomorrow()})


@router.post(_NEW)
async def add_policy(request: Request, page: CurrentPage) -> Response:
    """Add a policy."""
    values = await read_form(request, *_NAMES, *SCOPE)
    scope = read_scope(values)
    if isinstance(scope, list):
        return await page.show(values, scope, 422)
    body = check(NewPolicy, {**_given(values), **scope})
    if isinstance(body, list):
        return await page.show(values, body, 422)
    try:
        await page.qa.add_policy(body)
    except ServiceProblem as problem:
        return await page.show(values, faults_of(problem), problem.status)
    return page.pages.redirect(f"{PATH}?done=1")


@router.get("/quan-tri/han-tra-loi/{policy}")
async def show_policy_form(page: CurrentPage) -> HTMLResponse:
    """Show a policy to change from tomorrow on."""
    stored = (await page.find()).model_dump(mode="json", include=set(_NAMES))
    values = {name: "" if value is None else str(value) for name, value in stored.items()}
    return await page.show({**values, "valid_from": tomorrow()})


@router.post("/quan-tri/han-tra-loi/{policy}")
async def change_policy(request: Request, page: CurrentPage) -> Response:
    """Add the next version of a policy."""
    values = await read_form(request, *_NAMES)
    body = check(PolicyForm, _given(values))
    if isinstance(body, list):
        return await page.show(values, body, 422)
    try:
        await page.qa.change_policy(page.policy, body)
    except ServiceProblem as problem:
        return await page.show(values, faults_of(problem), problem.status)
    return page.pages.redirect(f"{PATH}?done=1")


def _given(values: Mapping[str, str]) -> dict[str, Any]:
    given: dict[str, Any] = {name: values[name].strip() for name in _NAMES}
    return {**given, "valid_to": given["valid_to"] or None}
