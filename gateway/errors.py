"""How a refusal is told: a page to a browser on a page, a problem document to everyone else."""

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gateway.clients import ServiceProblem
from gateway.kept_forms import KeptForm
from gateway.pages.problem_text import login_href
from gateway.pages.problems import render_problem
from gateway.visitors import SignInNeeded
from shared.identity import PROVEN, StepUpRequired
from shared.logging import get_logger
from shared.problems import (
    MEDIA_TYPE,
    InvalidRequest,
    MethodNotAllowed,
    NotFound,
    Problem,
    invalid_request,
)

_log = get_logger(__name__)
_JSON_ONLY = ("/api/", "/.well-known/", "/docs/openapi.json", "/widgets/manifest.")
_LOOKING = ("GET", "HEAD")


def wants_page(request: Request) -> bool:
    """Whether a page is looked at: HTML is asked for, or nothing in particular and only to read."""
    accepted = request.headers.get("accept", "")
    asks = "text/html" in accepted
    looks = request.method in {"GET", "HEAD"} and "json" not in accepted
    return (asks or looks) and not request.url.path.startswith(_JSON_ONLY)


def tell(request: Request, problem: Problem, kept: KeptForm | None = None) -> Response:
    """Return the answer to a refused request; `kept` is the form to hand back with it."""
    if not wants_page(request):
        public_url = request.app.state.settings.public_url
        return JSONResponse(
            problem.body(public_url), problem.status, problem.headers, media_type=MEDIA_TYPE
        )
    if isinstance(problem, SignInNeeded | StepUpRequired) and request.method in _LOOKING:
        return _sign_in(request, PROVEN if isinstance(problem, StepUpRequired) else None)
    return render_problem(request, problem.slug, problem.status, problem.headers, kept)


def tell_service_problem(request: Request, problem: ServiceProblem) -> Response:
    """Return the answer when a service refused what a page asked of it."""
    if wants_page(request):
        if problem.slug == StepUpRequired.slug and request.method in _LOOKING:
            return _sign_in(request, PROVEN)
        return render_problem(request, problem.slug, problem.status, {})
    body = {"type": f"{request.app.state.settings.public_url}/problems/{problem.slug}"}
    body |= {"title": problem.title, "detail": problem.detail}
    return JSONResponse(body | {"status": problem.status}, problem.status, media_type=MEDIA_TYPE)


def _sign_in(request: Request, level: int | None) -> Response:
    """Send a browser to sign in, at a level if one is needed, and back here."""
    here = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return RedirectResponse(login_href(here, level), 303)


def add_error_answers(app: FastAPI) -> None:
    """Make every error inside the application an answer of `tell`."""

    async def on_problem(request: Request, error: Exception) -> Response:
        assert isinstance(error, Problem)  # noqa: S101 - the registration below says so
        return tell(request, error)

    async def on_service_problem(request: Request, error: Exception) -> Response:
        assert isinstance(error, ServiceProblem)  # noqa: S101
        return tell_service_problem(request, error)

    async def on_validation(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)  # noqa: S101
        return tell(request, invalid_request(error))

    async def on_http(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)  # noqa: S101
        if isinstance(error.__cause__, Problem):  # met while the framework read a form
            return tell(request, error.__cause__)
        known = {404: NotFound, 405: MethodNotAllowed}.get(error.status_code, InvalidRequest)
        return tell(request, known(headers=error.headers))

    app.add_exception_handler(Problem, on_problem)
    app.add_exception_handler(ServiceProblem, on_service_problem)
    app.add_exception_handler(RequestValidationError, on_validation)
    app.add_exception_handler(HTTPException, on_http)


class LastResort:
    """Answers a fault of our own with the page or problem of one (ASGI)."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        has_started = False

        async def send_and_note(message: Message) -> None:
            nonlocal has_started
            has_started = True
            await send(message)

        try:
            await self._app(scope, receive, send_and_note)
        except Problem:
            raise
        except ClientDisconnect:
            return  # while its form was read: nobody is left to be told
        except Exception:
            _log.exception("unhandled_error")
            if has_started or scope["type"] != "http":
                raise
            await tell(Request(scope), Problem())(scope, receive, send)
