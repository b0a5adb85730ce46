"""The sandbox's pages: small, without scripts, loud about what they are."""

from pathlib import Path
from typing import Any

from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader

from services.auth.sandbox.state import SandboxState

_FOLDER = Path(__file__).parent
STATIC_FOLDER = _FOLDER / "static"
_templates = Environment(
    loader=FileSystemLoader(_FOLDER / "templates"), autoescape=True, trim_blocks=True
)
# No form-action: the answer to the form is a redirect to the client, which browsers would refuse.
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


def show_page(
    state: SandboxState,
    template: str,
    status: int = 200,
    **values: Any,  # noqa: ANN401 - what the template names
) -> HTMLResponse:
    """Return a page from a template; it says what is switched to go wrong."""
    shown = _templates.get_template(template).render(switches=sorted(state.switches), **values)
    return HTMLResponse(shown, status, _HEADERS)
