"""Texts an answer may begin with: like questions already answered, ready answers, templates."""

import asyncio
from dataclasses import dataclass
from typing import Literal

from gateway.clients import QaClient
from gateway.pages.degrading import or_none
from shared.contracts.qa.faq import FaqOut
from shared.contracts.qa.questions import PublicQuestion, QuestionOut
from shared.contracts.qa.templates import TemplateOut

SEARCH = "find"
_MOST_LIKE = 3
_MOST_FOUND = 5


@dataclass(frozen=True, slots=True)
class Reusable:
    """A text to put into the answer; `key` names it to `reused_text`."""

    kind: Literal["question", "faq"]
    key: str
    title: str
    text: str
    href: str
    is_doubtful: bool = False


@dataclass(frozen=True, slots=True)
class ReuseOffer:
    """What is offered beside the editor; `words` were searched."""

    texts: list[Reusable]
    templates: list[TemplateOut]
    words: str = ""


async def offer_reuse(qa: QaClient, question: QuestionOut, words: str = "") -> ReuseOffer:
    """Return what fits the words, without any what is like the question."""
    texts, templates = await asyncio.gather(
        _found(qa, words) if words else _alike(qa, question),
        or_none(qa.list_templates(question.unit.id)),
    )
    own = [one for one in texts if one.key != f"question:{question.code}"]
    return ReuseOffer(own, templates or [], words)


async def reused_text(qa: QaClient, code: str, key: str) -> str:
    """Return the text a button of the offer names; raises `ServiceProblem` when it is gone."""
    kind, _, name = key.partition(":")
    if kind == "faq":
        return (await qa.show_faq(name)).answer
    if kind == "template":
        return (await qa.fill_template(code, name)).text
    answer = (await qa.show_question(name)).answer
    return answer.text if answer else ""


async def _alike(qa: QaClient, question: QuestionOut) -> list[Reusable]:
    text = f"{question.title} {question.body}"[:5_000]
    faq, questions = await asyncio.gather(
        or_none(qa.suggest_faq(text)), or_none(qa.suggest_questions(text))
    )
    ready = [_from_faq(one) for one in (faq or [])[:_MOST_LIKE]]
    return ready + [_from_question(one) for one in (questions or [])[: _MOST_LIKE + 1]]


async def _found(qa: QaClient, words: str) -> list[Reusable]:
    faq, questions = await asyncio.gather(
        or_none(qa.browse_faq(q=words, limit=_MOST_FOUND)),
        or_none(qa.browse_questions(q=words, limit=_MOST_FOUND)),
    )
    ready = [_from_faq(one) for one in faq.items] if faq else []
    return ready + ([_from_question(one) for one in questions.items] if questions else [])


def _from_question(one: PublicQuestion) -> Reusable:
    key, href = f"question:{one.code}", f"/hoi-dap/{one.code}"
    return Reusable("question", key, one.title, one.answer.text, href)


def _from_faq(one: FaqOut) -> Reusable:
    key, href = f"faq:{one.id}", f"/hoi-dap/cau-hoi-thuong-gap/{one.id}"
    return Reusable("faq", key, one.title, one.answer, href, one.cites_expired)
