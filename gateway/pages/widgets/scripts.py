"""`/widgets/survey.js`, `/widgets/qa.js`, copies of them that never change, and their manifest.

Scripts are the same for everybody and hold nothing private: any page may load them, with or
without CORS (a page needs it to check their integrity).
"""

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from gateway.assets import IMMUTABLE
from gateway.revalidation import knows
from gateway.widgets.bundles import Bundle, widget_scripts
from shared.problems import NotFound

router = APIRouter(include_in_schema=False)

MOVING = "public, max-age=300"
_OPEN = {
    "access-control-allow-origin": "*",
    "cross-origin-resource-policy": "cross-origin",
    "vary": "Accept-Encoding",
}


@router.get("/widgets/manifest.json")
async def show_manifest() -> Response:
    """Tell the present version of each widget and all that are kept: address, integrity, size."""
    scripts = widget_scripts()
    found = {
        name: {
            **_tell(bundle),
            "kept": [_tell(one) for one in scripts.versions.values() if one.name == name],
        }
        for name, bundle in scripts.present.items()
    }
    return JSONResponse(found, headers={"cache-control": MOVING})


def _tell(bundle: Bundle) -> dict[str, object]:
    return {
        "version": bundle.version,
        "url": f"/widgets/{bundle.file_name}",
        "integrity": bundle.integrity,
        "bytes": {"plain": len(bundle.body), "br": len(bundle.encoded["br"])},
    }


@router.get("/widgets/{file}.js")
async def show_widget(file: str, request: Request) -> Response:
    """Return a script: today's under its short name, one for ever under its version."""
    scripts = widget_scripts()
    if bundle := scripts.present.get(file):
        return _answer(request, bundle, MOVING)
    if bundle := scripts.versions.get(f"{file}.js"):
        return _answer(request, bundle, IMMUTABLE)
    raise NotFound


def _answer(request: Request, bundle: Bundle, caching: str) -> Response:
    accepted = request.headers.get("accept-encoding", "").lower()
    names = {part.split(";")[0].strip() for part in accepted.split(",") if "q=0" not in part}
    encoding = next((name for name in bundle.encoded if name in names), "")
    tag = f'"{bundle.version}{encoding and f"-{encoding}"}"'
    headers = {**_OPEN, "cache-control": caching, "etag": tag}
    if knows(request.headers.get("if-none-match", ""), tag):
        return Response(status_code=304, headers=headers)
    if encoding:
        headers["content-encoding"] = encoding
    body = bundle.encoded[encoding] if encoding else bundle.body
    return Response(body, media_type="text/javascript", headers=headers)
