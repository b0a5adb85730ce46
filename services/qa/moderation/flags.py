"""Likely personal data in the texts of a question, for a person to decide about. No I/O."""

from collections.abc import Mapping
from typing import Literal

from services.qa.questions.model import Question
from shared.contracts.qa.parts import FlagOut
from shared.personal_text import find_personal

Field = Literal["title", "body", "answer"]


def flags_in(texts: Mapping[Field, str]) -> list[FlagOut]:
    """Return what looks like personal data in each text, by field and place."""
    return [
        FlagOut(field=field, kind=span.kind.value, start=span.start, end=span.end)
        for field, text in texts.items()
        for span in find_personal(text)
    ]


def public_texts(question: Question) -> dict[Field, str]:
    """Return what everybody reads of a question, nothing while it is not public."""
    answer = question.answer
    if not question.is_published or answer is None:
        return {}
    if answer.public is not None:
        edited = answer.public
        return {"title": edited.title, "body": edited.body, "answer": edited.text}
    return {"title": question.title, "body": question.body, "answer": answer.text}
