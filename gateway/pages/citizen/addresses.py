"""The one address under which search engines shall know a public page."""

from gateway.pages.deps import PageMaker
from gateway.settings import GatewaySettings


def canonical(pages: PageMaker, path: str) -> str:
    """Return the whole address of a page, without what narrows or follows it."""
    settings: GatewaySettings = pages.request.app.state.settings
    return f"{settings.public_url}{path}"
