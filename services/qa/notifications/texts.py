"""What the mails say, in Vietnamese and English: no name, no text of the question, no secret.

The words are data, in `data/mails.json`; units are named as the directory names them.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, Literal

from services.qa.notifications.model import Kind
from shared.clock import HO_CHI_MINH
from shared.contracts.qa.base import UnitRef

Language = Literal["vi", "en"]
Text = tuple[str, str]


@dataclass(frozen=True)
class About:
    """What a mail is about: by `code` a question, a portal or a period.

    `told_role` is the role in which it reaches somebody (may be empty).
    `told_unit` is the unit of that role, `support_due_at` until when a supporting unit has time.
    """

    code: str
    unit: UnitRef
    due_at: datetime
    is_public: bool
    told_role: str = ""
    told_unit: UnitRef | None = None
    support_due_at: datetime | None = None


def subject_and_body(kind: Kind, language: Language, about: About, public_url: str) -> Text:
    """Return a mail's subject and plain text."""
    words = _words(kind, language, about, public_url)
    subject, body = _texts()["mails"][kind][language]
    signature = _texts()["signature"][language]
    return subject.format(**words), f"{body.format(**words)}\n\n{signature}"


def digest_of(mails: Sequence[tuple[Kind, About]], language: Language, public_url: str) -> Text:
    """Return the subject and plain text of one mail for several."""
    items = []
    for kind, about in mails:
        words = _words(kind, language, about, public_url)
        subject = _texts()["mails"][kind][language][0].format(**words)
        items.append(f"- {subject}\n  {words['link']}")
    words = {"count": str(len(items)), "items": "\n".join(items), "public_url": public_url}
    subject, body = _texts()["digest"][language]
    signature = _texts()["signature"][language]
    return subject.format(**words), f"{body.format(**words)}\n\n{signature}"


def _words(kind: Kind, language: Language, about: About, public_url: str) -> dict[str, str]:
    link = _texts()["mails"][kind]["link"]
    if link == "answer" and about.is_public:
        link = "public"
    told = _texts()["told"].get(about.told_role) or _texts()["told"][""]
    return {
        "code": about.code,
        "unit": _name(about.unit, language),
        "told": told[language].format(told_unit=_name(about.told_unit or about.unit, language)),
        "due": _moment(about.due_at),
        "due_day": f"{about.due_at.astimezone(HO_CHI_MINH):%d/%m/%Y}",
        "support_due": _moment(about.support_due_at or about.due_at),
        "link": _texts()["links"][link].format(public_url=public_url, code=about.code),
    }


def _name(unit: UnitRef, language: Language) -> str:
    return (unit.name_en if language == "en" else "") or unit.name


def _moment(moment: datetime) -> str:
    return f"{moment.astimezone(HO_CHI_MINH):%d/%m/%Y %H:%M}"


@cache
def _texts() -> dict[str, Any]:
    text = (Path(__file__).parent / "data/mails.json").read_text("utf-8")
    texts: dict[str, Any] = json.loads(text)
    return texts
