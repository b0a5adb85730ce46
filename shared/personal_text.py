"""Likely personal data inside a text: personal numbers, telephone numbers, e-mail addresses.

It flags and masks for a person to decide; it promises neither to find all nor to be right.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

import phonenumbers
from phonenumbers import Leniency, PhoneNumberMatcher, PhoneNumberType

MASK = "•"
_REGION = "VN"

# Taken from the text of the next search; no number or address goes across it.
_TAKEN = "|"

# Twelve digits together; or, as issued ones do, beginning with 0, in groups with one and
# the same separator all through. 100.000.000.000 is money, 20261122-000123 a file.
_PERSONAL_NUMBER = re.compile(
    r"(?<!\d)\d{12}(?!\d)"
    r"|(?<![\d.-])0(?:(?:[ \u00a0]?\d){11}|(?:\.?\d){11}|(?:-?\d){11})(?![.-]?\d)"
)
_EMAIL = re.compile(r"(?<![\w.+%-])[\w.+%-]{1,64}@(?:[\w-]{1,63}\.){1,8}[^\W\d_]{2,63}")
# Mobile numbers of the region, found also when two stand side by side or glued to a word.
_MOBILE = re.compile(r"(?<!\d)(?:(?:\+|00)?84|0)[ .-]?[35789](?:[ .-]?\d){8}(?!\d)")

# Numbers everybody may call are nobody's: hotlines, 1800 and 1900.
_PUBLIC = frozenset(
    {
        PhoneNumberType.TOLL_FREE,
        PhoneNumberType.PREMIUM_RATE,
        PhoneNumberType.SHARED_COST,
        PhoneNumberType.UAN,
    }
)


class PersonalKind(StrEnum):
    """What a span looks like."""

    PERSONAL_NUMBER = "personal_number"
    PHONE = "phone"
    EMAIL = "email"


@dataclass(frozen=True)
class PersonalSpan:
    """`text[start:end]` looks like personal data of this kind."""

    kind: PersonalKind
    start: int
    end: int


def find_personal(text: str) -> list[PersonalSpan]:
    """Return the likely personal data in order, without overlaps.

    Where two kinds overlap, an e-mail address goes before a personal number before a
    telephone number. Public numbers such as 1900 hotlines are left alone.
    """
    found: list[PersonalSpan] = []
    for search in (_emails, _personal_numbers, _mobiles, _phones):
        spans = list(search(text))
        found += spans
        text = _replaced(text, spans, lambda taken: _TAKEN * len(taken))
    return sorted(found, key=lambda span: span.start)


def mask_personal(text: str) -> str:
    """Return the text with letters and digits of likely personal data replaced by `•`."""
    return _replaced(text, find_personal(text), lambda taken: re.sub(r"\w", MASK, taken))


def _replaced(text: str, spans: Iterable[PersonalSpan], by: Callable[[str], str]) -> str:
    parts: list[str] = []
    done = 0
    for span in spans:
        parts += [text[done : span.start], by(text[span.start : span.end])]
        done = span.end
    return "".join([*parts, text[done:]])


def _emails(text: str) -> Iterator[PersonalSpan]:
    for found in _EMAIL.finditer(text):
        yield PersonalSpan(PersonalKind.EMAIL, *found.span())


def _personal_numbers(text: str) -> Iterator[PersonalSpan]:
    for found in _PERSONAL_NUMBER.finditer(text):
        yield PersonalSpan(PersonalKind.PERSONAL_NUMBER, *found.span())


def _mobiles(text: str) -> Iterator[PersonalSpan]:
    for found in _MOBILE.finditer(text):
        number = phonenumbers.parse(found.group(), _REGION)
        if phonenumbers.is_valid_number(number):
            yield PersonalSpan(PersonalKind.PHONE, *found.span())


def _phones(text: str) -> Iterator[PersonalSpan]:
    for found in PhoneNumberMatcher(text, _REGION, leniency=Leniency.VALID):
        if phonenumbers.number_type(found.number) not in _PUBLIC:
            yield PersonalSpan(PersonalKind.PHONE, found.start, found.end)
