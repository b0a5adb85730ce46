"""The frame of a page: language, theme, escaping, headers."""

from collections.abc import AsyncIterator

import pytest
from jinja2 import UndefinedError

from gateway.assets import Assets
from gateway.rendering import make_environment
from tests.support.pages import PageClient, create_lonely_gateway, serving_pages


@pytest.fixture
async def client() -> AsyncIterator[PageClient]:
    async with serving_pages(create_lonely_gateway()) as client:
        yield client


@pytest.mark.parametrize("language", ["vi", "en"])
async def test_the_style_guide_is_a_sound_page(client: PageClient, language: str) -> None:
    response = await client.get(f"/styleguide?lang={language}")
    assert response.status == 200
    page = response.page
    assert page.faults == []
    assert page.all("html")[0].get("lang") == language


async def test_the_theme_is_written_by_the_server(client: PageClient) -> None:
    plain = await client.get("/styleguide")
    assert "data-theme" not in plain.page.all("html")[0].attributes
    chosen = await client.get("/styleguide?theme=dark")
    assert chosen.page.all("html")[0].get("data-theme") == "dark"
    kept = await client.get("/styleguide")
    assert kept.page.all("html")[0].get("data-theme") == "dark"


async def test_pages_are_not_kept_by_caches(client: PageClient) -> None:
    headers = (await client.get("/styleguide")).headers
    assert headers["cache-control"] == "no-store"
    assert "Cookie" in headers["vary"]


async def test_the_switch_to_the_other_language_keeps_the_address(client: PageClient) -> None:
    page = (await client.get("/styleguide?q=a%20b")).page
    switches = [link.get("href") for link in page.all("a") if link.get("hreflang") == "en"]
    assert switches == ["?q=a+b&lang=en"]


def test_everything_is_escaped_and_nothing_missing_is_shown() -> None:
    environment = make_environment("vi", Assets())
    hostile = "<script>alert(1)</script>"
    assert "<script>" not in environment.from_string("{{ text }}").render(text=hostile)
    asked = environment.from_string("{% trans text=text %}Xin chào {{ text }}{% endtrans %}")
    assert "<script>" not in asked.render(text=hostile)
    assert environment.from_string("{% if a.b %}x{% endif %}").render(a={}) == ""
    with pytest.raises(UndefinedError):
        environment.from_string("{{ a.b }}").render(a={})
