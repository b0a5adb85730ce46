"""The pages people see, one folder for each kind of visitor. They call the services' JSON API."""

from fastapi import APIRouter

from gateway.pages import problems, signing_in, styleguide
from gateway.pages.admin import people, units
from gateway.pages.citizen import asking, figures, home, questions, rating, tracking
from gateway.pages.console import notifications, queue, responding
from gateway.pages.dashboard import overview

# The order matters where one address could be read as another's parameter.
_PAGES = (
    home, asking, tracking, questions, rating, figures, problems,
    signing_in, notifications, queue, responding, overview, people, units,
)  # fmt: skip


def page_routers(*, is_development: bool) -> list[APIRouter]:
    """Return the routers of all pages; the style guide only in development."""
    routers = [page.router for page in _PAGES]
    return [*routers, styleguide.router] if is_development else routers
