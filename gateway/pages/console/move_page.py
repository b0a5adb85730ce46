"""The page with the form of one change of a question."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fastapi.responses import HTMLResponse

from gateway.clients import AuthClient
from gateway.labels import REJECTION
from gateway.pages.console.frame import console_frame
from gateway.pages.console.moves import Move
from gateway.pages.console.question_page import QuestionPage, people_options
from gateway.pages.console.unread import count_unread
from gateway.pages.degrading import or_none
from gateway.pages.forms import Fault, describe
from gateway.pages.options import label_options, topic_options
from shared.contracts.auth.directory import UnitOut
from shared.contracts.qa.questions import QuestionOut
from shared.contracts.qa.units import UnitFound

SUPPORT_DAYS = "5"
_UNITS_SHOWN = 12


@dataclass(frozen=True, slots=True)
class MovePage:
    """A move's form for one question and one visitor."""

    base: QuestionPage
    move: Move
    auth: AuthClient

    async def show(
        self,
        values: Mapping[str, str] | None = None,
        faults: list[Fault] | None = None,
        status: int = 200,
        *,
        is_overtaken: bool = False,
    ) -> HTMLResponse:
        """Show the form; `is_overtaken`: the question changed while this was typed."""
        base, move = self.base, self.move
        question, unread = await asyncio.gather(
            base.qa.show_question(base.code), count_unread(base.qa)
        )
        words = {one.name: one.messages for one in move.fields}
        typed = {**self._first_values(question), **(values or {})}
        context = {
            "question": question,
            "move": move,
            "values": typed,
            "choices": await self._choices(question, typed),
            "is_overtaken": is_overtaken,
            "is_possible": move.action in question.actions,
            **describe(base.pages, faults, words).context(),
        }
        frame = console_frame(base.visitor, "/can-bo", unread)
        return base.pages.render("console/move.html", context, status=status, **frame)

    def _first_values(self, question: QuestionOut) -> dict[str, str]:
        """Return what stands in the form before anything is typed."""
        known = {
            "topic": question.topic.id if question.topic else "",
            "person": question.assignee_id or self.base.visitor.person,
            "working_days": SUPPORT_DAYS if self.move.action == "supports" else "",
            "find": "",
            "pick": "",
            "step": "",
        }
        return {**dict.fromkeys(self.move.names, ""), **known}

    async def _choices(self, question: QuestionOut, values: Mapping[str, str]) -> dict[str, Any]:
        """Return what may be chosen, by widget."""
        pages, widgets = self.base.pages, {one.widget for one in self.move.fields}
        choices: dict[str, Any] = {}
        if "person" in widgets:
            choices["person"] = people_options(pages, self.base.visitor, question)
        if "ground" in widgets:
            choices["ground"] = label_options(pages, REJECTION, REJECTION)
        if "topic" in widgets:
            topics = await or_none(self.base.qa.list_topics()) or []
            choices["topic"] = topic_options(pages, topics)
        if "unit" in widgets:
            choices["unit"] = await self._units(question, values)
        if "code" in widgets and values["into"].strip() and values["step"] == "find":
            choices["code"] = await or_none(self.base.qa.show_question(values["into"].strip()))
        return choices

    async def _units(self, question: QuestionOut, values: Mapping[str, str]) -> list[UnitFound]:
        """Return the units found; the chosen one stays in sight when another is searched."""
        words, chosen = values["find"].strip(), values["unit"]
        search = self.base.qa.find_units(words[:200], _UNITS_SHOWN) if words else None
        found = (await or_none(search) or []) if search else []
        if chosen and chosen not in {one.id for one in found}:
            units = await or_none(self.auth.list_units()) or []
            found = [*(_as_found(unit) for unit in units if unit.id == chosen), *found]
        return [one for one in found if one.accepts_questions and one.id != question.unit.id]


def _as_found(unit: UnitOut) -> UnitFound:
    return UnitFound(
        id=unit.id, name=unit.name, name_en=unit.name_en, kind=unit.kind,
        accepts_questions=unit.accepts_questions,
    )  # fmt: skip
