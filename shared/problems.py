"""Errors as RFC 9457 problem details: one base class, one shape, one place that writes them.

    Problem
    ├── InvalidRequest        422  malformed request, with `errors`
    ├── Unauthenticated       401
    ├── Forbidden             403
    ├── NotFound              404
    ├── Conflict              409
    │   └── StaleVersion      412
    ├── Gone                  410
    ├── TooLarge              413
    ├── TooManyRequests       429
    └── Unavailable           503

Services subclass these in their `model.py`; `tests/architecture` walks them all.
"""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from shared.logging import current_request_id, get_logger

MEDIA_TYPE = "application/problem+json"
_log = get_logger(__name__)


class Problem(Exception):
    """A refusal the caller can read: `status`, `slug` (its page), `title`; `detail` per case."""

    status: ClassVar[int] = 500
    slug: ClassVar[str] = "internal-error"
    title: ClassVar[str] = "Something went wrong on our side"

    def __init__(
        self,
        detail: str | None = None,
        *,
        errors: Sequence[Mapping[str, Any]] = (),
        headers: Mapping[str, str] | None = None,
        **extra: Any,  # noqa: ANN401 - extension members are any JSON
    ) -> None:
        super().__init__(detail or self.title)
        self.detail = detail
        self.errors = list(errors)
        self.headers = dict(headers or {})
        self.extra = extra

    def body(self, public_url: str) -> dict[str, Any]:
        """Return the problem document; `type` is a page under `public_url`."""
        document: dict[str, Any] = {
            **self.extra,
            "type": f"{public_url}/problems/{self.slug}",
            "title": self.title,
            "status": self.status,
        }
        if self.detail:
            document["detail"] = self.detail
        if self.errors:
            document["errors"] = self.errors
        if request_id := current_request_id():
            document["request_id"] = request_id
        return document


class InvalidRequest(Problem):
    """The request is malformed; `errors` lists `{pointer, code, detail}`."""

    status, slug, title = 422, "invalid-request", "The request is malformed"


class Unauthenticated(Problem):
    """Nobody is named, or the token was refused."""

    status, slug, title = 401, "unauthenticated", "Sign in to continue"


class Forbidden(Problem):
    """The caller is known and may not do this."""

    status, slug, title = 403, "forbidden", "You may not do this"


class NotFound(Problem):
    """There is nothing here that this caller may see."""

    status, slug, title = 404, "not-found", "Nothing was found here"


class MethodNotAllowed(Problem):
    """The address exists, the method does not."""

    status, slug, title = 405, "method-not-allowed", "This method is not offered here"


class Conflict(Problem):
    """The present state does not allow it."""

    status, slug, title = 409, "conflict", "The present state does not allow this"


class StaleVersion(Problem):
    """The record was changed by somebody else since the caller read it (`If-Match`)."""

    status, slug, title = 412, "stale-version", "Somebody else changed this meanwhile"


class VersionRequired(Problem):
    """A change of a versioned record came without `If-Match`."""

    status, slug, title = 428, "version-required", "Say which version you read, with If-Match"


class Gone(Problem):
    """It existed and is closed for good."""

    status, slug, title = 410, "gone", "This is no longer available"


class TooLarge(Problem):
    """The body is larger than allowed."""

    status, slug, title = 413, "too-large", "The request is too large"


class TooManyRequests(Problem):
    """A limit was reached; `Retry-After` says when to come back."""

    status, slug, title = 429, "too-many-requests", "Too many requests"


class Unavailable(Problem):
    """Something this needs does not answer at the moment."""

    status, slug, title = 503, "unavailable", "The service is not available at the moment"


_BY_STATUS: dict[int, type[Problem]] = {
    problem.status: problem
    for problem in (
        Unauthenticated, Forbidden, NotFound, MethodNotAllowed, Conflict, StaleVersion,
        VersionRequired, Gone, TooLarge, InvalidRequest, TooManyRequests, Unavailable,
    )
}  # fmt: skip


# A body that is no text, or nested beyond reason, gets 400 from the framework without a place.
_UNREADABLE = {"pointer": "#", "code": "unreadable", "detail": "The body cannot be read as JSON"}


def pointer(location: Sequence[str | int]) -> str:
    """Return where a request is wrong: `#/title` in the body, `query:limit`, `header:if-match`."""
    if not location:
        return "#"
    place, *rest = location
    if place == "body":
        steps = [str(step).replace("~", "~0").replace("/", "~1") for step in rest]
        return "#" + "".join(f"/{step}" for step in steps)
    return f"{place}:{'.'.join(str(step) for step in rest)}"


def invalid_request(error: RequestValidationError) -> InvalidRequest:
    """Return the problem for what FastAPI refused; what was typed is never echoed."""
    found = []
    for entry in error.errors():
        malformed_json = entry["type"] == "json_invalid"
        item = {
            "pointer": "#" if malformed_json else pointer(entry["loc"]),
            "code": entry["type"],
            "detail": entry["msg"],
        }
        limits = {
            key: value
            for key, value in (entry.get("ctx") or {}).items()
            if isinstance(value, int | str) and key not in {"error", "given"}
        }
        found.append({**item, **({"limits": limits} if limits else {})})
    return InvalidRequest(errors=found)


def add_problem_handlers(app: FastAPI, public_url: str) -> None:
    """Make every error of the application a problem document."""

    def respond(problem: Problem) -> JSONResponse:
        return JSONResponse(
            problem.body(public_url), problem.status, problem.headers, media_type=MEDIA_TYPE
        )

    async def on_problem(_request: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, Problem)  # noqa: S101 - the registration below says so
        return respond(error)

    async def on_validation(_request: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, RequestValidationError)  # noqa: S101
        return respond(invalid_request(error))

    async def on_http(_request: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, HTTPException)  # noqa: S101
        if error.status_code == 400:
            return respond(InvalidRequest(errors=[_UNREADABLE]))
        known = _BY_STATUS.get(error.status_code, InvalidRequest)
        return respond(known(headers=error.headers))

    async def on_any(_request: Request, error: Exception) -> JSONResponse:
        _log.error("unhandled_error", exc_info=error)
        # Written outside the middleware that names the request in every other answer.
        request_id = current_request_id()
        return respond(Problem(headers={"X-Request-Id": request_id} if request_id else None))

    app.add_exception_handler(Problem, on_problem)
    app.add_exception_handler(RequestValidationError, on_validation)
    app.add_exception_handler(HTTPException, on_http)
    app.add_exception_handler(Exception, on_any)
