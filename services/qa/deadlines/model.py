"""Deadline policies: how many working days, by which source, and which policy applies."""

from collections.abc import Iterable
from datetime import date

from pydantic import BaseModel, Field

from shared.problems import Unavailable
from shared.working_time import MAX_WORKING_DAYS


class NoDeadlinePolicy(Unavailable):
    """No policy is valid today, not even the one for every question."""

    slug, title = "no-deadline-policy", "No deadline policy is in force"


class Policy(BaseModel):
    """Working days to receive and to answer, with the source quoted to citizens.

    `scope` says for what: `unit:<id> topic:<id>`, `unit:<id>`, `topic:<id>`, empty for every
    question.
    """

    id: str
    scope: str
    receive_working_days: int = Field(ge=0, le=MAX_WORKING_DAYS)
    answer_working_days: int = Field(ge=0, le=MAX_WORKING_DAYS)
    due_soon_working_days: int = Field(ge=0, le=MAX_WORKING_DAYS)
    text: str
    text_en: str
    valid_from: date
    valid_to: date | None = None

    def is_valid_on(self, day: date) -> bool:
        """Say whether the policy is in force; both its days belong to it."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


def scopes(unit: str, topic: str | None) -> list[str]:
    """Return the scopes that apply to a question, the most particular first."""
    by_unit, by_topic = f"unit:{unit}", f"topic:{topic}"
    return [f"{by_unit} {by_topic}", by_unit, by_topic, ""] if topic else [by_unit, ""]


def applicable(policies: Iterable[Policy], order: list[str], day: date) -> Policy:
    """Return the policy of the first scope that has one, its newest; raises `NoDeadlinePolicy`."""
    valid = [policy for policy in policies if policy.is_valid_on(day) and policy.scope in order]
    if not valid:
        raise NoDeadlinePolicy
    return min(
        valid, key=lambda policy: (order.index(policy.scope), -policy.valid_from.toordinal())
    )
