"""The form of a draft of the survey: its fields, what they make, and where a fault belongs.

Only words are typed. Which questions there are, their option keys and what they measure come from
the draft and from the versions published before, so that a form cannot invent any.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from gateway.clients import ServiceProblem
from gateway.pages.deps import PageMaker
from gateway.pages.forms import Fault
from gateway.translations import mark
from shared.contracts.survey.instruments import DraftOut, InstrumentDraft
from shared.contracts.survey.responses import CriterionOut, InstrumentOut, Wording

LANGUAGES = ("vi", "en")
_HEADS = ("title", "source")
_LANGUAGE = {"vi": mark("tiếng Việt"), "en": mark("tiếng Anh")}
_PART = {
    "title": mark("Tên phiếu"),
    "source": mark("Căn cứ"),
    "question-title": mark("Tiêu chí"),
    "question": mark("Câu hỏi"),
    "option": mark("Mức %(n)s"),
}
_WORDS = mark("Hãy ghi nội dung, nhiều nhất 300 ký tự, trên một dòng.")


@dataclass(frozen=True, slots=True)
class Field:
    """One text to type; `of` is the key of its question, empty for the survey's own."""

    name: str
    label: str
    part: str
    language: str
    of: str = ""
    option: int = 0


def known_criteria(draft: DraftOut, versions: Sequence[InstrumentOut]) -> list[CriterionOut]:
    """Return the draft's questions, then those that earlier versions asked, newest words first."""
    found: dict[str, CriterionOut] = {one.key: one for one in draft.criteria}
    for version in versions:
        for criterion in version.criteria:
            found.setdefault(criterion.key, criterion)
    return list(found.values())


def fields_of(known: Sequence[CriterionOut]) -> list[Field]:
    """Return every text of the form, in the order of the page."""
    heads = [
        Field(f"{part}-{language}", part, part, language)
        for part in _HEADS
        for language in LANGUAGES
    ]
    return [*heads, *(field for criterion in known for field in criterion_fields(criterion))]


def criterion_fields(criterion: CriterionOut) -> Iterator[Field]:
    """Yield the texts of one question."""
    key = criterion.key
    for part in ("title", "question"):
        for language in LANGUAGES:
            name = "question-title" if part == "title" else part
            yield Field(f"{key}-{part}-{language}", name, part, language, key)
    for number, option in enumerate(criterion.options, 1):
        for language in LANGUAGES:
            name = f"{key}-option-{option.key}-{language}"
            yield Field(name, "option", "option", language, key, number)


def say(pages: PageMaker, field: Field) -> str:
    """Name a field in the visitor's words."""
    part = pages.say(_PART[field.label])
    named = part % {"n": field.option} if field.option else part
    return f"{named} ({pages.say(_LANGUAGE[field.language])})"


def values_of(draft: DraftOut, known: Sequence[CriterionOut]) -> dict[str, str]:
    """Return what the form shows for a stored draft."""
    values = {"version": str(draft.version)}
    for part in _HEADS:
        values |= _words(part, getattr(draft, part))
    asked = {criterion.key for criterion in draft.criteria}
    for criterion in known:
        key = criterion.key
        values |= {f"ask-{key}": "on" if key in asked else ""}
        values |= {f"break-{key}": "on" if key in draft.breaks else ""}
        values |= _words(f"{key}-title", criterion.title)
        values |= _words(f"{key}-question", criterion.question)
        for option in criterion.options:
            values |= _words(f"{key}-option-{option.key}", option.label)
    return values


def _words(name: str, wording: Wording) -> dict[str, str]:
    return {f"{name}-vi": wording.vi, f"{name}-en": wording.en}


def read_draft(
    values: Mapping[str, str], known: Sequence[CriterionOut]
) -> InstrumentDraft | list[Fault]:
    """Return the draft that was typed, or what is wrong with it."""
    asked = [criterion for criterion in known if values[f"ask-{criterion.key}"]]
    body = {
        **{part: _wording(values, part) for part in _HEADS},
        "criteria": [_typed(values, criterion) for criterion in asked],
        "breaks": [one.key for one in asked if values[f"break-{one.key}"]],
    }
    try:
        return InstrumentDraft.model_validate(body)
    except ValidationError as error:
        return [_fault(entry["loc"], asked, entry["type"]) for entry in error.errors()]


def _wording(values: Mapping[str, str], name: str) -> dict[str, str]:
    return {language: values[f"{name}-{language}"].strip() for language in LANGUAGES}


