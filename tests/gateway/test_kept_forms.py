"""A form that is refused before its page sees it comes back with what was typed."""

import aiohttp
import pytest
from yarl import URL

from tests.gateway.conftest import MakeGateway, Services

ASK = "/hoi-dap/gui"
OURS = {"Accept": "text/html", "Origin": "http://127.0.0.1:8080"}
TYPED = {"title": "Đất đai", "body": 'Dòng một\n<b>Dòng hai</b> & "ba"', "empty": ""}


async def post(http, url: str, data: object, **headers: str) -> tuple[int, str, str]:
    async with http.post(url, data=data, headers={**OURS, **headers}) as response:
        return response.status, await response.text(), response.headers.get("Set-Cookie", "")


def assert_handed_back(page: str) -> None:
    assert f'<form class="flow" method="post" action="{ASK}">' in page
    assert '<input type="hidden" name="title" value="Đất đai">' in page
    assert "\nDòng một\n&lt;b&gt;Dòng hai&lt;/b&gt; &amp; " in page.replace("\r\n", "\n")


async def test_too_often_keeps_the_text(
    make_gateway: MakeGateway, http: aiohttp.ClientSession, services: Services
) -> None:
    async with make_gateway(limit_ask="1/minute", redis_url="redis://127.0.0.1:9/0") as gateway:
        await post(http, f"{gateway}{ASK}", {})
        status, page, _ = await post(http, f"{gateway}{ASK}", TYPED)
        assert status == 429
        assert_handed_back(page)
        form = aiohttp.FormData(TYPED)
        form.add_field("files", b"x", filename="a.pdf", content_type="application/pdf")
        status, page, _ = await post(http, f"{gateway}{ASK}", form)
        assert status == 429
        assert_handed_back(page)
        assert "Tệp đính kèm không giữ lại được" in page


@pytest.mark.parametrize("session", ["an-ended-session-01", "x"])
async def test_somebody_whose_session_ended_is_told_and_loses_nothing(
    gateway: str, http: aiohttp.ClientSession, services: Services, session: str
) -> None:
    cookie = {"Cookie": f"langnghe_session={session}"}
    status, page, cleared = await post(http, f"{gateway}{ASK}", TYPED, **cookie)
    assert status == 401
    assert "Max-Age=0" in cleared
    assert_handed_back(page)
    assert "/auth/login" in page


async def test_it_goes_back_to_where_it_was_sent(
    gateway: str, http: aiohttp.ClientSession, services: Services
) -> None:
    headers = {**OURS, "Cookie": "langnghe_session=an-ended-session-01"}
    url = URL(f"{gateway}/can-bo/HD%3F1/giao?a=%22%3E&b=2", encoded=True)
    async with http.post(url, data=TYPED, headers=headers) as response:
        page = await response.text()
        assert response.headers["Cache-Control"] == "no-store"
    assert 'method="post" action="/can-bo/HD%3F1/giao?a=%22%3E&amp;b=2">' in page


async def test_a_form_without_anything_typed_is_just_refused(
    gateway: str, http: aiohttp.ClientSession, services: Services
) -> None:
    cookie = {"Cookie": "langnghe_session=an-ended-session-01"}
    status, page, _ = await post(http, f"{gateway}{ASK}", b"", **cookie)
    assert status == 401
    assert 'class="flow" method="post"' not in page
