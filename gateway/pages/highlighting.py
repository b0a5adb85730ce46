"""Marks the words somebody looked for in a text, whatever marks they typed them with.

Also makes visible to eyes and readers alike what was left out of a public text, written `[…]`.
"""

import re
from collections.abc import Iterator

from markupsafe import Markup, escape

from gateway.formats import excerpt
from shared.folding import fold

_WORD = re.compile(r"\w+")
LEFT_OUT = "[…]"


class Highlighter:
    """Marks words in texts; one for each search."""

    def __init__(self, words: str = "") -> None:
        self._wanted = frozenset(_WORD.findall(fold(words)))

    def __call__(self, text: str) -> Markup:
        """Return the text as HTML with the words looked for in `<mark>`."""
        return Markup("").join(self._parts(text))

    def excerpt(self, text: str, length: int) -> Markup:
        """Return about so much of a Markdown text, around the first word looked for."""
        plain = excerpt(text, 20_000)
        start = max(self._first(plain) - length // 3, 0)
        if start == 0 or len(plain) <= length:
            return self(excerpt(plain, length))
        start = plain.find(" ", start) + 1
        return Markup("…") + self(excerpt(plain[start:], length))

    def _first(self, text: str) -> int:
        if not self._wanted:
            return 0
        found = (word.start() for word in _WORD.finditer(text) if self._has(word.group()))
        return next(found, 0)

    def _has(self, word: str) -> bool:
        return fold(word) in self._wanted

    def _parts(self, text: str) -> Iterator[Markup]:
        done = 0
        if self._wanted:
            for word in _WORD.finditer(text):
                if self._has(word.group()):
                    yield escape(text[done : word.start()])
                    yield Markup("<mark>{}</mark>").format(word.group())
                    done = word.end()
        yield escape(text[done:])
