"""`/docs`: the services' OpenAPI documents as one, to read and as JSON, from this host alone."""

import asyncio
import json

import aiohttp
from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, JSONResponse

from gateway.openapi import Json, describe_operations, describe_schemas, join_documents
from gateway.pages.deps import Pages
from gateway.settings import GatewaySettings
from shared.logging import get_logger

router = APIRouter(include_in_schema=False)
_log = get_logger(__name__)
_SERVICES = ("qa", "survey", "auth")
_TIMEOUT = aiohttp.ClientTimeout(total=5)


@router.get("/docs")
async def show_api_docs(request: Request, pages: Pages) -> HTMLResponse:
    """Show every call of the API with what it takes and gives."""
    document = await _joined(request)
    context = {
        "missing": document.get("x-missing-services", []),
        "sections": describe_operations(document),
        "schemas": describe_schemas(document),
    }
    return pages.render("api_docs.html", context, is_wide=True)


@router.get("/docs/openapi.json")
async def show_api_document(request: Request) -> JSONResponse:
    """Return the joined OpenAPI 3.1 document."""
    return JSONResponse(await _joined(request))


async def _joined(request: Request) -> Json:
    settings: GatewaySettings = request.app.state.settings
    http: aiohttp.ClientSession = request.app.state.http
    found = await asyncio.gather(*(_fetch(http, settings, name) for name in _SERVICES))
    return join_documents(dict(zip(_SERVICES, found, strict=True)), settings.public_url)


async def _fetch(
    http: aiohttp.ClientSession, settings: GatewaySettings, service: str
) -> Json | None:
    url = f"{settings.upstreams(service)[0]}/openapi.json"
    try:
        async with http.get(url, timeout=_TIMEOUT, allow_redirects=False) as response:
            response.raise_for_status()
            document = json.loads(await response.read())
    except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
        _log.warning("openapi_missing", service=service, error=type(error).__name__)
        return None
    return document if isinstance(document, dict) else None
