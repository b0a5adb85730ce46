"""Turns templates into pages: one Jinja environment per language, shared by every page route.

Everything is escaped by default; nothing is ever written into a page as script or style, so the
content security policy needs no exception.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from gettext import NullTranslations
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Undefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from gateway import formats
from gateway.assets import Assets
from gateway.labels import LABELS
from gateway.maintenance import Announcement, Maintenance
from gateway.navigation import NavigationItem, find_section, list_navigation, page_path
from gateway.preferences import read_preferences, remember_preferences, switch_address
from gateway.translations import LANGUAGES, load_translations
from gateway.viewers import Viewer

TEMPLATE_FOLDER = Path(__file__).parent / "templates"
PAGE_HEADERS = {"vary": "Cookie, Accept-Language", "cache-control": "no-store"}
_NONE = Maintenance(None)
EXTENSIONS = ("jinja2.ext.i18n", "jinja2.ext.do")


class MissingValue(StrictUndefined):
    """A value nobody gave: it may be asked for, showing it is an error."""

    __slots__ = ()
    __bool__ = Undefined.__bool__  # type: ignore[assignment]


@dataclass(frozen=True, slots=True)
class PageFrame:
    """What the layouts need to know about the page around the content."""

    language: str
    theme: str
    path: str
    section: str
    navigation: tuple[NavigationItem, ...]
    switch: Callable[..., str]
    viewer: Viewer | None = None
    maintenance: Announcement | None = None
    part: str = ""
    is_wide: bool = False
    side_navigation: tuple[NavigationItem, ...] = field(default=())


class Renderer:
    """Renders a template for a request, in its language and theme."""

    def __init__(self, assets: Assets, *, is_development: bool = False) -> None:
        self._translations = {language: load_translations(language) for language in LANGUAGES}
        self._environments = {
            language: make_environment(language, assets, is_development=is_development)
            for language in LANGUAGES
        }

    def render(
        self,
        request: Request,
        template: str,
        context: Mapping[str, Any] | None = None,
        *,
        status: int = 200,
        headers: Mapping[str, str] | None = None,
        **frame: Any,  # noqa: ANN401 - the fields of PageFrame a page sets itself
    ) -> HTMLResponse:
        """Render `template` with `context`; `frame` sets fields of `PageFrame`, such as `part`."""
        preferences = read_preferences(request)
        viewer = frame.pop("viewer", None) or getattr(request.state, "viewer", None)
        page = PageFrame(
            language=preferences.language,
            theme=preferences.theme,
            path=page_path(request),
            section=find_section(request.url.path),
            navigation=list_navigation(viewer),
            switch=lambda **choice: switch_address(request, **choice),
            viewer=viewer,
            maintenance=getattr(request.app.state, "maintenance", _NONE).notice,
            **frame,
        )
        source = self._environments[preferences.language].get_template(template)
        response = HTMLResponse(
            source.render({"errors": (), **(context or {}), "page": page}),
            status_code=status,
            headers={
                "vary": "Cookie, Accept-Language",
                "cache-control": "no-store",
                **(headers or {}),
            },
        )
        remember_preferences(request, response, preferences)
        return response

    def translations(self, language: str) -> NullTranslations:
        """Give the messages of one language."""
        return self._translations[language]

    def environment(self, language: str) -> Environment:
        """Give the environment of one language."""
        return self._environments[language]


def make_environment(language: str, assets: Assets, *, is_development: bool = False) -> Environment:
    """Build the Jinja environment of one language."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATE_FOLDER),
        autoescape=True,
        undefined=MissingValue,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=is_development,
        extensions=EXTENSIONS,
    )
    environment.policies["ext.i18n.trimmed"] = True
    environment.install_gettext_translations(  # type: ignore[attr-defined]
        load_translations(language), newstyle=True
    )
    environment.globals.update(lang=language, asset=assets.url, labels=LABELS)
    environment.filters.update(
        moment=lambda value: formats.format_moment(_as_moment(value), language),
        date=lambda value: formats.format_date(_as_day(value), language),
        weekday=lambda value: formats.format_weekday(_as_day(value), language),
        clock=lambda value, seconds=False: formats.format_clock(_as_moment(value), seconds=seconds),
        iso=lambda value: formats.format_iso(_as_day(value)),
        number=lambda value, decimals=None: formats.format_number(value, language, decimals),
        share=lambda value, decimals=1: formats.format_share(value, language, decimals),
        signed=lambda value, decimals=2: formats.format_signed(value, language, decimals),
        size=lambda value: formats.format_size(value, language),
        excerpt=formats.excerpt,
        code=formats.mark_code,
    )
    return environment


def _as_moment(value: datetime | str) -> datetime:
    return datetime.fromisoformat(value) if isinstance(value, str) else value


def _as_day(value: date | str) -> date:
    if isinstance(value, str):
        return datetime.fromisoformat(value) if len(value) > 10 else date.fromisoformat(value)
    return value
