"""How a provider names what it tells of a person: profiles are data, one JSON file each."""

import json
import re
import unicodedata
from functools import cache
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import PydanticCustomError, PydanticKnownError

from shared.text import line

_FOLDER = Path(__file__).parent / "profiles"
_EMAIL = re.compile(r"[^@\s\x00-\x1f]{1,64}@[A-Za-z0-9.-]{1,189}")
_NUMBERS = {
    "person": re.compile(r"\d{12}"),
    "organization": re.compile(r"\d{10}(-?\d{3})?|\d{12}"),
}

Account = Literal["person", "organization"]


class Holder(BaseModel):
    """What a provider said about whoever signed in, cleaned; empty where it said nothing usable."""

    account: Account
    name: str
    email: str
    number: str
    """Personal number or tax code."""


class _Names(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    email: str
    number: str


class _AccountNames(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    claim: str
    person: str
    organization: str


class ClaimProfile(BaseModel):
    """The scope to ask for, the names of levels and claims, and the values of account kinds."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    scope: str
    levels: dict[int, str]
    account: _AccountNames
    person: _Names
    organization: _Names

    def acr_values(self, level: int | None) -> str:
        """Return what to ask for: exactly a level, or any with the highest preferred."""
        if level is not None:
            return self.levels[level]
        return " ".join(self.levels[known] for known in sorted(self.levels, reverse=True))

    def level_of(self, acr: object) -> int:
        """Return the level an `acr` means; the lowest when the provider names none we know."""
        known = {name: level for level, name in self.levels.items()}
        return known.get(acr, min(self.levels)) if isinstance(acr, str) else min(self.levels)

    def read(self, claims: dict[str, Any]) -> Holder:
        """Return what the claims say in our terms."""
        told = str(claims.get(self.account.claim, self.account.person))
        account: Account = "organization" if told == self.account.organization else "person"
        names = self.organization if account == "organization" else self.person
        number, email = str(claims.get(names.number, "")), str(claims.get(names.email, ""))
        return Holder(
            account=account,
            name=_clean_name(claims.get(names.name)),
            email=email if _EMAIL.fullmatch(email) else "",
            number=number if _NUMBERS[account].fullmatch(number) else "",
        )


def _clean_name(told: object) -> str:
    try:
        name = line(1, 200).clean(told) if isinstance(told, str) else ""
    except (PydanticCustomError, PydanticKnownError, ValidationError):
        return ""
    return "" if _mixes_scripts(name) else name


def _mixes_scripts(name: str) -> bool:
    """Whether Latin letters stand beside others that may only look like them."""
    scripts = {
        unicodedata.name(letter, "").partition(" ")[0] for letter in name if letter.isalpha()
    }
    return "LATIN" in scripts and len(scripts) > 1


def profile_names() -> list[str]:
    """Return the profiles that exist."""
    return sorted(file.stem for file in _FOLDER.glob("*.json"))


@cache
def load_profile(name: str) -> ClaimProfile:
    """Return a profile by name; raises `KeyError` for an unknown one."""
    if name not in profile_names():
        raise KeyError(name)
    return ClaimProfile.model_validate(json.loads((_FOLDER / f"{name}.json").read_text("utf-8")))
