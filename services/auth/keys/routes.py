"""The published keys."""

from typing import Any

from fastapi import APIRouter, Response

from services.auth.deps import CurrentRuntime

router = APIRouter(tags=["keys"])


@router.get("/.well-known/jwks.json")
async def show_keys(runtime: CurrentRuntime, response: Response) -> dict[str, Any]:
    """Return the public keys that verify access tokens."""
    response.headers["Cache-Control"] = "public, max-age=300"
    return runtime.keyring.jwks()
