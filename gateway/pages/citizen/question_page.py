"""One question's page: for everybody when it is public, for its sender with all that is theirs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.responses import Response

from gateway.clients import QaClient
from gateway.clients.base import segment
from gateway.pages.citizen.addresses import canonical
from gateway.pages.citizen.attaching import describe_unsent
from gateway.pages.citizen.tracked import remembered_secret
from gateway.pages.deadlines import days_left
from gateway.pages.deps import PageMaker, Pages
from gateway.pages.forms import Fault, describe
from gateway.pages.uploads import FILE_MESSAGES
from gateway.translations import mark
from gateway.visitors import Qa
from shared.contracts.qa.questions import QuestionOut

_TOO_LONG = {"string_too_long": mark("Nhiều nhất %(max_length)s ký tự.")}
_SAY_MORE = {"": mark("Hãy viết ít nhất 5 ký tự."), **_TOO_LONG}

FILES = "tep-dinh-kem"
# The sender's forms: the last part of each one's address, its fields and their own words.
FORMS: dict[str, dict[str, dict[str, str]]] = {
    "bo-sung": {"text": _SAY_MORE},
    "viet-them": {"text": _SAY_MORE},
    "danh-gia": {"level": {"": mark("Hãy chọn một mức.")}, "comment": _TOO_LONG},
    "mo-lai": {"reason": {"": mark("Hãy viết vì sao câu trả lời chưa đủ."), **_TOO_LONG}},
    "rut": {"reason": _TOO_LONG},
    FILES: {"files": FILE_MESSAGES},
}
DONE = {
    "bo-sung": mark("Đã gửi phần bổ sung. Thời hạn được tính tiếp."),
    "viet-them": mark("Đã gửi lời bạn viết thêm."),
    "danh-gia": mark("Cảm ơn bạn đã đánh giá câu trả lời."),
    "mo-lai": mark("Đã mở lại câu hỏi. Đơn vị sẽ trả lời lại trong hạn mới."),
    "rut": mark("Đã rút câu hỏi. Đơn vị không trả lời nữa."),
    FILES: mark("Đã gửi tệp."),
    "thoi-cong-khai": mark("Đã thôi công khai. Từ nay chỉ bạn và đơn vị đọc được câu hỏi này."),
}


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed into one of the forms, and what is wrong with it."""

    step: str
    values: Mapping[str, str]
    faults: Sequence[Fault] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class QuestionPage:
    """The page of one question for one visitor; `secret` when their browser keeps it."""

    pages: PageMaker
    qa: QaClient
    code: str
    secret: str | None

    async def read(self) -> QuestionOut:
        """Return the question as this visitor may see it."""
        return await self.qa.show_question(self.code, self.secret)

    def back(self, query: str = "", part: str = "") -> Response:
        """Send the browser to the page after a form was taken."""
        return self.pages.redirect(f"/hoi-dap/{segment(self.code)}{query}{part}")

    async def draw(
        self,
        typed: Typed | None = None,
        *,
        done: str = "",
        unsent: Sequence[str] = (),
        status: int = 200,
    ) -> Response:
        """Draw the question, with what was typed into one of its forms."""
        question = await self.read()
        context = {
            "question": question,
            "days_left": days_left(question),
            "is_private": not question.is_published,
            "canonical": canonical(self.pages, f"/hoi-dap/{segment(question.code)}"),
            "done": DONE.get(done, ""),
            "done_step": done,
            "unsent": describe_unsent(self.pages, unsent),
            "typed": typed,
            "lost": _without_form(question, typed),
            **_form_words(self.pages, typed),
        }
        is_anybodys = question.is_published and self.secret is None and not question.actions
        if is_anybodys and status == HTTPStatus.OK and not (typed or done or unsent):
            return self.pages.render_public("citizen/question.html", context)
        return self.pages.render("citizen/question.html", context, status=status)


async def _question_page(code: str, request: Request, pages: Pages, qa: Qa) -> QuestionPage:
    return QuestionPage(pages, qa, code, remembered_secret(request, code))


CurrentQuestion = Annotated[QuestionPage, Depends(_question_page)]


def _form_words(pages: PageMaker, typed: Typed | None) -> dict[str, Any]:
    """Return the messages of the refused form, each leading to its field's id on the page."""
    if typed is None or not typed.faults:
        return {"errors": [], "messages": {}}
    found = describe(pages, typed.faults, FORMS[typed.step])
    errors = [
        {**error, "field": f"{typed.step}-{error['field']}" if error["field"] else ""}
        for error in found.errors
    ]
    return {"errors": errors, "messages": found.messages}


# What each form needs to be offered.
ACTIONS = {
    "bo-sung": "information", "viet-them": "follow-ups", "danh-gia": "rating",
    "mo-lai": "reopen", "rut": "withdraw", FILES: "attachments",
}  # fmt: skip


def _without_form(question: QuestionOut, typed: Typed | None) -> str:
    """Return the text whose form is not on the page any more, so that it can still be copied."""
    if typed is None or (typed.step != "rut" and ACTIONS[typed.step] in question.actions):
        return ""
    return "\n\n".join(
        typed.values[name] for name in ("text", "reason", "comment") if typed.values.get(name)
    )
