"""What the clients share: JSON over the pooled session, on behalf of one visitor."""

import json
from collections.abc import AsyncIterator, Hashable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar, cast
from urllib.parse import quote

import aiohttp
from pydantic import BaseModel, TypeAdapter, ValidationError
from yarl import URL

from shared.fetching import FetchFailed, read_whole
from shared.logging import current_request_id, get_logger
from shared.service_client import ServiceUnavailable
from shared.tracing import current_traceparent

_log = get_logger(__name__)
T = TypeVar("T")
Query = Mapping[str, str | int | None]
Headers = Mapping[str, str | None]
_TIMEOUT = aiohttp.ClientTimeout(total=10, sock_connect=2)
_UPLOAD_TIMEOUT = aiohttp.ClientTimeout(total=120, sock_connect=2)
"""A file is kept, and perhaps looked through, before the service answers."""
_FILE_TIMEOUT = aiohttp.ClientTimeout(total=None, sock_connect=2, sock_read=20)
_LARGEST_ANSWER = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class OnBehalf:
    """For whom a call is made; a guest has no token."""

    access_token: str | None = None
    address: str = ""
    language: str = "vi"

    def headers(self) -> dict[str, str]:
        """Return what every call says about its caller."""
        found = {"Accept": "application/json", "Accept-Language": self.language}
        if self.access_token:
            found["Authorization"] = f"Bearer {self.access_token}"
        if self.address:
            found["X-Forwarded-For"] = self.address
        if request_id := current_request_id():
            found["X-Request-Id"] = request_id
        if traceparent := current_traceparent():
            found["traceparent"] = traceparent
        return found


class ServiceProblem(Exception):
    """A service refused with a problem document; `slug` is the last part of its `type`."""

    def __init__(self, status: int, document: Mapping[str, Any]) -> None:
        self.status = status
        self.slug = str(document.get("type", "")).rpartition("/")[2] or "unknown"
        self.title = str(document.get("title", ""))
        self.detail: str = str(document.get("detail", ""))
        self.errors: list[dict[str, Any]] = list(document.get("errors", []))
        known = {"type", "title", "status", "detail", "errors"}
        self.extra = {key: value for key, value in document.items() if key not in known}
        super().__init__(f"{status} {self.slug}")


class ServiceDown(ServiceUnavailable):
    """A service did not answer in time, or not as its contract says."""

    def __init__(self, service: str) -> None:
        super().__init__(service=service)
        self.service = service


class Download:
    """A file on its way from a service, passed on as it comes."""

    def __init__(self, response: aiohttp.ClientResponse) -> None:
        self._response = response

    def headers(self, *names: str) -> dict[str, str]:
        """Return those of these headers that the service sent."""
        sent = self._response.headers
        return {name: sent[name] for name in names if name in sent}

    async def chunks(self) -> AsyncIterator[bytes]:
        """Yield the content; the connection is given back at the end, whatever happens."""
        try:
            async for chunk in self._response.content.iter_chunked(64 * 1024):
                yield chunk
        finally:
            self._response.release()


