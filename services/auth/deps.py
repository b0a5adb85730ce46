"""What routes ask for, as annotated types."""

from typing import Annotated

from fastapi import Depends, Request

from services.auth.bootstrap import AuthRuntime
from services.auth.clients.model import READ_DIRECTORY
from shared.identity import Caller, StepUpRequired, granted, holding

_LEVEL_FOR_ADMIN = 2


def _runtime(request: Request) -> AuthRuntime:
    runtime: AuthRuntime = request.app.state.runtime
    return runtime


async def _acting_admin(caller: Annotated[Caller, Depends(holding("admin"))]) -> Caller:
    if caller.loa < _LEVEL_FOR_ADMIN:
        raise StepUpRequired(level=_LEVEL_FOR_ADMIN)
    return caller


CurrentRuntime = Annotated[AuthRuntime, Depends(_runtime)]
Admin = Annotated[Caller, Depends(holding("admin"))]
ActingAdmin = Annotated[Caller, Depends(_acting_admin)]
DirectoryReader = Annotated[Caller, Depends(granted(READ_DIRECTORY))]
