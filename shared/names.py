"""Official names: one line of Latin letters, so that no name only looks like another.

A Cyrillic `а` or a mathematical `𝐀` reads like the Latin letter and is another one: such letters
are refused, naming them. What else a line may hold is `shared.text`.
"""

import unicodedata
from typing import Annotated

from pydantic import AfterValidator
from pydantic_core import PydanticCustomError

from shared.text import line


def _latin_only(text: str) -> str:
    for position, character in enumerate(text, 1):
        name = unicodedata.name(character, "")
        if character.isalpha() and not name.startswith("LATIN "):
            raise PydanticCustomError(
                "text_character",
                "Name should not contain the character {code_point} {name}, at {position}",
                {
                    "code_point": f"U+{ord(character):04X}",
                    "name": name or "UNNAMED CHARACTER",
                    "position": position,
                },
            )
    return text


OfficialName = Annotated[str, line(2, 200), AfterValidator(_latin_only)]
"""A name that must be there."""
OptionalName = Annotated[str, line(0, 200), AfterValidator(_latin_only)]
"""A name that may be empty."""
