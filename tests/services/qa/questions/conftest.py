"""Policies that tests of the lifecycle need beside the shipped one."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from services.qa.deadlines.documents import PolicyDocument
from tests.services.qa.directory import JUSTICE


@asynccontextmanager
async def policy_of(unit: str, **fields: Any) -> AsyncIterator[None]:
    """Have a policy of its own for a unit: the shipped one, changed."""
    [common] = await PolicyDocument.find({"scope": ""}).limit(1).to_list()
    own = {"id": f"test-{unit}", "scope": f"unit:{unit}", **fields}
    policy = PolicyDocument(**{**common.model_dump(), **own})
    await policy.insert()
    try:
        yield
    finally:
        await policy.delete()


@pytest.fixture
async def approval(qa) -> AsyncIterator[None]:
    """Have the answers of the department of justice approved always."""
    async with policy_of(JUSTICE, approval="always"):
        yield
