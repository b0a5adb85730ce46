"""A machine client by HTTP Basic, as a dependency."""

import base64
import binascii
from typing import Annotated

from fastapi import Depends, Request
from pydantic import BaseModel

from services.auth.clients.model import authenticate_own
from services.auth.clients.service import authenticate
from services.auth.deps import CurrentRuntime


class MachineClient(BaseModel):
    """A client that proved who it is."""

    name: str
    scopes: frozenset[str]


async def _machine_client(request: Request, runtime: CurrentRuntime) -> MachineClient:
    named = request.headers.getlist("authorization")
    name, secret = _credentials(named[0]) if len(named) == 1 else ("", "")
    scopes = authenticate_own(runtime.settings.service_secrets, name, secret)
    if scopes is None:
        scopes = await authenticate(runtime.mongo, name, secret)
    return MachineClient(name=name, scopes=scopes)


def _credentials(header: str) -> tuple[str, str]:
    scheme, _, encoded = header.partition(" ")
    if scheme.lower() != "basic":
        return "", ""
    try:
        name, _, secret = base64.b64decode(encoded, validate=True).decode().partition(":")
    except (ValueError, binascii.Error):
        return "", ""
    return name, secret


AuthenticatedClient = Annotated[MachineClient, Depends(_machine_client)]
