"""What every request passes before anything serves it, in this order:

for a portal's frame, from its widget or neither → written plainly → headers not too large → change
not forged by another site → body not too large, nor too slow while it is read → no maintenance →
client's address → who sends it (session exchanged, machine token verified) and limits. A refusal
answers at once.

`request.state` then holds `arrival`, `address` and `identity`. Every answer carries the request's
id and the security headers; every request is counted and logged here.
"""

import time

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from gateway.arrivals import Arrival
from gateway.bodies import guarded, refuse_large_body, refuse_large_headers
from gateway.csrf import refuse_cross_site
from gateway.errors import tell, wants_page
from gateway.framing import framing_portal
from gateway.groups import takes_forms, takes_imports, takes_questions, takes_uploads
from gateway.kept_forms import read_kept_form
from gateway.maintenance import Maintenance, UnderMaintenance, is_spared
from gateway.origins import PortalSites, allowance, is_preflight, is_widget_call
from gateway.outgoing import Outgoing
from gateway.paths import refuse_odd_path
from gateway.proxy import ProxyRoute
from gateway.security_headers import framed_headers, security_header_list
from gateway.settings import GatewaySettings
from gateway.targets import TARGETS, find_target
from shared.app import RequestNotes
from shared.logging import begin_request, get_logger
from shared.problems import Problem
from shared.tracing import SERVER, note_answer, traced

_log = get_logger(__name__)
_HANDED_BACK = frozenset({401, 429, 503})


class FrontDoor:
    """Admits or refuses each request (ASGI)."""

    def __init__(self, app: ASGIApp, settings: GatewaySettings) -> None:
        self._app = app
        self._settings = settings
        self._careful = security_header_list(settings)
        self._proxied = {target.prefix: ProxyRoute(target, settings) for target in TARGETS}
        self._notes = RequestNotes()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = time.perf_counter()
        arrival = Arrival(scope)
        scope.setdefault("state", {})["arrival"] = arrival
        request_id = begin_request(arrival.text(b"x-request-id"))
        outgoing = Outgoing(send, self._careful, request_id)
        with traced(arrival.method, SERVER, arrival.text(b"traceparent")) as span:
            try:
                await self._answer(arrival, receive, outgoing)
            finally:
                seconds = time.perf_counter() - begun
                route = self._notes.note(scope, outgoing.status, seconds)
                note_answer(span, arrival.method, route, outgoing.status)

    async def _answer(self, arrival: Arrival, receive: Receive, outgoing: Outgoing) -> None:
        try:
            await self._admit_and_serve(arrival, receive, outgoing)
        except Problem as problem:
            if outgoing.has_started:
                raise
            await self._tell(arrival, receive, outgoing, problem)
        except Exception:
            if outgoing.has_started:
                raise
            _log.exception("unhandled_error")
            await self._tell(arrival, receive, outgoing, Problem())

    async def _tell(
        self, arrival: Arrival, receive: Receive, outgoing: Outgoing, problem: Problem
    ) -> None:
        """Answer with a refusal; a form that is refused before its page saw it is handed back."""
        request, kept = Request(arrival.scope), None
        may_keep = problem.status in _HANDED_BACK and arrival.announces_body
        if may_keep and wants_page(request):
            settings = self._settings
            silence, whole = settings.body_silence_seconds, settings.body_seconds
            channel = guarded(receive, settings.max_form_bytes, silence, whole)
            kept = await read_kept_form(arrival, channel)
        await tell(request, problem, kept)(arrival.scope, receive, outgoing.send)

    async def _admit_and_serve(
        self, arrival: Arrival, receive: Receive, outgoing: Outgoing
    ) -> None:
        state = arrival.scope["app"].state
        if state.draining.has_begun:
            outgoing.add([("Connection", "close")])
        if (portal := framing_portal(arrival)) is not None:
            outgoing.add(framed_headers(self._settings, await state.sites.of(portal)).items())
        is_widget = await self._is_widget(arrival, state.sites, outgoing)
        receive = self._check(arrival, receive, is_widget=is_widget)
        self._refuse_in_maintenance(arrival, state.maintenance)
        outgoing.add((await state.admission.admit(arrival, as_guest=is_widget)).items())
        if is_widget and is_preflight(arrival):
            await Response(status_code=204)(arrival.scope, receive, outgoing.send)
            return
        await self._serve(arrival.scope, receive, outgoing.send)

    async def _is_widget(self, arrival: Arrival, sites: PortalSites, outgoing: Outgoing) -> bool:
        """Whether a portal's page makes this call; lets it read the answer, whatever that says."""
        if not is_widget_call(arrival):
            return False
        outgoing.add([("Vary", "Origin")])
        if not arrival.has(b"origin"):
            return False
        origin = arrival.text(b"origin")
        if origin == self._settings.public_url or not await sites.knows(origin):
            return False
        outgoing.add(allowance(arrival))
        return True

    def _refuse_in_maintenance(self, arrival: Arrival, maintenance: Maintenance) -> None:
        if maintenance.is_on and not is_spared(arrival.path):
            raise UnderMaintenance(headers={"Retry-After": str(maintenance.seconds_left)})

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve an admitted request; what we answer ourselves answers HEAD as GET, bodiless."""
        if (target := find_target(scope["path"])) is not None:
            route = scope["route"] = self._proxied[target.prefix]
            await route.handle(scope, receive, send)
            return
        if scope["method"] != "HEAD":
            await self._app(scope, receive, send)
            return
        inner = {**scope, "method": "GET"}
        try:
            await self._app(inner, receive, send)
        finally:
            scope["route"] = inner.get("route")

    def _check(self, arrival: Arrival, receive: Receive, *, is_widget: bool) -> Receive:
        """Refuse what can be seen at once; return the channel, guarded where needed."""
        settings = self._settings
        arrival.refuse_ambiguous()
        refuse_odd_path(arrival.scope["raw_path"])
        refuse_large_headers(arrival, settings.max_header_bytes)
        if not is_widget:
            refuse_cross_site(arrival, settings)
        if not arrival.announces_body:
            return receive
        most, seconds = self._patience(arrival.method, arrival.path)
        refuse_large_body(arrival, most)
        return guarded(receive, most, settings.body_silence_seconds, seconds)

    def _patience(self, method: str, path: str) -> tuple[int, float]:
        """Return how large a body may be here and how long it may take."""
        settings = self._settings
        if takes_imports(method, path):
            return settings.max_import_bytes, settings.upload_seconds
        if takes_questions(method, path):
            return settings.max_question_bytes, settings.upload_seconds
        if takes_uploads(method, path):
            return settings.max_upload_bytes, settings.upload_seconds
        if takes_forms(method, path):
            return settings.max_form_bytes, settings.body_seconds
        return settings.max_body_bytes, settings.body_seconds
