"""Pages about what went wrong: instead of a page that cannot be shown, and `/problems/{slug}`."""

from collections.abc import Mapping

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from gateway.framing import is_framed
from gateway.kept_forms import KeptForm
from gateway.navigation import page_path
from gateway.pages.deps import Pages
from gateway.pages.problem_texts import explain
from gateway.rendering import Renderer
from shared.logging import current_request_id
from shared.problems import NotFound

router = APIRouter(include_in_schema=False)


def render_problem(
    request: Request,
    slug: str,
    status: int,
    headers: Mapping[str, str],
    kept: KeptForm | None = None,
) -> HTMLResponse:
    """Return the page shown when a request was refused or failed, with the form to send again."""
    renderer: Renderer = request.app.state.renderer
    template = "problems/framed.html" if is_framed(request.url.path) else "problems/problem.html"
    context = {
        "problem": explain(slug, status),
        "request_id": current_request_id() if status >= 500 else None,
        "kept": kept,
        "retry_href": _here(request) if request.method == "GET" else page_path(request),
    }
    return renderer.render(request, template, context, status=status, headers=headers)


def _here(request: Request) -> str:
    return request.url.path + (f"?{request.url.query}" if request.url.query else "")


@router.get("/problems/{slug}")
async def explain_problem(slug: str, pages: Pages) -> Response:
    """Explain one kind of problem."""
    problem = explain(slug)
    if problem is None:
        raise NotFound
    return pages.render_public("problems/explained.html", {"problem": problem, "slug": slug})
