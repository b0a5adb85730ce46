"""The answer being written: the private reply and what everybody reads, as fields of a form.

What everybody reads is the same words, an edited version in which `[…]` marks what was left out,
or nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from pydantic import ValidationError

from gateway.pages.forms import Fault
from gateway.pages.uploads import FILE_MESSAGES
from gateway.translations import mark
from shared.contracts.qa.parts import PublicVersion
from shared.contracts.qa.questions import QuestionOut
from shared.personal_text import find_personal

LEFT_OUT = "[…]"
Mode = Literal["same", "edited", "private"]
MODES: dict[Mode, str] = {
    "same": mark("Đúng lời người gửi và thư trả lời"),
    "edited": mark("Bản đã sửa, che thông tin cá nhân"),
    "private": mark("Không công khai lần này"),
}
NAMES = (
    "text", "mode", "public_title", "public_body", "public_text", "reason", "confirmed", "version",
)  # fmt: skip
FIELDS: dict[str, dict[str, str]] = {
    "text": {
        "string_too_short": mark("Hãy viết nội dung trả lời, ít nhất %(min_length)s ký tự."),
        "string_too_long": mark("Nội dung trả lời nhiều nhất %(max_length)s ký tự."),
    },
    "public_title": {},
    "public_body": {},
    "public_text": {},
    "reason": {"string_too_short": mark("Hãy ghi lý do, ít nhất %(min_length)s ký tự.")},
    "confirmed": {},
    "files": FILE_MESSAGES,
}
LABELS = {
    "text": mark("Nội dung trả lời"),
    "public_title": mark("Tiêu đề công khai"),
    "public_body": mark("Câu hỏi công khai"),
    "public_text": mark("Câu trả lời công khai"),
    "reason": mark("Lý do đính chính"),
}


@dataclass(frozen=True, slots=True)
class EditorForm:
    """What the editor offers: where its main buttons lead, and whether anything is published."""

    kind: Literal["answer", "correction"]
    can_draft: bool
    can_submit: bool
    can_publish: bool
    is_public: bool
    modes: tuple[Mode, ...]


def form_for(question: QuestionOut) -> EditorForm | None:
    """Return the editor for what may be written now, None when nothing may be."""
    actions = set(question.actions)
    if actions & {"draft", "submit", "publish"}:
        return EditorForm(
            "answer",
            "draft" in actions,
            "submit" in actions,
            "publish" in actions,
            question.may_publish,
            ("same", "edited", "private"),
        )
    if "correct" in actions:
        # An edited version stays edited: what it hides must not come back by a slip.
        modes: tuple[Mode, ...] = ("edited",) if question.public else ("same", "edited")
        is_public = question.is_published
        return EditorForm("correction", False, False, False, is_public, modes)
    return None


def first_values(question: QuestionOut) -> dict[str, str]:
    """Return what stands in the editor before anything is typed."""
    written = question.draft or question.answer
    public = question.draft.public if question.draft else question.public
    hidden = hide_personal(question.title), hide_personal(question.body)
    is_edited = public is not None or hidden != (question.title, question.body)
    mode = "edited" if is_edited else "same"
    return {
        "text": written.text if written else "",
        "mode": "private" if question.draft and question.draft.privately else mode,
        "public_title": public.title if public else hidden[0],
        "public_body": public.body if public else hidden[1],
        "public_text": public.text if public else "",
        "reason": "",
        "confirmed": "",
        "version": str(question.version),
    }


def hide_personal(text: str) -> str:
    """Return the text with `[…]` in place of likely personal data."""
    parts: list[str] = []
    done = 0
    for span in find_personal(text):
        parts += [text[done : span.start], LEFT_OUT]
        done = span.end
    return "".join([*parts, text[done:]])


def public_version(values: Mapping[str, str]) -> PublicVersion | list[Fault] | None:
    """Return the edited version; an answer left empty is the private reply with `[…]`."""
    if values["mode"] != "edited":
        return None
    text = values["public_text"].strip() or hide_personal(values["text"])
    given = {"title": values["public_title"], "body": values["public_body"], "text": text}
    try:
        return PublicVersion.model_validate(given)
    except ValidationError as error:
        return [
            Fault(f"public_{entry['loc'][-1]}", entry["type"], entry.get("ctx", {}))
            for entry in error.errors()
        ]


def personal_in(question: QuestionOut, values: Mapping[str, str]) -> list[str]:
    """Return what looks like personal data in what is about to be published."""
    if values["mode"] == "private" or not question.may_publish:
        return []
    version = public_version(values)
    if isinstance(version, PublicVersion):
        texts = [version.title, version.body, version.text]
    else:
        texts = [question.title, question.body, values["text"]]
    return [text[span.start : span.end] for text in texts for span in find_personal(text)]
