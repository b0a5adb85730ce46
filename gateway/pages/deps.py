"""What page routes ask for, as annotated types; who looks and the clients are in `visitors`."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from jinja2 import Environment

from gateway.rendering import Renderer
from gateway.revalidation import revalidated
from gateway.viewers import Viewer
from gateway.visitors import CurrentVisitor, Visitor, holding
from shared.identity import PROVEN

RESPONDERS = ("officer", "head", "coordinator")

Responder = Annotated[Visitor, Depends(holding(*RESPONDERS))]
Follower = Annotated[Visitor, Depends(holding(*RESPONDERS, "leader"))]
"""Who may be told of a question, and so reads it in the console."""
Leader = Annotated[Visitor, Depends(holding("leader", "admin"))]
AlertOwner = Annotated[Visitor, Depends(holding("leader", "head"))]
CommentReader = Annotated[Visitor, Depends(holding("leader", "head", "officer"))]
Administrator = Annotated[Visitor, Depends(holding("admin", level=PROVEN))]


class PageMaker:
    """Makes the answer to one request: a page, or the way to another."""

    def __init__(self, request: Request, renderer: Renderer, language: str) -> None:
        self.request = request
        self.language = language
        self._renderer = renderer

    @property
    def viewer(self) -> Viewer | None:
        """Who looks, None for guests."""
        found: Viewer | None = getattr(self.request.state, "viewer", None)
        return found

    @property
    def environment(self) -> Environment:
        """The templates in the visitor's language."""
        return self._renderer.environment(self.language)

    def say(self, message: str, **params: Any) -> str:  # noqa: ANN401 - whatever it names
        """Translate a marked text and fill it in."""
        text = self._renderer.translations(self.language).gettext(message)
        return text % params if params else text

    def render(
        self,
        template: str,
        context: Mapping[str, Any] | None = None,
        *,
        status: int = 200,
        **frame: Any,  # noqa: ANN401 - fields of PageFrame
    ) -> HTMLResponse:
        """Render a page for this visitor."""
        return self._renderer.render(self.request, template, context, status=status, **frame)

    def render_public(
        self,
        template: str,
        context: Mapping[str, Any] | None = None,
        **frame: Any,  # noqa: ANN401 - fields of PageFrame
    ) -> Response:
        """Render a page with nothing of this visitor's own: a guest's browser may keep it."""
        page = self.render(template, context, **frame)
        is_guests = getattr(self.request.state, "viewer", None) is None
        if not is_guests or "set-cookie" in page.headers:
            return page
        return revalidated(self.request, page)

    def redirect(self, path: str) -> RedirectResponse:
        """Send the browser to another page after a form was taken."""
        return RedirectResponse(path, 303)


async def _page_maker(request: Request, visitor: CurrentVisitor) -> PageMaker:
    return PageMaker(request, request.app.state.renderer, visitor.language)


Pages = Annotated[PageMaker, Depends(_page_maker)]
