"""The page of one question in the console, and the way back to it after a change."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import Depends
from fastapi.responses import HTMLResponse, Response

from gateway.clients import QaClient
from gateway.clients.base import segment
from gateway.pages.console import editor
from gateway.pages.console.differences import submitted_differences
from gateway.pages.console.frame import console_frame
from gateway.pages.console.moves import GROUPS, MOVES
from gateway.pages.console.news import find_news
from gateway.pages.console.reuse import ReuseOffer, offer_reuse
from gateway.pages.console.unread import count_unread
from gateway.pages.deadlines import days_left
from gateway.pages.degrading import or_none
from gateway.pages.deps import RESPONDERS, PageMaker, Pages
from gateway.pages.forms import Fault, describe
from gateway.pages.options import Option
from gateway.pages.uploads import ACCEPTED
from gateway.translations import mark
from gateway.visitors import CurrentVisitor, Qa, Visitor
from shared.contracts.qa.parts import PresentPerson
from shared.contracts.qa.questions import QuestionOut
from shared.contracts.qa.work import KeepPresence

OVERTAKEN_NEWS = "thay-doi"


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
        personal: list[str] | None = None,
        words: str = "",
    ) -> HTMLResponse:
        """Show the question and what may be done with it; `values` were typed before.

        `personal`: what of them looks like personal data and is about to be published. `words`
        are searched in what may be reused for the answer.
        """
        question, unread, present = await asyncio.gather(
            self.qa.show_question(self.code), count_unread(self.qa), self._present()
        )
        context = {
            "question": question,
            "days_left": days_left(question),
            "values": values or editor.first_values(question),
            "editor": editor.form_for(question),
            "mode_labels": editor.MODES,
            "is_typed": values is not None,
            "submitted": submitted_differences(question),
            "people": people_options(self.pages, self.visitor, question),
            "colleagues": _colleagues(self.visitor, question),
            "supporting": _supporting(self.visitor, question),
            "accepted": ACCEPTED,
            "can_attach": "draft" in question.actions or "correct" in question.actions,
            "chosen": question.assignee_id or self.visitor.person,
            "groups": _other_moves(question),
            "has_queue": self.visitor.has_role(*RESPONDERS),
            "person": self.visitor.person,
            "present": present,
            "offer": await self._offer(question, words),
            "personal": personal or [],
            "news": find_news(done),
            **describe(self.pages, faults, editor.FIELDS).context(),
        }
        frame = console_frame(self.visitor, "/can-bo", unread)
        return self.pages.render("console/question.html", context, status=status, **frame)

    def address(self, action: str = "") -> str:
        """Return the address of this page, or of what is sent from it."""
        return f"/can-bo/{segment(self.code)}{f'/{action}' if action else ''}"

    def back(self, done: str) -> Response:
        """Return to the page after a change; `done` is a key of the news."""
        return self.pages.redirect(f"{self.address()}?done={done}")

    def leave(self, done: str) -> Response:
        """Return to the queue: the question is somebody else's now."""
        return self.pages.redirect(f"/can-bo?{urlencode({'done': done, 'about': self.code})}")

    async def _present(self) -> list[PresentPerson]:
        """Say that the visitor reads it, and return who else has it open."""
        if not self.visitor.has_role(*RESPONDERS):
            return []
        found = await or_none(self.qa.keep_presence(self.code, KeepPresence())) or []
        return [one for one in found if one.person.id != self.visitor.person]

    async def _offer(self, question: QuestionOut, words: str) -> ReuseOffer | None:
        """Return what may be reused while an answer is being written."""
        if not {"draft", "publish"} & set(question.actions):
            return None
        return await offer_reuse(self.qa, question, words)


async def _question_page(code: str, visitor: CurrentVisitor, pages: Pages, qa: Qa) -> QuestionPage:
    return QuestionPage(pages, visitor, qa, code)


CurrentPage = Annotated[QuestionPage, Depends(_question_page)]


def people_options(pages: PageMaker, visitor: Visitor, question: QuestionOut) -> list[Option]:
    """Return to whom the visitor may assign, themselves first; empty when there is nobody else."""
    others = [
        {"value": person.id, "label": person.name}
        for person in question.assignable
        if person.id != visitor.person
    ]
    return [{"value": visitor.person, "label": pages.say(mark("Tôi"))}, *others] if others else []


def _colleagues(visitor: Visitor, question: QuestionOut) -> list[Option]:
    """Return whom a note may be pointed out to."""
    return [
        {"value": person.id, "label": person.name}
        for person in question.assignable
        if person.id != visitor.person
    ]


def _supporting(visitor: Visitor, question: QuestionOut) -> set[str]:
    """Return the units for which the visitor still owes a part."""
    if "reply" not in question.actions:
        return set()
    own = {role.unit for role in visitor.roles}
    return {one.unit.id for one in question.supports if one.unit.id in own and not one.reply}


def _other_moves(question: QuestionOut) -> list[dict[str, Any]]:
    """Return the changes that have a page of their own and are possible now, by group."""
    found = []
    for group, title in GROUPS.items():
        moves = [
            move
            for move in MOVES.values()
            if move.group == group and move.action in question.actions
        ]
        if moves:
            found.append({"key": group, "title": title, "moves": moves})
    return found
