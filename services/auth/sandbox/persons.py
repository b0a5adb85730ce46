"""The sandbox's persons: made up, as data, with numbers that begin with 000."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict

from services.auth.signins.claim_profiles import ClaimProfile

_FILE = Path(__file__).parent / "persons.json"


class Organization(BaseModel):
    """What a person represents."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    tax_code: str


class SandboxPerson(BaseModel):
    """Somebody who can sign in here."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    name: str
    level: int
    number: str
    email: str
    note: str
    organization: Organization | None = None
    denies: bool = False

    @property
    def subject(self) -> str:
        """The `sub` of this person: an opaque name, never the number."""
        return f"sandbox-{self.id}"

    def claims(self, profile: ClaimProfile) -> dict[str, Any]:
        """Return what is told of them, under the profile's names."""
        if self.organization:
            names, name = profile.organization, self.organization.name
            number, account = self.organization.tax_code, profile.account.organization
        else:
            names, name = profile.person, self.name
            number, account = self.number, profile.account.person
        return {
            profile.account.claim: account,
            names.name: name,
            names.email: self.email,
            names.number: number,
        }

    def granted_level(self, profile: ClaimProfile, acr_values: str) -> int:
        """Return the highest level asked for that they have; their own when none fits."""
        asked = [level for level, acr in profile.levels.items() if acr in acr_values.split()]
        return max((level for level in asked if level <= self.level), default=self.level)


@cache
def load_persons() -> Mapping[str, SandboxPerson]:
    """Return the persons by id."""
    entries = json.loads(_FILE.read_text("utf-8"))
    return {entry["id"]: SandboxPerson.model_validate(entry) for entry in entries}
