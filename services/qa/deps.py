"""What routes ask for, as annotated types."""

import re
from typing import Annotated

from fastapi import Depends, Header, Path, Request

from services.qa.bootstrap import QaRuntime
from services.qa.questions.opening import Working
from shared.identity import AnyCaller, Caller, StepUpRequired, holding
from shared.ids import normal_code
from shared.problems import InvalidRequest, VersionRequired

_LEVEL_FOR_ADMIN = 2
_ETAG = re.compile(r'"(\d{1,9})"|(\d{1,9})')


def _qa(request: Request) -> QaRuntime:
    qa: QaRuntime = request.app.state.runtime
    return qa


def _version_if_given(if_match: Annotated[str | None, Header()] = None) -> int | None:
    if if_match is None:
        return None
    found = _ETAG.fullmatch(if_match.strip())
    if found is None:
        detail = "the version read, as in the ETag of the question"
        entry = {"pointer": "header:if-match", "code": "if_match", "detail": detail}
        raise InvalidRequest(errors=[entry])
    return int(found[1] or found[2])


def _version(given: Annotated[int | None, Depends(_version_if_given)]) -> int:
    if given is None:
        raise VersionRequired
    return given


def _code(code: Annotated[str, Path(max_length=40)]) -> str:
    return normal_code(code)


Qa = Annotated[QaRuntime, Depends(_qa)]
Code = Annotated[str, Depends(_code)]
Secret = Annotated[str | None, Header(alias="X-Tracking-Secret", max_length=200)]
Version = Annotated[int, Depends(_version)]
VersionIfGiven = Annotated[int | None, Depends(_version_if_given)]
Responder = Annotated[Caller, Depends(holding("officer", "head", "coordinator"))]
Leader = Annotated[Caller, Depends(holding("leader"))]
Admin = Annotated[Caller, Depends(holding("admin"))]


async def _acting_admin(caller: Admin) -> Caller:
    if caller.loa < _LEVEL_FOR_ADMIN:
        raise StepUpRequired(level=_LEVEL_FOR_ADMIN)
    return caller


ActingAdmin = Annotated[Caller, Depends(_acting_admin)]


def _work(
    qa: Qa, caller: Responder, code: Code, version: Annotated[int, Depends(_version)]
) -> Working:
    return Working(qa, caller, code, version)


def _words(qa: Qa, caller: Responder, code: Code, version: VersionIfGiven) -> Working:
    return Working(qa, caller, code, version)


def _sending(
    qa: Qa, caller: AnyCaller, code: Code, version: VersionIfGiven, secret: Secret = None
) -> Working:
    return Working(qa, caller, code, version, secret)


Work = Annotated[Working, Depends(_work)]
"""Of somebody who responds, in the version they read."""
Words = Annotated[Working, Depends(_words)]
"""Of somebody who responds, in any version: nothing is overwritten by it."""
Sending = Annotated[Working, Depends(_sending)]
"""Of anybody, the sender among them: in the version they read, if they say which."""
