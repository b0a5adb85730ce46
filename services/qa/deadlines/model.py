"""Deadline policies: how many working days, by which source, and which policy applies."""

from collections.abc import Iterable
from datetime import date
from typing import Literal

from pydantic import BaseModel, Field

from shared.problems import Conflict, Unavailable
from shared.working_time import MAX_WORKING_DAYS


class NoDeadlinePolicy(Unavailable):
    """No policy is valid today, not even the one for every question."""

    slug, title = "no-deadline-policy", "No deadline policy is in force"


class ExtensionNotAllowed(Conflict):
    """The policy allows no such extension; the problem says how many working days are left."""

    slug, title = "extension-not-allowed", "The policy allows no extension this long"


class Policy(BaseModel):
    """Working days to receive, forward and answer, and what else is allowed, with the source.

    `scope` says for what: `unit:<id> topic:<id>`, `unit:<id>`, `topic:<id>`, empty for every
    question. A change is another policy of the same scope with a higher `number`.
    `forward_working_days`: a question that a unit has neither received nor forwarded by then is
    brought before its head.
    `reopen_days` and `close_after_days` are calendar days after the answer. `on_forward` says
    whether the clock goes on or starts anew when another unit takes the lead.
    """

    id: str
    scope: str
    number: int = 1
    receive_working_days: int = Field(ge=0, le=MAX_WORKING_DAYS)
    forward_working_days: int = Field(2, ge=0, le=MAX_WORKING_DAYS)
    answer_working_days: int = Field(ge=0, le=MAX_WORKING_DAYS)
    due_soon_working_days: int = Field(ge=0, le=MAX_WORKING_DAYS)
    extension_days_allowed: int = Field(15, ge=0, le=MAX_WORKING_DAYS)
    forwards_allowed: int = Field(3, ge=0, le=100)
    on_forward: Literal["continue", "restart"] = "continue"
    approval: Literal["none", "always"] = "none"
    reopen_days: int = Field(15, ge=0, le=3_650)
    close_after_days: int = Field(30, ge=0, le=3_650)
    text: str
    text_en: str
    valid_from: date
    valid_to: date | None = None
    is_withdrawn: bool = False
    """Replaced before its first day."""

    def is_valid_on(self, day: date) -> bool:
        """Say whether the policy is in force; both its days belong to it."""
        begun = self.valid_from <= day and not self.is_withdrawn
        return begun and (self.valid_to is None or day <= self.valid_to)


def scope_of(unit: str | None, topic: str | None) -> str:
    """Return the scope of a unit, a topic, both or (neither) every question."""
    parts = [f"unit:{unit}"] if unit else []
    return " ".join([*parts, f"topic:{topic}"] if topic else parts)


def parts_of(scope: str) -> tuple[str | None, str | None]:
    """Return the unit and the topic of a scope."""
    named = dict(part.split(":", 1) for part in scope.split() if ":" in part)
    return named.get("unit"), named.get("topic")


def scopes(unit: str, topic: str | None) -> list[str]:
    """Return the scopes that apply to a question, the most particular first."""
    by_unit, by_topic = f"unit:{unit}", f"topic:{topic}"
    return [f"{by_unit} {by_topic}", by_unit, by_topic, ""] if topic else [by_unit, ""]


def applicable(policies: Iterable[Policy], order: list[str], day: date) -> Policy:
    """Return the policy of the first scope that has one, its newest; raises `NoDeadlinePolicy`."""
    valid = [policy for policy in policies if policy.is_valid_on(day) and policy.scope in order]
    if not valid:
        raise NoDeadlinePolicy
    return min(valid, key=lambda policy: _rank(policy, order))


def _rank(policy: Policy, order: list[str]) -> tuple[int, int, int]:
    return order.index(policy.scope), -policy.valid_from.toordinal(), -policy.number
