"""The form of an opinion poll: a fixed number of places for questions, empty ones left out.

Options are typed one a line, in both languages line by line; of a scale the two ends.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from gateway.clients import ServiceProblem
from gateway.pages.forms import Fault
from gateway.translations import mark
from shared.contracts.survey.polls import PollForm, PollOut

LANGUAGES = ("vi", "en")
MOST_QUESTIONS = 10
_SPARE = 2
_WHOLE = ("unit", "portal", "valid_from", "valid_to", "is_public")
_WORDS = ("title", "intro")
_PARTS = (
    "kind",
    *(f"{part}-{language}" for part in ("question", "options") for language in LANGUAGES),
)
_TEXT = mark("Hãy ghi nội dung, nhiều nhất 300 ký tự, trên một dòng.")
_DAY = mark("Ngày chưa đúng. Ngày cuối không được trước ngày đầu, và không trước hôm nay khi mở.")
_OPTIONS = {
    "": mark("Mỗi dòng một lựa chọn, hai thứ tiếng cùng số dòng, mỗi dòng nhiều nhất 300 ký tự."),
    "options_single": mark("Cần 2 đến 12 lựa chọn, mỗi dòng một lựa chọn."),
    "options_multiple": mark("Cần 2 đến 12 lựa chọn, mỗi dòng một lựa chọn."),
    "options_scale": mark("Ghi đúng hai dòng: nghĩa của mức 1 và của mức 5."),
    "options_text": mark("Câu trả lời bằng lời không có lựa chọn: hãy để trống."),
}


def places(values: Mapping[str, str]) -> int:
    """Return how many places for questions the form shows: those filled and some to spare."""
    filled = [n for n in range(1, MOST_QUESTIONS + 1) if _is_filled(values, n)]
    return min(MOST_QUESTIONS, max(filled, default=1) + _SPARE)


def names() -> list[str]:
    """Return every field of the form."""
    words = [f"{part}-{language}" for part in _WORDS for language in LANGUAGES]
    slots = [f"q{n}-{part}" for n in range(1, MOST_QUESTIONS + 1) for part in _PARTS]
    return [*_WHOLE, *words, *slots, "version"]


def values_of(poll: PollOut, version: int) -> dict[str, str]:
    """Return what the form shows for a stored draft."""
    values = dict.fromkeys(names(), "")
    values |= {"unit": poll.unit, "portal": poll.portal or "", "version": str(version)}
    values |= {"valid_from": str(poll.valid_from), "valid_to": str(poll.valid_to)}
    values["is_public"] = "on" if poll.is_public else ""
    for language in LANGUAGES:
        values[f"title-{language}"] = getattr(poll.title, language)
        values[f"intro-{language}"] = getattr(poll.intro, language)
        for n, question in enumerate(poll.questions, 1):
            values[f"q{n}-kind"] = question.kind
            values[f"q{n}-question-{language}"] = getattr(question.question, language)
            lines = [getattr(option.label, language) for option in question.options]
            values[f"q{n}-options-{language}"] = "\n".join(line for line in lines if line)
    return values


def read_poll(values: Mapping[str, str]) -> PollForm | list[Fault]:
    """Return the poll that was typed, or what is wrong with it."""
    asked = asked_places(values)
    uneven = [
        Fault(f"q{n}-options-en", "uneven")
        for n in asked
        if len(_lines(values, n, "vi")) != len(_lines(values, n, "en"))
    ]
    body = {
        **{name: values[name].strip() for name in ("unit", "valid_from", "valid_to")},
        "portal": values["portal"].strip() or None,
        "is_public": values["is_public"] == "on",
        **{part: {one: values[f"{part}-{one}"].strip() for one in LANGUAGES} for part in _WORDS},
        "questions": [_question(values, n) for n in asked],
    }
    try:
        form = PollForm.model_validate(body)
    except ValidationError as error:
        found = [_fault(entry["loc"], asked, entry["type"]) for entry in error.errors()]
        return [*found, *uneven]
    return uneven or form


def asked_places(values: Mapping[str, str]) -> list[int]:
    """Return the places in which something is typed."""
    return [n for n in range(1, MOST_QUESTIONS + 1) if _is_filled(values, n)]


def _is_filled(values: Mapping[str, str], n: int) -> bool:
    return any(values[f"q{n}-{part}"].strip() for part in _PARTS if part != "kind")


def _lines(values: Mapping[str, str], n: int, language: str) -> list[str]:
    lines = (line.strip() for line in values[f"q{n}-options-{language}"].splitlines())
    return [line for line in lines if line]


def _question(values: Mapping[str, str], n: int) -> dict[str, Any]:
    pairs = zip(_lines(values, n, "vi"), _lines(values, n, "en"), strict=False)
    return {
        "kind": values[f"q{n}-kind"] or "single",
        "question": {one: values[f"q{n}-question-{one}"].strip() for one in LANGUAGES},
        "options": [{"vi": vi, "en": en} for vi, en in pairs],
    }


def faults_in(problem: ServiceProblem, values: Mapping[str, str]) -> list[Fault]:
    """Return what the service refused, each fault at its field."""
    asked = asked_places(values)
    found = [
        _fault(str(entry["pointer"])[2:].split("/"), asked, str(entry.get("code", "")))
        for entry in problem.errors
        if str(entry.get("pointer", "")).startswith("#/")
    ]
    place = "unit" if problem.slug == "outside-administration" else ""
    return found or [Fault(place, problem.slug)]


def _fault(path: Sequence[object], asked: Sequence[int], code: str) -> Fault:
    head, *rest = (str(part) for part in path)
    if head in _WORDS:
        return Fault("-".join([head, *(rest or ["vi"])]), code)
    if head != "questions":
        return Fault(head, code)
    if not rest or not rest[0].isdecimal() or int(rest[0]) >= len(asked):
        return Fault("questions", code)
    n, inside = asked[int(rest[0])], rest[1:]
    if inside[:1] == ["question"]:
        return Fault("-".join([f"q{n}", "question", *(inside[1:] or ["vi"])]), code)
    language = inside[2] if len(inside) > 2 and inside[2] in LANGUAGES else "vi"
    return Fault(f"q{n}-options-{language}" if inside[:1] == ["options"] else f"q{n}-kind", code)


def messages_of() -> dict[str, dict[str, str]]:
    """Return the words for a fault of each field, in the order of the page."""
    words = {f"{part}-{one}": {"": _TEXT} for part in ("title",) for one in LANGUAGES}
    words |= {f"intro-{one}": {} for one in LANGUAGES}
    words |= {
        "unit": {"": mark("Hãy chọn đơn vị do bạn quản trị.")},
        "portal": {"": mark("Cổng này không do bạn quản trị.")},
        "valid_from": {"": _DAY},
        "valid_to": {"": _DAY},
        "questions": {"": mark("Hãy soạn ít nhất một câu hỏi.")},
    }
    for n in range(1, MOST_QUESTIONS + 1):
        words |= {f"q{n}-kind": {}}
        words |= {f"q{n}-question-{one}": {"": _TEXT} for one in LANGUAGES}
        words |= {f"q{n}-options-{one}": _OPTIONS for one in LANGUAGES}
    return words


def differing_names(stored: Mapping[str, str], typed: Mapping[str, str]) -> list[str]:
    """Return the fields that stand otherwise in the stored draft than in the form."""
    return [
        name
        for name in names()
        if name != "version" and stored[name].split() != typed[name].split()
    ]
