"""Tokens for machine clients."""

from typing import Annotated

from fastapi import APIRouter, Form, Response

from services.auth.clients.deps import AuthenticatedClient
from services.auth.clients.model import GrantNotOffered, granted_scopes
from services.auth.deps import CurrentRuntime
from shared.contracts.auth.sessions import TokenAnswer

router = APIRouter(tags=["clients"])


@router.post("/api/auth/v1/token")
async def issue_client_token(
    client: AuthenticatedClient,
    runtime: CurrentRuntime,
    response: Response,
    grant_type: Annotated[str, Form(max_length=100)],
    scope: Annotated[str, Form(max_length=500)] = "",
) -> TokenAnswer:
    """Give a machine client an access token (RFC 6749, client credentials, HTTP Basic)."""
    if grant_type != "client_credentials":
        raise GrantNotOffered(error="unsupported_grant_type")
    response.headers["Cache-Control"] = "no-store"
    return runtime.access_tokens.for_client(client.name, granted_scopes(client.scopes, scope))
