"""What routes ask for, as annotated types."""

from typing import Annotated

from fastapi import Depends, Request

from services.auth.bootstrap import AuthRuntime
from services.auth.clients.model import READ_DIRECTORY
from services.auth.units.queries import root_units
from shared.identity import PROVEN, Caller, granted, holding
from shared.problems import Forbidden


async def _runtime(request: Request) -> AuthRuntime:
    runtime: AuthRuntime = request.app.state.runtime
    return runtime


CurrentRuntime = Annotated[AuthRuntime, Depends(_runtime)]
Admin = Annotated[Caller, Depends(holding("admin", level=PROVEN))]
"""An administrator whose sign-in proved who they are: also to read what administrators read."""


async def _root_admin(caller: Admin) -> Caller:
    if not caller.units_as("admin") & await root_units():
        raise Forbidden
    return caller


RootAdmin = Annotated[Caller, Depends(_root_admin)]
"""Who administers every unit, signed in at the level for it."""
DirectoryReader = Annotated[Caller, Depends(granted(READ_DIRECTORY))]
