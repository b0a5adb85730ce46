"""Making the sandbox misbehave, and changing its key, while it runs; JSON only.

A page of another site cannot reach these from a developer's browser: a PUT with JSON asks for leave
first, and no leave is given.
"""

from fastapi import APIRouter, Response
from pydantic import BaseModel

from services.auth.sandbox.deps import CurrentState
from services.auth.sandbox.switches import Switch

router = APIRouter()


class Switches(BaseModel):
    """What is done wrong now."""

    on: list[Switch]


@router.get("/switches")
async def show_switches(state: CurrentState) -> Switches:
    """Say what is done wrong."""
    return Switches(on=sorted(state.switches))


@router.put("/switches")
async def change_switches(wanted: Switches, state: CurrentState) -> Switches:
    """Do exactly this wrong from now on; an empty list puts everything right."""
    state.switches = set(wanted.on)
    return Switches(on=sorted(state.switches))


@router.put("/keys/current", status_code=204)
async def change_key(state: CurrentState, response: Response) -> None:
    """Sign with a new key from now on."""
    state.rotate_key()
    response.headers["Cache-Control"] = "no-store"
