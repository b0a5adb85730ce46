"""Leaders and the people of a unit before the real survey service."""

from dataclasses import replace

import pytest

from tests.gateway.pages.admin.conftest import (
    HEAD_SESSION,
    LEADER_SESSION,
    Keeper,
    keeper,
    keeping_gateway,
    kept_survey,
)

__all__ = ["keeper", "keeping_gateway", "kept_survey"]


@pytest.fixture
def leader(keeper: Keeper) -> Keeper:
    """Return the leader of everything."""
    return replace(keeper, session=LEADER_SESSION)


@pytest.fixture
def head(keeper: Keeper) -> Keeper:
    """Return the head of the department of justice."""
    return replace(keeper, session=HEAD_SESSION)
