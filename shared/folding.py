"""Vietnamese text as search terms: without marks for finding, with them for ranking.

Folding is for look-up only; what a person wrote is never replaced by it.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from itertools import pairwise

from shared.text import nfc

MAX_TERMS = 512
MAX_TERM_LENGTH = 32

_MARKS = "\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
_MARK = re.compile(f"[{_MARKS}]+")
_SYLLABLE = re.compile(rf"(?:[^\W_][{_MARKS}]*)+")

# Grave, acute, tilde, hook above, dot below: huyền, sắc, ngã, hỏi, nặng.
_TONES = re.compile("[\u0300\u0301\u0303\u0309\u0323]")
# đ does not decompose; old texts have the look-alikes ð and ɖ for it.
_NO_DECOMPOSITION = str.maketrans("đðɖ", "ddd")


def fold(text: str) -> str:
    """Return the text without case, tones, letter marks and đ: `Hoà Đức` and `hòa đức` alike.

    Only Latin-style combining marks go; other scripts keep theirs.
    """
    plain = unicodedata.normalize("NFD", text).casefold()
    plain = _MARK.sub("", unicodedata.normalize("NFD", plain))
    return nfc(plain.translate(_NO_DECOMPOSITION))


def syllables(text: str) -> list[str]:
    """Return the runs of letters and digits in order, in NFC, otherwise as written."""
    return _SYLLABLE.findall(nfc(text))


def search_terms(text: str, limit: int = MAX_TERMS) -> list[str]:
    """Return what a text is found by: folded syllables, then adjacent pairs (`hoc phi`).

    Each term once, by first appearance, at most `limit`: every syllable goes before any
    pair, so that a very long text loses pairs first. Terms are cut at `MAX_TERM_LENGTH`
    characters a syllable. The same function serves the stored text and the question asked.
    """
    found = [term[:MAX_TERM_LENGTH] for term in syllables(fold(text))]
    pairs = [f"{first} {second}" for first, second in pairwise(found)]
    return _distinct([*found, *pairs], limit)


def exact_terms(text: str, limit: int = MAX_TERMS) -> list[str]:
    """Return the distinct syllables with their marks, to rank exact spelling first.

    Case does not matter, nor where the tone stands: `hoà` and `hòa` give the same term,
    the letters with the tone at the end. A term is a key for comparing, not for showing.
    """
    found = (_tone_last(term.casefold())[:MAX_TERM_LENGTH] for term in syllables(text))
    return _distinct(found, limit)


@lru_cache(maxsize=16_384)
def _tone_last(syllable: str) -> str:
    apart = unicodedata.normalize("NFD", syllable)
    return nfc(_TONES.sub("", apart) + "".join(_TONES.findall(apart)))


def _distinct(terms: Iterable[str], limit: int) -> list[str]:
    return list(dict.fromkeys(terms))[:limit]