class ServiceClient:
    """One service's calls for one visitor; cheap to make, one per request."""

    name: str

    def __init__(self, http: aiohttp.ClientSession, url: str, caller: OnBehalf) -> None:
        self._http = http
        self._url = url
        self._caller = caller

    async def _get(
        self, kind: type[T], path: str, query: Query | None = None, headers: Headers | None = None
    ) -> T:
        return _read(self.name, kind, await self._call("GET", path, query, headers))

    async def _post(
        self,
        kind: type[T],
        path: str,
        body: BaseModel | None = None,
        headers: Headers | None = None,
    ) -> T:
        return _read(self.name, kind, await self._call("POST", path, None, headers, body))

    async def _post_only(
        self, path: str, body: BaseModel | None = None, headers: Headers | None = None
    ) -> None:
        await self._call("POST", path, None, headers, body)

    async def _put(
        self, kind: type[T], path: str, body: BaseModel | None, headers: Headers | None = None
    ) -> T:
        return _read(self.name, kind, await self._call("PUT", path, None, headers, body))

    async def _patch(
        self, kind: type[T], path: str, body: BaseModel, headers: Headers | None = None
    ) -> T:
        return _read(self.name, kind, await self._call("PATCH", path, None, headers, body))

    async def _delete(
        self, path: str, headers: Headers | None = None, query: Query | None = None
    ) -> None:
        await self._call("DELETE", path, query, headers)

    async def _upload(
        self,
        kind: type[T],
        path: str,
        content: bytes,
        headers: Headers,
        query: Query | None = None,
    ) -> T:
        sent = {"Content-Type": "application/octet-stream", **headers}
        return _read(self.name, kind, await self._call("POST", path, query, sent, content))

    async def _open(self, path: str, headers: Headers) -> Download:
        """Begin to fetch a file; raises `ServiceProblem` and `ServiceDown`."""
        sent = self._caller.headers()
        sent |= {name: value for name, value in headers.items() if value is not None}
        url = URL(f"{self._url}{path}", encoded=True)
        try:
            response = await self._http.get(
                url, headers=sent, timeout=_FILE_TIMEOUT, allow_redirects=False
            )
            if response.status < 300:
                return Download(response)
            async with response:
                answer = await read_whole(response, _LARGEST_ANSWER)
        except (aiohttp.ClientError, FetchFailed, TimeoutError, OSError) as error:
            _log.warning("service_down", service=self.name, error=type(error).__name__)
            raise ServiceDown(self.name) from error
        raise _refusal(self.name, response.status, answer)

    async def _call(
        self,
        method: str,
        path: str,
        query: Query | None,
        headers: Headers | None,
        body: BaseModel | bytes | None = None,
    ) -> bytes:
        """Return the body of a successful answer; raises `ServiceProblem` and `ServiceDown`."""
        sent = self._caller.headers()
        sent |= {name: value for name, value in (headers or {}).items() if value is not None}
        data = body if isinstance(body, bytes) else None
        timeout = _TIMEOUT if data is None else _UPLOAD_TIMEOUT
        if isinstance(body, BaseModel):
            sent["Content-Type"] = "application/json"
            data = _written(body)
        asked = {name: str(value) for name, value in (query or {}).items() if value is not None}
        url = URL(f"{self._url}{path}", encoded=True).with_query(asked or None)
        try:
            async with self._http.request(
                method, url, data=data, headers=sent, timeout=timeout, allow_redirects=False
            ) as response:
                answer = await read_whole(response, _LARGEST_ANSWER)
                status = response.status
        except (aiohttp.ClientError, FetchFailed, TimeoutError, OSError) as error:
            _log.warning("service_down", service=self.name, error=type(error).__name__)
            raise ServiceDown(self.name) from error
        if status >= 300:
            raise _refusal(self.name, status, answer)
        return answer


def segment(text: str) -> str:
    """Return text as one segment of a path, whatever it holds."""
    quoted = quote(text, safe="")
    return quoted if quoted.strip(".") else "-"  # no `.` and `..`


def if_match(version: int) -> dict[str, str]:
    """Return the header that says which version the caller read."""
    return {"If-Match": f'"{version}"'}


@cache
def _adapter(kind: Hashable) -> TypeAdapter[Any]:
    return TypeAdapter(cast(Any, kind))


def _written(body: BaseModel) -> bytes:
    """Return a body as JSON; a null is left out unless its contract asks for it to be said."""
    told = body.model_dump(mode="json", exclude_none=True)
    fields = type(body).model_fields.items()
    for name, field in fields:
        if field.is_required() and getattr(body, name) is None:
            told[name] = None
    return json.dumps(told).encode()


def _read(service: str, kind: type[T], answer: bytes) -> T:
    try:
        value: T = _adapter(cast(Hashable, kind)).validate_json(answer)
    except ValidationError as error:
        _log.error("service_answer_unreadable", service=service, errors=error.error_count())
        raise ServiceDown(service) from error
    return value


def _refusal(service: str, status: int, answer: bytes) -> ServiceProblem | ServiceDown:
    try:
        document = json.loads(answer)
    except (ValueError, RecursionError):
        document = None
    if status >= 500 or not isinstance(document, dict):
        _log.warning("service_failed", service=service, status=status)
        return ServiceDown(service)
    return ServiceProblem(status, document)
