"""What routes ask for, as annotated types."""

import re
from typing import Annotated

from fastapi import Depends, Header, Path, Request

from services.qa.bootstrap import QaRuntime
from services.qa.questions.service import Working
from shared.identity import Caller, holding
from shared.ids import normal_code
from shared.problems import InvalidRequest, VersionRequired

_ETAG = re.compile(r'"(\d{1,9})"|(\d{1,9})')


def _qa(request: Request) -> QaRuntime:
    qa: QaRuntime = request.app.state.runtime
    return qa


def _version(if_match: Annotated[str | None, Header()] = None) -> int:
    if if_match is None:
        raise VersionRequired
    found = _ETAG.fullmatch(if_match.strip())
    if found is None:
        detail = "the version read, as in the ETag of the question"
        entry = {"pointer": "header:if-match", "code": "if_match", "detail": detail}
        raise InvalidRequest(errors=[entry])
    return int(found[1] or found[2])


def _code(code: Annotated[str, Path(max_length=40)]) -> str:
    return normal_code(code)


Qa = Annotated[QaRuntime, Depends(_qa)]
Code = Annotated[str, Depends(_code)]
Secret = Annotated[str | None, Header(alias="X-Tracking-Secret", max_length=200)]
Responder = Annotated[Caller, Depends(holding("officer", "head", "coordinator"))]
Leader = Annotated[Caller, Depends(holding("leader"))]


def _work(
    qa: Qa, caller: Responder, code: Code, version: Annotated[int, Depends(_version)]
) -> Working:
    return Working(qa, caller, code, version)


Work = Annotated[Working, Depends(_work)]
