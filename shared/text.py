"""What people type, as field types: `Annotated[str, line(max_length=200)]`, `paragraphs(…)`.

Text is brought to NFC, line endings to `\\n`, edges trimmed; beyond that nothing a citizen
wrote is changed: what cannot be kept is refused, naming the character. Searching is
`shared.folding`, sorting `shared.collation`, personal data in texts `shared.personal_text`.
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError, PydanticKnownError, core_schema

_BLANKS = (
    " \t\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u202f\u205f\u3000"
)
_BLANK_RUN = re.compile(f"[{_BLANKS}]+")

# Every line ending Unicode and word processors know: LF, CR, VT, FF, NEL, LS, PS.
_BREAKS = "\n\r\v\f\x85\u2028\u2029"
_BREAK = re.compile(f"\r\n|[{_BREAKS}]")

# Copying leaves invisible marks at the edges of a text; inside a text they are refused.
_TRIMMED = _BLANKS + _BREAKS + "\u200b\ufeff"

# Plain letters and signs need no closer look; everything else is looked at one by one.
_SUSPECT = re.compile("[^ -~\n\t\u00a1-\u00ac\u00ae-\u024f\u1ea0-\u1ef9]")
_REFUSED = {
    "Cc": "CONTROL CHARACTER",
    "Cf": "FORMAT CHARACTER",
    "Cn": "UNASSIGNED CHARACTER",
    "Co": "PRIVATE USE CHARACTER",
    "Cs": "SURROGATE",
}

# Letters that print nothing: a name of these alone would look empty.
_BLANK_LETTERS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")

# The blocks Unicode reserves for emoji: one newer than this Python is no reason to refuse it.
_EMOJI_BLOCKS = range(0x1F000, 0x1FB00)
_JOINER = "\u200d"
_JOINED_BESIDES_SYMBOLS = frozenset(
    "\ufe0f\u2194\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff"
)


def nfc(text: str) -> str:
    """Return the text in Unicode's composed form: one code point for `ệ`."""
    return unicodedata.normalize("NFC", text)


@dataclass(frozen=True)
class TextRule:
    """How a text field is cleaned and what it refuses; made by `line` and `paragraphs`."""

    min_length: int
    max_length: int
    blank_lines: int | None

    def clean(self, text: str) -> str:
        """Return the text as it is kept; raises pydantic's errors for what is refused.

        Lengths are code points after cleaning. Error types: `string_too_short`,
        `string_too_long`, `text_not_one_line`, and `text_character` with `code_point`
        (U+202E), `name` and `position` (from 1, in the cleaned text).
        """
        text = _BREAK.sub("\n", nfc(text).strip(_TRIMMED))
        if self.blank_lines is None:
            text = _one_line(text)
        else:
            text = _limit_blank_lines(text, self.blank_lines)
        _refuse_characters(text)
        if len(text) < self.min_length:
            raise PydanticKnownError("string_too_short", {"min_length": self.min_length})
        if len(text) > self.max_length:
            raise PydanticKnownError("string_too_long", {"max_length": self.max_length})
        return text

    def __get_pydantic_core_schema__(
        self,
        source: Any,  # noqa: ANN401 - pydantic's own signature
        handler: GetCoreSchemaHandler,
    ) -> CoreSchema:
        return core_schema.no_info_after_validator_function(self.clean, handler(source))

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {**handler(schema), "minLength": self.min_length, "maxLength": self.max_length}


def line(min_length: int = 1, max_length: int = 200) -> TextRule:
    """Return the rule for one line: runs of spaces and tabs become one space, no line break."""
    return TextRule(min_length, max_length, None)


def paragraphs(min_length: int = 1, max_length: int = 10_000, blank_lines: int = 1) -> TextRule:
    """Return the rule for running text: tabs stay, longer runs of blank lines are shortened."""
    return TextRule(min_length, max_length, blank_lines)


def _one_line(text: str) -> str:
    if "\n" in text:
        raise PydanticCustomError("text_not_one_line", "Text should be a single line")
    return _BLANK_RUN.sub(" ", text)


def _limit_blank_lines(text: str, most: int) -> str:
    """Shorten each run of blank lines, which may hold spaces, to `most`."""
    kept: list[str] = []
    blank = 0
    for row in text.split("\n"):
        blank = 0 if row.strip(_BLANKS) else blank + 1
        if blank <= most:
            kept.append(row)
    return "\n".join(kept)


def _refuse_characters(text: str) -> None:
    """Refuse what prints nothing, turns the reading direction or has no agreed meaning."""
    for found in _SUSPECT.finditer(text):
        character, position = found.group(), found.start()
        reason = _why_refused(character)
        if reason is None or (character == _JOINER and _inside_emoji(text, position)):
            continue
        raise PydanticCustomError(
            "text_character",
            "Text should not contain the character {code_point} {name}, at position {position}",
            {
                "code_point": f"U+{ord(character):04X}",
                "name": "NULL" if character == "\0" else unicodedata.name(character, reason),
                "position": position + 1,
            },
        )


def _why_refused(character: str) -> str | None:
    category = unicodedata.category(character)
    if category == "Cn" and ord(character) in _EMOJI_BLOCKS:
        return None
    if character in _BLANK_LETTERS:
        return "BLANK CHARACTER"
    return _REFUSED.get(category)


def _inside_emoji(text: str, position: int) -> bool:
    """Say whether a joiner stands between two pictures, as in the emoji of a family."""
    neighbours = text[position - 1 : position], text[position + 1 : position + 2]
    return all(
        one in _JOINED_BESIDES_SYMBOLS
        or (one != "" and (unicodedata.category(one) == "So" or ord(one) in _EMOJI_BLOCKS))
        for one in neighbours
    )
