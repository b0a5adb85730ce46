"""What routes ask for, as annotated types."""

from typing import Annotated

from fastapi import Depends, Request

from services.auth.bootstrap import AuthRuntime
from services.auth.clients.model import READ_DIRECTORY
from services.auth.units.queries import root_units
from shared.identity import Caller, StepUpRequired, granted, holding
from shared.problems import Forbidden

_LEVEL_FOR_ADMIN = 2


def _runtime(request: Request) -> AuthRuntime:
    runtime: AuthRuntime = request.app.state.runtime
    return runtime


async def _acting_admin(caller: Annotated[Caller, Depends(holding("admin"))]) -> Caller:
    if caller.loa < _LEVEL_FOR_ADMIN:
        raise StepUpRequired(level=_LEVEL_FOR_ADMIN)
    return caller


async def _root_admin(caller: Annotated[Caller, Depends(_acting_admin)]) -> Caller:
    if not caller.units_as("admin") & await root_units():
        raise Forbidden
    return caller


CurrentRuntime = Annotated[AuthRuntime, Depends(_runtime)]
Admin = Annotated[Caller, Depends(holding("admin"))]
ActingAdmin = Annotated[Caller, Depends(_acting_admin)]
RootAdmin = Annotated[Caller, Depends(_root_admin)]
"""Who administers every unit, signed in at the level for it."""
DirectoryReader = Annotated[Caller, Depends(granted(READ_DIRECTORY))]