def _typed(values: Mapping[str, str], criterion: CriterionOut) -> dict[str, Any]:
    key = criterion.key
    return {
        "key": key,
        "construct_key": criterion.construct_key,
        "title": _wording(values, f"{key}-title"),
        "question": _wording(values, f"{key}-question"),
        "options": [
            {**option.model_dump(), "label": _wording(values, f"{key}-option-{option.key}")}
            for option in criterion.options
        ],
    }


def faults_in(
    problem: ServiceProblem, values: Mapping[str, str], known: Sequence[CriterionOut]
) -> list[Fault]:
    """Return what the service refused, each fault at its field."""
    asked = [criterion for criterion in known if values[f"ask-{criterion.key}"]]
    found = [
        _fault(tuple(str(entry["pointer"])[2:].split("/")), asked, str(entry.get("code", "")))
        for entry in problem.errors
        if str(entry.get("pointer", "")).startswith("#/")
    ]
    return found or [Fault("", problem.slug)]


def _fault(path: Sequence[object], asked: Sequence[CriterionOut], code: str) -> Fault:
    """Return a fault at the field that a place of the contract belongs to."""
    head, *rest = (str(part) for part in path)
    if head in _HEADS:
        return Fault("-".join([head, *(rest or ["vi"])]), code)
    if head != "criteria" or not rest or not rest[0].isdecimal() or int(rest[0]) >= len(asked):
        return Fault("criteria", code)
    criterion, inside = asked[int(rest[0])], rest[1:]
    if inside[:1] in (["title"], ["question"]) and len(inside) > 1:
        return Fault(f"{criterion.key}-{inside[0]}-{inside[1]}", code)
    if inside[:1] == ["options"] and len(inside) > 3 and inside[1].isdecimal():
        option = criterion.options[int(inside[1])]
        return Fault(f"{criterion.key}-option-{option.key}-{inside[3]}", code)
    return Fault(f"ask-{criterion.key}", code)


def messages_of(known: Sequence[CriterionOut]) -> dict[str, dict[str, str]]:
    """Return the words for a fault of each field, in the order of the page."""
    words = {field.name: {"": _WORDS} for field in fields_of(known)}
    asks = {f"ask-{one.key}": {"": mark("Câu hỏi này chưa dùng được.")} for one in known}
    return {**words, **asks, "criteria": {"": mark("Hãy hỏi ít nhất một câu.")}}


def named_errors(
    pages: PageMaker, known: Sequence[CriterionOut], errors: Sequence[Mapping[str, str]]
) -> list[dict[str, str]]:
    """Return the lines of the summary with the field each belongs to: many fields, one message."""
    places = {field.name: _place(pages, known, field) for field in fields_of(known)}
    return [
        {
            **error,
            "message": f"{places[error['field']]}: {error['message']}"
            if error["field"] in places
            else error["message"],
        }
        for error in errors
    ]


def _place(pages: PageMaker, known: Sequence[CriterionOut], field: Field) -> str:
    title = next((getattr(one.title, pages.language) for one in known if one.key == field.of), "")
    label = say(pages, field)
    return f"{title}: {label}" if title else label


def differing(
    pages: PageMaker,
    known: Sequence[CriterionOut],
    stored: Mapping[str, str],
    typed: Mapping[str, str],
) -> list[dict[str, str]]:
    """Return the fields that stand otherwise in the stored draft than in the form."""
    titles = {one.key: getattr(one.title, pages.language) for one in known}
    rows = []
    for field in fields_of(known):
        if stored[field.name].strip() != typed[field.name].strip():
            place = _place(pages, known, field)
            rows.append({"label": place, "theirs": stored[field.name], "mine": typed[field.name]})
    for switch, words in _SWITCHES.items():
        rows += [
            {
                "label": f"{titles[one.key]}: {pages.say(words)}",
                "theirs": _yes(pages, stored[f"{switch}-{one.key}"]),
                "mine": _yes(pages, typed[f"{switch}-{one.key}"]),
            }
            for one in known
            if bool(stored[f"{switch}-{one.key}"]) != bool(typed[f"{switch}-{one.key}"])
        ]
    return rows


_SWITCHES = {"ask": mark("Hỏi câu này"), "break": mark("Không so sánh được với phiên bản trước")}


def _yes(pages: PageMaker, switched: str) -> str:
    return pages.say(mark("có")) if switched else pages.say(mark("không"))
