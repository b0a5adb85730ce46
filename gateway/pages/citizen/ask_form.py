"""The form to ask: its fields, what may be wrong with them, how it is drawn again as typed."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from fastapi.responses import HTMLResponse

from gateway.clients import QaClient
from gateway.pages.citizen.unit_choice import UnitChoice
from gateway.pages.degrading import or_none
from gateway.pages.deps import PageMaker
from gateway.pages.forms import GENERAL_MESSAGES, Fault, describe, filled
from gateway.pages.options import Option, topic_options
from gateway.pages.uploads import FILE_MESSAGES, SentFile
from gateway.translations import mark

FIELDS: dict[str, dict[str, str]] = {
    "title": {
        "": mark("Hãy viết tiêu đề, ít nhất 5 ký tự."),
        "string_too_long": mark("Tiêu đề nhiều nhất %(max_length)s ký tự."),
        "text_character": GENERAL_MESSAGES["text_character"],
        "text_not_one_line": mark("Tiêu đề chỉ viết trên một dòng."),
    },
    "body": {
        "": mark("Hãy viết nội dung câu hỏi, ít nhất 10 ký tự."),
        "string_too_long": mark("Nội dung nhiều nhất %(max_length)s ký tự."),
        "text_character": GENERAL_MESSAGES["text_character"],
    },
    "unit": {
        "": mark("Cơ quan này không nhận câu hỏi. Hãy chọn cơ quan khác hoặc để trống."),
        "unit_unclear": mark("Hãy chọn một cơ quan trong danh sách dưới đây, hoặc để trống."),
        "unit_not_found": mark(
            "Không thấy cơ quan nào tên như vậy. Hãy viết khác đi hoặc để trống."
        ),
        "unit_not_known": mark(
            "Chưa tải được danh sách cơ quan. Hãy để trống, đầu mối sẽ chuyển giúp."
        ),
    },
    "topic": {"": mark("Hãy chọn lại lĩnh vực.")},
    "files": FILE_MESSAGES,
    "name": {},
    "email": {"": mark("Thư điện tử cần có dạng ten@noi-gui.vn.")},
    "phone": {"": mark("Số điện thoại chưa đúng. Ví dụ: 0912 345 678.")},
    "may_publish": {},
}
TYPED = (
    "title", "body", "unit", "unit_name", "unit_pick", "topic", "name", "email", "phone",
    "may_publish", "publish_text",
)  # fmt: skip
EMPTY = dict.fromkeys(TYPED, "")


@dataclass(frozen=True, slots=True)
class Asking:
    """What somebody typed so far, and what the page makes of it.

    `key` is the idempotency key of this question; `choice` the unit it is for.
    """

    values: Mapping[str, str]
    key: str
    choice: UnitChoice = field(default_factory=UnitChoice)
    files: Sequence[SentFile] = ()

    def with_key(self, key: str) -> "Asking":
        """Return the same under another key."""
        return replace(self, key=key)

    def as_question(self, language: str) -> dict[str, object]:
        """Return what the contract checks."""
        optional = filled(self.values, "topic", "name", "email", "phone")
        return {
            "title": self.values["title"],
            "body": self.values["body"],
            "unit": self.choice.unit or None,
            "may_publish": self.values["may_publish"] == "on",
            "publish_text": self.values["publish_text"] or None,
            "language": language,
            **optional,
        }

    def hidden(self) -> dict[str, str]:
        """Return the fields that carry everything typed through another page."""
        told = {"unit": self.choice.unit, "unit_name": self.choice.name, "unit_pick": ""}
        return {**self.values, **told, "key": self.key}


async def draw_form(
    pages: PageMaker,
    qa: QaClient,
    asking: Asking,
    faults: Sequence[Fault] = (),
    status: int = 200,
) -> HTMLResponse:
    """Draw the form with what was typed and what is wrong with it."""
    topics, texts = await asyncio.gather(
        or_none(qa.list_topics()), or_none(qa.list_consent_texts())
    )
    topic = asking.values["topic"]
    context: dict[str, Any] = {
        "values": asking.values,
        "key": asking.key,
        "choice": asking.choice,
        "choices": _choices(pages, asking.choice),
        "topics": _only(topic) if topics is None else topic_options(pages, topics),
        "chosen_files": asking.files,
        "consent": texts[0] if texts else None,
        **describe(pages, faults, FIELDS).context(),
    }
    return pages.render("citizen/ask.html", context, status=status)


def _choices(pages: PageMaker, choice: UnitChoice) -> list[Option]:
    """Return the units to pick from, when the name typed fits several."""
    if not choice.matches:
        return []
    found: list[Option] = [
        {"value": match.id, "label": match.name, "hint": match.note} for match in choice.matches
    ]
    return [*found, {"value": "none", "label": pages.say(mark("Tôi chưa biết, nhờ chuyển giúp"))}]


def _only(chosen: str) -> list[Option]:
    """Return what was chosen as the one option, while nobody can say what else there is."""
    return [{"value": chosen, "label": chosen}] if chosen else []
