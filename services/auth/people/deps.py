"""Whom a route changes, as an annotated type."""

from typing import Annotated

from fastapi import Depends

from services.auth.deps import Admin, CurrentRuntime
from services.auth.people.service import Change
from shared.versions import Version


async def _change(
    person_id: str, caller: Admin, version: Version, runtime: CurrentRuntime
) -> Change:
    return Change(runtime.cipher, caller, person_id, version)


CurrentChange = Annotated[Change, Depends(_change)]
"""Whom an administrator changes, in the version they read."""
