"""Public pages are not sent twice to a guest; what is somebody's own is never kept."""

from collections.abc import AsyncIterator

import brotli
import pytest

from gateway.revalidation import knows
from tests.gateway.conftest import COOKIE, Services
from tests.support.pages import PageClient, visitor

PAGE = "/problems/forbidden"


@pytest.fixture
async def client(gateway: str) -> AsyncIterator[PageClient]:
    async with visitor(gateway) as client:
        yield client


@pytest.mark.parametrize("accepted", ["br", "gzip", "identity"])
async def test_a_guest_who_has_the_page_gets_no_second_copy(
    client: PageClient, accepted: str
) -> None:
    first = await client.get(PAGE, accept_encoding=accepted)
    assert first.headers["cache-control"] == "private, no-cache"
    assert first.headers.get("content-encoding", "identity") == accepted
    tag = first.headers["etag"]
    again = await client.get(PAGE, accept_encoding=accepted, if_none_match=tag)
    assert (again.status, again.body) == (304, b"")
    assert again.headers["etag"] == tag
    assert "Cookie" in again.headers["vary"]
    assert "content-security-policy" in again.headers


async def test_another_language_is_another_page(client: PageClient) -> None:
    vietnamese = await client.get(PAGE)
    english = await client.get(PAGE, accept_language="en", if_none_match=vietnamese.headers["etag"])
    assert english.status == 200
    assert b'lang="en"' in english.body


async def test_who_is_signed_in_leaves_nothing_behind(
    client: PageClient, services: Services
) -> None:
    guest = await client.get(PAGE)
    answer = await client.get(PAGE, cookie=COOKIE["Cookie"], if_none_match=guest.headers["etag"])
    assert answer.status == 200
    assert answer.headers["cache-control"] == "no-store"
    assert "etag" not in answer.headers


@pytest.mark.parametrize("path", [f"{PAGE}?lang=en", "/problems/never-heard-of", "/hoi-dap/gui"])
async def test_other_answers_are_not_kept(client: PageClient, path: str) -> None:
    answer = await client.get(path)
    assert answer.headers["cache-control"] == "no-store"
    assert "etag" not in answer.headers


async def test_the_kept_page_is_the_page(client: PageClient) -> None:
    plain = await client.get(PAGE)
    packed = await client.get(PAGE, accept_encoding="br")
    assert brotli.decompress(packed.body) == plain.body
    assert packed.headers["etag"] == plain.headers["etag"]


@pytest.mark.parametrize(
    ("asked", "is_known"),
    [
        ('W/"a"', True), ('"a"', True), ('"b", W/"a"', True), ("*", True),
        ('W/"ab"', False), ("", False), ("a", False),
    ],
)  # fmt: skip
def test_tags_are_compared_whole(asked: str, is_known: bool) -> None:
    assert knows(asked, 'W/"a"') is is_known
