"""A part of a page that may be missing while its service is away; the rest is still shown."""

from collections.abc import Awaitable
from typing import TypeVar

from gateway.clients import ServiceDown, ServiceProblem

T = TypeVar("T")


async def or_none(call: Awaitable[T]) -> T | None:
    """Return what a call gives, None when its service refuses or does not answer."""
    try:
        return await call
    except (ServiceDown, ServiceProblem):
        return None
