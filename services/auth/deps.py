"""What routes ask for, as annotated types."""

import re
from typing import Annotated

from fastapi import Depends, Header, Request

from services.auth.bootstrap import AuthRuntime
from services.auth.clients.model import READ_DIRECTORY
from shared.identity import Caller, StepUpRequired, granted, holding
from shared.problems import InvalidRequest, VersionRequired

_VERSION = re.compile(r'"(\d{1,9})"')
_LEVEL_FOR_ADMIN = 2


def _runtime(request: Request) -> AuthRuntime:
    runtime: AuthRuntime = request.app.state.runtime
    return runtime


async def _acting_admin(caller: Annotated[Caller, Depends(holding("admin"))]) -> Caller:
    if caller.loa < _LEVEL_FOR_ADMIN:
        raise StepUpRequired(level=_LEVEL_FOR_ADMIN)
    return caller


def _version(if_match: Annotated[str | None, Header()] = None) -> int:
    if if_match is None:
        raise VersionRequired
    match = _VERSION.fullmatch(if_match.strip())
    if match is None:
        entry = {"pointer": "header:if-match", "code": "version", "detail": 'a version as "3"'}
        raise InvalidRequest(errors=[entry])
    return int(match[1])


CurrentRuntime = Annotated[AuthRuntime, Depends(_runtime)]
Admin = Annotated[Caller, Depends(holding("admin"))]
ActingAdmin = Annotated[Caller, Depends(_acting_admin)]
DirectoryReader = Annotated[Caller, Depends(granted(READ_DIRECTORY))]
ReadVersion = Annotated[int, Depends(_version)]
