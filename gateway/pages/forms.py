"""Forms: what was typed, and what is wrong with it in the visitor's words.

A form is checked twice: against the contract here, so that most mistakes cost no call, and by the
service, whose problem document points at the fields it refused. Both become the same messages.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from dataclasses import field as default
from typing import Any, TypeVar

from fastapi import Request
from pydantic import BaseModel, ValidationError
from starlette.datastructures import UploadFile

from gateway.clients import ServiceProblem
from gateway.pages.deps import PageMaker
from gateway.pages.problem_texts import explain
from gateway.translations import mark
from shared.idempotency import is_key
from shared.ids import new_id

T = TypeVar("T", bound=BaseModel)

GENERAL_MESSAGES: dict[str, str] = {
    "missing": mark("Cần điền chỗ này."),
    "string_too_short": mark("Cần ít nhất %(min_length)s ký tự."),
    "string_too_long": mark("Nhiều nhất %(max_length)s ký tự."),
    "text_character": mark("Có ký tự không nhận được (%(code_point)s). Hãy xóa rồi gõ lại."),
    "text_not_one_line": mark("Chỉ viết trên một dòng."),
    "phone": mark("Số điện thoại chưa đúng. Ví dụ: 0912 345 678."),
}
UNUSABLE = mark("Chỗ này chưa dùng được. Hãy kiểm tra lại.")
NOT_TAKEN = mark("Chưa gửi được, và chưa mất gì. Hãy thử gửi lại.")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong: with a field, or with the form as a whole when `field` is empty."""

    field: str
    code: str
    limits: Mapping[str, Any] = default(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FormFaults:
    """The messages of a refused form: in order for the summary, by name for the fields.

    What is wrong with the whole form has no field and, where it is a known problem, a `title`.
    """

    errors: list[dict[str, str]]
    messages: dict[str, str]

    def context(self) -> dict[str, Any]:
        """Return both by name, as every form's template shows them."""
        return {"errors": self.errors, "messages": self.messages}


async def read_form(request: Request, *names: str, most_fields: int = 50) -> dict[str, str]:
    """Return what was typed for these fields, exactly; a missing one is empty."""
    async with request.form(max_files=0, max_fields=most_fields, max_part_size=256 * 1024) as form:
        values = {name: form.get(name, "") for name in names}
    return {name: "" if isinstance(text, UploadFile) else text for name, text in values.items()}


def rows_to_show(
    values: Mapping[str, str], columns: Iterable[str], *, most: int, blank: int
) -> range:
    """Return the rows of a form's table (`column-0`…): all that say something, and blank ones."""
    names = tuple(columns)
    used = [row for row in range(most) if any(values.get(f"{name}-{row}") for name in names)]
    return range(min(most, (used[-1] + 1 if used else 0) + blank))


def usable_key(typed: str) -> str:
    """Return the idempotency key a form carried, a new one when no service would take it."""
    return typed if is_key(typed) else new_id()


def filled(values: Mapping[str, str], *names: str) -> dict[str, str | None]:
    """Return these values with an empty one as not given."""
    return {name: values[name] if values[name].strip() else None for name in names}


def check(kind: type[T], values: Mapping[str, Any]) -> T | list[Fault]:
    """Return what the contract makes of the values, or what it refuses."""
    try:
        return kind.model_validate(values)
    except ValidationError as error:
        return [
            Fault(_field(entry["loc"]), entry["type"], entry.get("ctx", {}))
            for entry in error.errors()
        ]


def _field(place: tuple[int | str, ...]) -> str:
    """Return the field a place lies in; a branch of a union (`literal['']`) is no field."""
    return next((str(part) for part in reversed(place) if "[" not in str(part)), "")


def faults_of(problem: ServiceProblem) -> list[Fault]:
    """Return the faults a service points at; a refusal of another kind is the whole form's."""
    found = [
        Fault(pointer.rpartition("/")[2], str(entry.get("code", "")), entry.get("limits", {}))
        for entry in problem.errors
        if (pointer := str(entry.get("pointer", ""))).startswith("#/")
    ]
    return found or [Fault("", problem.slug)]


def describe(
    pages: PageMaker,
    faults: Iterable[Fault] | None,
    fields: Mapping[str, Mapping[str, str]],
) -> FormFaults:
    """Put faults into words; a form not sent yet has none.

    `fields`: the form's fields in order, each with words of its own. A field's `""` message stands
    for every code it does not name.
    """
    messages: dict[str, str] = {}
    whole: dict[str, dict[str, str]] = {}
    for fault in faults or ():
        if fault.field in fields:
            messages.setdefault(fault.field, _say(pages, fault, fields[fault.field]))
        else:
            whole.setdefault(fault.code, _explained(pages, fault))
    errors = [*whole.values()]
    errors += [{"field": name, "message": messages[name]} for name in fields if name in messages]
    return FormFaults(errors, {name: messages.get(name, "") for name in fields})


def _say(pages: PageMaker, fault: Fault, own: Mapping[str, str]) -> str:
    text = own.get(fault.code) or own.get("") or GENERAL_MESSAGES.get(fault.code, UNUSABLE)
    try:
        return pages.say(text) % dict(fault.limits)
    except KeyError:  # the service named the fault without its measure
        return pages.say(UNUSABLE)


def _explained(pages: PageMaker, fault: Fault) -> dict[str, str]:
    """Return the line of the summary about a whole form: what happened, and what helps."""
    explained = explain(fault.code)
    if explained is None:
        return {"field": "", "message": pages.say(NOT_TAKEN)}
    return {
        "field": "", "title": pages.say(explained.title), "message": pages.say(explained.text)
    }  # fmt: skip
