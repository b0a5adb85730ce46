"""How long sessions live: the more somebody may do, the shorter; the strictest role decides."""

from datetime import timedelta

import pytest

from services.auth.sessions.model import LiveSession, limits_for, longest_life
from shared.clock import now
from shared.identity import Role
from tests.services.auth.settings import unopened_settings

SETTINGS = unopened_settings()


@pytest.mark.parametrize(
    ("roles", "idle", "absolute"),
    [
        ([], 60, 12), (["officer"], 60, 10), (["leader", "head"], 60, 10), (["admin"], 30, 8),
        (["officer", "admin"], 30, 8),
    ],
)  # fmt: skip
def test_n42_limits_depend_on_what_somebody_may_do(roles, idle, absolute):
    limits = limits_for(SETTINGS, [Role(role=role, unit="x") for role in roles])
    assert limits.idle == timedelta(minutes=idle)
    assert limits.absolute == timedelta(hours=absolute)
    assert limits.absolute <= longest_life(SETTINGS)


def test_n42_a_session_is_over_when_unused_or_old_to_the_second():
    moment, limits = now(), limits_for(SETTINGS, [])
    session = LiveSession(key="k", person="p", loa=2, created_at=moment, seen_at=moment)
    assert limits.idle_left(session, moment + limits.idle) == timedelta()
    assert limits.idle_left(session, moment + limits.idle - timedelta(seconds=1)) > timedelta()
    assert not limits.is_outlived(session, moment + limits.absolute)
    assert limits.is_outlived(session, moment + limits.absolute + timedelta(seconds=1))
