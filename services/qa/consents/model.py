"""The texts people are asked to agree to, as data: the words, their versions, their hashes."""

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, TypeAdapter

from shared.contracts.qa.consents import ConsentText, ConsentWords, Purpose

Language = Literal["vi", "en"]
_FILE = Path(__file__).parent / "data" / "texts.json"


class _Version(BaseModel):
    """One version of the words for a purpose, in every language."""

    purpose: Purpose
    version: int
    valid_from: date
    vi: ConsentWords
    en: ConsentWords


@cache
def known_texts() -> Mapping[str, ConsentText]:
    """Return every text there is or was, by its hash, the newest version last."""
    versions = TypeAdapter(list[_Version]).validate_json(_FILE.read_text("utf-8"))
    texts = [
        _text(one, language)
        for one in sorted(versions, key=lambda one: one.version)
        for language in ("vi", "en")
    ]
    return {text.hash: text for text in texts}


def current_text(purpose: Purpose, language: Language, day: date) -> ConsentText:
    """Return the text in force on a day."""
    held = [
        text
        for text in known_texts().values()
        if (text.purpose, text.language) == (purpose, language) and text.valid_from <= day
    ]
    return held[-1]


def _text(version: _Version, language: Language) -> ConsentText:
    words: ConsentWords = getattr(version, language)
    said = [version.purpose, version.version, language, words.label, words.detail]
    digest = hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()
    return ConsentText(
        purpose=version.purpose, version=version.version, valid_from=version.valid_from,
        language=language, words=words, hash=digest,
    )  # fmt: skip
