"""What every request passes before anything serves it, in this order:

path written plainly → headers not too large → change not forged by another site → body not too
large, nor too slow while it is read → client's address → who sends it (session exchanged, machine
token verified) → limits. A refusal answers at once.

`request.state` then holds `address` and `identity`. An API call with an ended session is refused
(401, and the cookie cleared), since its sender believes to be somebody; a page shows itself as to
a guest and clears the cookie.
"""

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gateway.addresses import client_address, limit_key
from gateway.bodies import announces_body, guarded, refuse_large_body, refuse_large_headers
from gateway.csrf import refuse_cross_site
from gateway.errors import tell
from gateway.groups import MACHINE, UNLIMITED, limit_group, takes_forms, takes_uploads
from gateway.limits import Limits
from gateway.paths import refuse_odd_path
from gateway.proxy import TOKEN_PATH, is_proxied
from gateway.sessions import GUEST, Identity, SessionEnded, Sessions, expired_cookie
from gateway.settings import GatewaySettings
from shared.identity import CallerKind
from shared.logging import get_logger
from shared.problems import Problem, Unauthenticated, Unavailable

_log = get_logger(__name__)
# Sign-in looks at the cookie itself; keys are public; the token address checks its own secret.
_NAMELESS = ("/auth/", "/.well-known/", TOKEN_PATH)


class FrontDoor:
    """Admits or refuses each request (ASGI)."""

    def __init__(self, app: ASGIApp, settings: GatewaySettings) -> None:
        self._app = app
        self._settings = settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        added: dict[str, str] = {}
        has_started = False

        async def send_with_added(message: Message) -> None:
            nonlocal has_started
            if message["type"] == "http.response.start":
                has_started = True
                headers = MutableHeaders(raw=list(message.get("headers", ())))
                for name, value in added.items():
                    headers.append(name, value)
                message["headers"] = headers.raw
            await send(message)

        try:
            receive = self._check(scope, receive)
            added |= await self._name_and_count(scope)
            await self._serve(scope, receive, send_with_added)
        except Problem as problem:
            if has_started:
                raise
            await tell(Request(scope), problem)(scope, receive, send)
        except Exception:
            _log.exception("unhandled_error")
            if has_started:
                raise
            await tell(Request(scope), Problem())(scope, receive, send)

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve an admitted request; what we answer ourselves answers HEAD as GET, bodiless."""
        if scope["method"] != "HEAD" or is_proxied(scope["path"]):
            await self._app(scope, receive, send)
            return
        inner = {**scope, "method": "GET"}
        try:
            await self._app(inner, receive, send)
        finally:
            scope["route"] = inner.get("route")

    def _check(self, scope: Scope, receive: Receive) -> Receive:
        """Refuse what can be seen at once; return the channel, guarded where needed."""
        headers = Headers(scope=scope)
        method, path = scope["method"], scope["path"]
        refuse_odd_path(scope["raw_path"])
        refuse_large_headers(scope["headers"], self._settings.max_header_bytes)
        refuse_cross_site(method, headers, self._settings)
        most = self._largest_body(method, path)
        refuse_large_body(headers, most)
        if not announces_body(headers):
            return receive
        return guarded(receive, most, self._settings.body_silence_seconds)

    def _largest_body(self, method: str, path: str) -> int:
        if takes_uploads(method, path):
            return self._settings.max_upload_bytes
        if takes_forms(method, path):
            return self._settings.max_form_bytes
        return self._settings.max_body_bytes

    async def _name_and_count(self, scope: Scope) -> dict[str, str]:
        """Find out who sends this and count it; return headers for the answer."""
        state = scope.setdefault("state", {})
        address = client_address(scope, self._settings.trusted_proxies)
        state["address"] = address
        group = limit_group(scope["method"], scope["path"])
        if group == UNLIMITED:
            state["identity"] = GUEST
            return {}
        limits: Limits = scope["app"].state.limits
        try:
            identity = await self._identify(scope)
        except Unauthenticated as refusal:
            await limits.take(group, limit_key(address))
            if isinstance(refusal, SessionEnded):
                refusal.headers["Set-Cookie"] = expired_cookie(self._settings)
            raise
        state["identity"] = identity
        if identity.caller.kind is CallerKind.CLIENT:
            group = MACHINE
        added = await limits.take(group, identity.limit_key or limit_key(address))
        if identity.has_stale_cookie:
            added["Set-Cookie"] = expired_cookie(self._settings)
        return added

    async def _identify(self, scope: Scope) -> Identity:
        path, headers = scope["path"], Headers(scope=scope)
        sessions: Sessions = scope["app"].state.sessions
        if path.startswith(_NAMELESS):
            return GUEST
        if path.startswith("/api/"):
            return await sessions.identify(headers)
        try:
            return await sessions.identify_browser(headers)
        except SessionEnded:
            return Identity(has_stale_cookie=True)
        except Unavailable:
            return Identity(is_unsure=True)
