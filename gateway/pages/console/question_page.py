"""The page of one question in the console, and the way back to it after a change."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from fastapi.responses import HTMLResponse, Response

from gateway.clients import QaClient
from gateway.clients.base import segment
from gateway.pages.console.frame import console_frame
from gateway.pages.console.unread import count_unread
from gateway.pages.deadlines import days_left
from gateway.pages.deps import RESPONDERS, PageMaker
from gateway.pages.forms import Fault, describe, no_faults
from gateway.pages.options import Option
from gateway.translations import mark
from gateway.visitors import Visitor
from shared.contracts.qa.questions import QuestionOut

FIELDS: dict[str, dict[str, str]] = {
    "text": {
        "string_too_short": mark("Hãy viết nội dung trả lời, ít nhất %(min_length)s ký tự."),
        "string_too_long": mark("Nội dung trả lời nhiều nhất %(max_length)s ký tự."),
    },
}


@dataclass(frozen=True, slots=True)
class News:
    """What the page says after a change; `took_text`: what was typed is stored, forget drafts."""

    text: str
    kind: Literal["success", "attention"] = "success"
    took_text: bool = False


OVERTAKEN_NEWS = "thay-doi"
NEWS = {
    "tiep-nhan": News(mark("Đã tiếp nhận câu hỏi")),
    "phan-cong": News(mark("Đã phân công")),
    "du-thao": News(mark("Đã lưu dự thảo"), took_text=True),
    "tra-loi": News(mark("Đã trả lời người gửi"), took_text=True),
    OVERTAKEN_NEWS: News(
        mark("Câu hỏi đã thay đổi trong lúc bạn làm. Đây là bản mới nhất."), "attention"
    ),
}


@dataclass(frozen=True, slots=True)
class QuestionPage:
    """One question's page, drawn for one visitor."""

    pages: PageMaker
    visitor: Visitor
    qa: QaClient
    code: str

    async def show(
        self,
        values: Mapping[str, str] | None = None,
        faults: list[Fault] | None = None,
        status: int = 200,
        *,
        done: str = "",
    ) -> HTMLResponse:
        """Show the question and the forms for what may be done; `values` were typed before."""
        question, unread = await asyncio.gather(
            self.qa.show_question(self.code), count_unread(self.qa)
        )
        found = describe(self.pages, faults, FIELDS) if faults else no_faults(FIELDS)
        context = {
            "question": question,
            "days_left": days_left(question),
            "values": values or {"text": question.draft.text if question.draft else ""},
            "people": _people(self.pages, self.visitor, question),
            "chosen": question.assignee_id or self.visitor.person,
            "has_queue": self.visitor.has_role(*RESPONDERS),
            "news": NEWS.get(done),
            "errors": found.errors,
            "messages": found.messages,
        }
        frame = console_frame(self.visitor, "/can-bo", unread)
        return self.pages.render("console/question.html", context, status=status, **frame)

    def back(self, done: str) -> Response:
        """Return to the page after a change; `done` is a key of `NEWS`."""
        return self.pages.redirect(f"/can-bo/{segment(self.code)}?done={done}")


def _people(pages: PageMaker, visitor: Visitor, question: QuestionOut) -> list[Option]:
    """Return to whom the visitor may assign, themselves first; empty when there is nobody else."""
    others = [
        {"value": person.id, "label": person.name}
        for person in question.assignable
        if person.id != visitor.person
    ]
    return [{"value": visitor.person, "label": pages.say(mark("Tôi"))}, *others] if others else []
