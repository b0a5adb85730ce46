"""Versions of policies and ladders: which is in force, and what may be refused."""

from collections.abc import Iterable
from datetime import date
from typing import TypeVar

from services.qa.deadlines.model import Policy
from services.qa.escalations.model import Ladder
from shared.contracts.qa.policies import State
from shared.problems import Conflict, NotFound

V = TypeVar("V", bound=Policy | Ladder)


class PolicyNotFound(NotFound):
    """There is no such policy or ladder."""

    slug, title = "policy-not-found", "There is no such policy"


class PolicySuperseded(Conflict):
    """Somebody changed it meanwhile: the newest version is the one to change."""

    slug, title = "policy-superseded", "There is a newer version of this policy"


class PolicyExists(Conflict):
    """There is one for this unit and topic already, which is to be changed."""

    slug, title = "policy-exists", "There is a policy for this unit and topic already"


def newest(versions: Iterable[V]) -> V | None:
    """Return the version to change."""
    return max(versions, key=lambda version: version.number, default=None)


def state_of(version: V, versions: Iterable[V], day: date) -> State:
    """Say whether a version is in force on a day, will be, or was."""
    of_scope = [one for one in versions if one.scope == version.scope]
    valid = [one for one in of_scope if one.is_valid_on(day)]
    in_force = max(valid, key=lambda one: (one.valid_from, one.number), default=None)
    if in_force is version:
        return "current"
    is_coming = version.valid_from > day and not version.is_withdrawn
    return "coming" if is_coming else "past"
