"""What the sandbox's routes ask for."""

from typing import Annotated

from fastapi import Depends, Request

from services.auth.sandbox.state import SandboxState

SESSION_COOKIE = "langnghe_sandbox"


def _state(request: Request) -> SandboxState:
    state: SandboxState = request.app.state.sandbox
    return state


CurrentState = Annotated[SandboxState, Depends(_state)]
