"""What routes ask for, as annotated types. All of it is async: FastAPI runs the rest in threads."""

from typing import Annotated

from fastapi import Depends, Header, Path, Request

from services.qa.bootstrap import QaRuntime
from services.qa.directory import queries as directory
from services.qa.questions.opening import Working
from shared.identity import PROVEN, AnyCaller, Caller, ProvenPerson, holding
from shared.ids import normal_code
from shared.problems import Forbidden
from shared.versions import Version, VersionIfGiven


async def _qa(request: Request) -> QaRuntime:
    qa: QaRuntime = request.app.state.runtime
    return qa


async def _code(code: Annotated[str, Path(max_length=40)]) -> str:
    return normal_code(code)


Qa = Annotated[QaRuntime, Depends(_qa)]
Code = Annotated[str, Depends(_code)]
Secret = Annotated[str | None, Header(alias="X-Tracking-Secret", max_length=200)]
Responder = Annotated[Caller, Depends(holding("officer", "head", "coordinator"))]
Leader = Annotated[Caller, Depends(holding("leader"))]


async def _admin(
    qa: Qa, caller: Annotated[Caller, Depends(holding("admin", level=PROVEN))]
) -> Caller:
    """Return who administers every unit: what is set here counts for all of them."""
    root = await directory.root_unit(qa.settings.root_unit)
    if not caller.has_role("admin", unit=root.id):
        raise Forbidden
    return caller


Admin = Annotated[Caller, Depends(_admin)]
"""Who administers every unit, signed in at the level for it."""


async def _work(qa: Qa, caller: Responder, code: Code, version: Version) -> Working:
    return Working(qa, caller, code, version)


async def _approval(work: Annotated[Working, Depends(_work)], _proven: ProvenPerson) -> Working:
    return work


async def _words(qa: Qa, caller: Responder, code: Code, version: VersionIfGiven) -> Working:
    return Working(qa, caller, code, version)


async def _sending(
    qa: Qa, caller: AnyCaller, code: Code, version: VersionIfGiven, secret: Secret = None
) -> Working:
    return Working(qa, caller, code, version, secret)


Work = Annotated[Working, Depends(_work)]
"""Of somebody who responds, in the version they read."""
Approval = Annotated[Working, Depends(_approval)]
"""Of somebody who answers for the unit: their sign-in proved who they are."""
Words = Annotated[Working, Depends(_words)]
"""Of somebody who responds, in any version: nothing is overwritten by it."""
Sending = Annotated[Working, Depends(_sending)]
"""Of anybody, the sender among them: in the version they read, if they say which."""
