"""A portal's own site on another origin, as unfriendly to what it embeds as such sites can be.

Its policy allows the gateway's scripts and calls and nothing else, no style from anywhere; its
style sheet, which only the page itself may use, tries to undo and hide everything.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web

STRICT = "default-src 'none'; script-src {gateway}; connect-src {gateway}; style-src 'none'"
HOSTILE = "style-src 'self'"
NO_SCRIPT = "default-src 'none'; frame-src {gateway}"
HOSTILE_CSS = """
* { all: unset !important; color: #eee !important; font-size: 4px !important }
div, form, button { display: none !important }
langnghe-survey, langnghe-qa { opacity: 0 !important; display: none !important }
"""
_PAGE = """<!doctype html><html lang="{lang}"><head><meta charset="utf-8"><title>Cổng</title>
<meta name="viewport" content="width=device-width">{head}</head>
<body><main><h1>Cổng thông tin</h1>{body}</main></body></html>"""


class HostSite:
    """Pages put here are served at `address`; `origin` is what the portal names."""

    def __init__(self, gateway: str) -> None:
        self.gateway = gateway
        self.origin = ""
        self._pages: dict[str, tuple[str, str]] = {}

    def put(
        self,
        body: str,
        *,
        path: str = "/",
        policy: str = STRICT,
        lang: str = "vi",
        head: str = "",
    ) -> str:
        """Put a page there and return its address; `{gateway}` stands for the gateway's."""
        fill = {"{gateway}": self.gateway}
        html = _PAGE.replace("{lang}", lang).replace("{head}", head).replace("{body}", body)
        for mark, value in fill.items():
            html, policy = html.replace(mark, value), policy.replace(mark, value)
        self._pages[path] = (html, policy)
        return f"{self.origin}{path}"

    async def answer(self, request: web.Request) -> web.Response:
        """Serve a page."""
        if request.path == "/hostile.css":
            return web.Response(text=HOSTILE_CSS, content_type="text/css")
        html, policy = self._pages[request.path]
        headers = {"Content-Security-Policy": policy}
        return web.Response(text=html, content_type="text/html", headers=headers)


@asynccontextmanager
async def host_site(gateway: str) -> AsyncIterator[HostSite]:
    """Serve an empty site on a free port of another host name."""
    site = HostSite(gateway)
    app = web.Application()
    app.router.add_get("/{path:.*}", site.answer)
    runner = web.AppRunner(app)
    await runner.setup()
    try:
        listening = web.TCPSite(runner, "127.0.0.1", 0)
        await listening.start()
        port = runner.addresses[0][1]
        site.origin = f"http://localhost:{port}"
        yield site
    finally:
        await runner.cleanup()
