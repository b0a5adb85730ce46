"""What may help somebody before they send a question: answers already there, and a warning.

`/hoi-dap/gui/goi-y` tells the script of the form while one types; without scripts the same stands
on a page of its own before the question is sent. The text comes by POST: it may be personal.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from gateway.clients import QaClient
from gateway.pages.degrading import or_none
from gateway.pages.deps import Pages
from gateway.pages.forms import read_form
from gateway.visitors import Qa
from shared.contracts.qa.faq import FaqOut
from shared.contracts.qa.questions import PublicQuestion
from shared.personal_text import find_personal
from shared.text import nfc

router = APIRouter(include_in_schema=False)

SHORTEST = 8
READ_OF_BODY = 400
FAQ_SHOWN = 3
QUESTIONS_SHOWN = 4


@dataclass(frozen=True, slots=True)
class PersonalBit:
    """A part of a text that looks personal; `kind` is a key of `labels.PERSONAL`."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Hints:
    """What was found for a text."""

    faq: Sequence[FaqOut] = ()
    questions: Sequence[PublicQuestion] = ()
    personal: Sequence[PersonalBit] = ()

    @property
    def answers(self) -> int:
        """How many answers may be the one looked for."""
        return len(self.faq) + len(self.questions)

    def __bool__(self) -> bool:
        return bool(self.answers or self.personal)


@router.post("/hoi-dap/gui/goi-y")
async def show_hints(request: Request, pages: Pages, qa: Qa) -> HTMLResponse:
    """Return the part of a page with what was found for the text so far."""
    typed = await read_form(request, "title", "body")
    hints = await find_hints(qa, typed["title"], typed["body"])
    return pages.render("citizen/hints.html", {"hints": hints})


async def find_hints(qa: QaClient, title: str, body: str) -> Hints:
    """Look for answers to a text and for personal data in it; a service away finds nothing."""
    personal = _personal(f"{title}\n{body}")
    text = nfc(" ".join(f"{title} {body[:READ_OF_BODY]}".split()))
    if len(text) < SHORTEST or not text.isprintable():
        return Hints(personal=personal)
    faq, questions = await asyncio.gather(
        or_none(qa.suggest_faq(text)), or_none(qa.suggest_questions(text))
    )
    return Hints((faq or [])[:FAQ_SHOWN], (questions or [])[:QUESTIONS_SHOWN], personal)


def _personal(text: str) -> list[PersonalBit]:
    spans = find_personal(nfc(text)[:6_000])
    found = [PersonalBit(span.kind.value, nfc(text)[span.start : span.end]) for span in spans]
    return list(dict.fromkeys(found))[:5]
