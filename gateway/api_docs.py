"""`/docs`: the services' OpenAPI documents as one, to read and as JSON, from this host alone."""

import asyncio
import json
from dataclasses import dataclass

import aiohttp
from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from gateway.clients.recent import Recent
from gateway.openapi import Json, join_documents
from gateway.openapi_reading import Section, list_sections
from gateway.pages.deps import Pages
from gateway.revalidation import revalidated
from gateway.settings import GatewaySettings
from shared.logging import get_logger
from shared.problems import NotFound

router = APIRouter(include_in_schema=False)
KEPT_SECONDS = 30.0
_log = get_logger(__name__)
_SERVICES = ("qa", "survey", "auth")
_TIMEOUT = aiohttp.ClientTimeout(total=5)


@dataclass(frozen=True, slots=True)
class ApiDescription:
    """The joined document, and laid out to be read."""

    document: Json
    sections: list[Section]


@router.get("/docs")
async def show_api_docs(request: Request, pages: Pages) -> Response:
    """Show what the API offers, a line for each call, and how calls are refused."""
    described = await _described(request)
    answer = described.document["components"]["responses"]["Problem"]["content"]
    [problem] = [content["example"] for content in answer.values()]
    context = {
        "missing": described.document.get("x-missing-services", []),
        "sections": described.sections,
        "about": described.document["info"]["description"],
        "problem": json.dumps(problem, ensure_ascii=False, indent=2),
    }
    return pages.render_public("docs/overview.html", context, is_wide=True)


@router.get("/docs/openapi.json")
async def show_api_document(request: Request) -> Response:
    """Return the joined OpenAPI 3.1 document."""
    return revalidated(request, JSONResponse((await _described(request)).document))


@router.get("/docs/{slug}")
async def show_api_section(slug: str, request: Request, pages: Pages) -> Response:
    """Show the calls of one section with what they take and give, and examples."""
    sections = (await _described(request)).sections
    section = next((one for one in sections if one.slug == slug), None)
    if section is None:
        raise NotFound
    context = {"section": section, "sections": sections}
    return pages.render_public("docs/section.html", context, is_wide=True)


async def _described(request: Request) -> ApiDescription:
    recent: Recent[ApiDescription] = request.app.state.api_description

    async def describe() -> ApiDescription:
        document = await _joined(request)
        return ApiDescription(document, list_sections(document))

    return await recent.get(describe)


async def _joined(request: Request) -> Json:
    settings: GatewaySettings = request.app.state.settings
    http: aiohttp.ClientSession = request.app.state.http
    found = await asyncio.gather(*(_fetch(http, settings, name) for name in _SERVICES))
    documents = dict(zip(_SERVICES, found, strict=True))
    return join_documents(documents, settings.public_url, settings.session_cookie)


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
