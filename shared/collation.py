"""Sorting Vietnamese: the alphabet with ă â đ ê ô ơ ư as letters, then tones, then case.

The order of ICU's `vi` locale, as a plain string that any index or `sorted` can compare;
so a list looks the same from every database and in every program.
"""

import re
import unicodedata

# Digits first, then the alphabet; f, j, w and z stand where Latin has them.
ALPHABET = "0123456789aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"

# Tone order: ngang, huyền (grave), hỏi (hook), ngã (tilde), sắc (acute), nặng (dot below).
TONES = "\u0300\u0309\u0303\u0301\u0323"

_LEVEL = "\x01"
_SPACE = "\x02"
_WEIGHTS = {letter: chr(16 + place) for place, letter in enumerate(ALPHABET)}
_WORD = re.compile(r"(?:[^\W_][\u0300-\u036f]*)+")
_LETTER = re.compile(r"([^\W_])([\u0300-\u036f]*)")
_LETTER_MARK = re.compile("[\u0306\u0302\u031b]")  # breve, circumflex, horn


def vietnamese_sort_key(text: str) -> str:
    """Return a string whose code point order is the Vietnamese order of texts.

    Levels, each deciding only where the ones before are equal: letters of the whole text,
    word by word (`An Bình` before `Anh`; punctuation only separates); tones, one a
    syllable, so `hoà` equals `hòa`; case, small before capital. Marks of other languages
    are left out (`ç` as `c`), other scripts come after `z`. Compare keys with keys only.
    """
    words = _WORD.findall(unicodedata.normalize("NFD", text))
    letters = _SPACE.join(_letters(word) for word in words)
    tones = "".join(_tone(word) for word in words)
    cases = "".join(_case(word) for word in words)
    return _LEVEL.join((letters, tones, cases))


def _letters(word: str) -> str:
    return "".join(_weight(base, marks) for base, marks in _LETTER.findall(word.casefold()))


def _weight(base: str, marks: str) -> str:
    own_mark = _LETTER_MARK.search(marks)
    letter = unicodedata.normalize("NFC", base + own_mark.group()) if own_mark else base
    return _WEIGHTS.get(letter) or _WEIGHTS.get(base, base)


def _tone(word: str) -> str:
    """Return the syllable's tone as a digit, 0 (ngang) to 5 (nặng)."""
    return str(max((TONES.find(mark) + 1 for mark in word), default=0))


def _case(word: str) -> str:
    return "".join("1" if base.isupper() else "0" for base, _marks in _LETTER.findall(word))
