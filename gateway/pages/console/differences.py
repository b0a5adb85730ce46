"""What differs between two texts, word by word: between the private reply and what is published."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from shared.contracts.qa.questions import QuestionOut

_WORDS = re.compile(r"\s+|\w+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text: in both, only in the first, or only in the second."""

    kind: Literal["same", "removed", "added"]
    text: str


def compare(before: str, after: str) -> list[Piece]:
    """Return the pieces in reading order; together they make both texts."""
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    pieces: list[Piece] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            pieces.append(Piece("same", "".join(old[i1:i2])))
            continue
        if i1 < i2:
            pieces.append(Piece("removed", "".join(old[i1:i2])))
        if j1 < j2:
            pieces.append(Piece("added", "".join(new[j1:j2])))
    return pieces


def submitted_differences(question: QuestionOut) -> dict[str, list[Piece]]:
    """Return how the submitted public version differs, by field; empty without one."""
    public = question.draft.public if question.draft else None
    if question.draft is None or public is None:
        return {}
    return {
        "title": compare(question.title, public.title),
        "body": compare(question.body, public.body),
        "text": compare(question.draft.text, public.text),
    }
