"""Requests that are too large or never end are refused and hold nothing up."""

import asyncio
import time
from urllib.parse import urlsplit

import pytest

from tests.gateway.conftest import MakeGateway, Services
from tests.gateway.raw import get, raw_request
from tests.support.pages import visitor

ADDRESSES = ("/api/qa/v1/echo", "/hoi-dap/tra-cuu", "/can-bo/HD-1/tiep-nhan")


@pytest.mark.parametrize("path", ["/", "/api/qa/v1/echo", "/auth/login"])
@pytest.mark.parametrize("fields", [1, 400])
async def test_headers_beyond_reason_are_refused(gateway: str, path: str, fields: int) -> None:
    named = [f"X-{number}: {'a' * (40_000 // fields)}" for number in range(fields)]
    answer = await raw_request(gateway, get(path, *named))
    assert answer.startswith(b"HTTP/1.1 431 ")
    assert (await raw_request(gateway, get(path, "X-A: " + "a" * 16_000)))[9:12] != b"431"


async def test_a_query_counts_as_well(gateway: str) -> None:
    answer = await raw_request(gateway, get("/hoi-dap?q=" + "a" * 40_000))
    assert answer.startswith(b"HTTP/1.1 431 ")


@pytest.mark.parametrize("start", ["GET / HTTP/1.1\r\nX-A: ", "GET /?q="])
async def test_a_head_without_end_is_not_kept(gateway: str, start: str) -> None:
    host = urlsplit(gateway)
    reader, writer = await asyncio.open_connection(host.hostname, host.port)
    writer.write(start.encode())
    sent = 0
    answer = asyncio.create_task(reader.read(100))
    while not answer.done() and sent < 30_000_000:
        writer.write(b"a" * 50_000)
        sent += 50_000
        await asyncio.sleep(0)
    assert (await answer).startswith(b"HTTP/1.1 431 ")
    assert sent < 30_000_000
    writer.close()


async def test_fields_after_a_body_are_none_of_its_head(gateway: str, services: Services) -> None:
    head = b"POST /api/qa/v1/echo HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
    head += b"Transfer-Encoding: chunked\r\nTrailer: X-Late\r\n\r\n"
    late = b"X-Late: 1\r\nX-Tracking-Secret: s\r\n\r\n"
    answer = await raw_request(gateway, head + b"2\r\nok\r\n0\r\n" + late)
    assert answer.startswith(b"HTTP/1.1 200 ")
    assert b'"body":"ok"' in answer
    assert b"x-late" not in answer
    assert b"x-tracking" not in answer


@pytest.mark.parametrize("path", ADDRESSES)
@pytest.mark.parametrize(
    "body",
    [
        b"Content-Length: 100\r\n\r\nhalf",
        b"Content-Length: 100\r\n\r\n",
        b"Transfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n",
    ],
)
async def test_a_body_that_does_not_come_is_not_waited_for(
    make_gateway: MakeGateway, services: Services, path: str, body: bytes
) -> None:
    head = f"POST {path} HTTP/1.1\r\nHost: gateway\r\n".encode()
    head += b"Content-Type: application/x-www-form-urlencoded\r\n"
    async with make_gateway(body_silence_seconds=0.3) as url:
        begun = time.monotonic()
        answer = await raw_request(url, head + body)
        assert time.monotonic() - begun < 10
    assert answer.startswith(b"HTTP/1.1 408 ")


async def test_a_stream_lasts_longer_than_a_body_may_be_silent(
    make_gateway: MakeGateway, services: Services
) -> None:
    async with make_gateway(body_silence_seconds=0.1) as url, visitor(url) as client:
        answer = await client.send("POST", "/api/qa/v1/echo", data=b"whole")
        assert answer.status == 200
        assert (await client.get("/api/qa/v1/events/stream")).text.count("data:") == 2


async def test_a_long_form_reaches_its_page_and_a_long_call_does_not(gateway: str) -> None:
    async with visitor(gateway) as client:
        typed = {"text": "ệ" * 20_000, "version": "1"}
        refused = await client.post("/can-bo/HD-1/du-thao", typed)
        assert refused.status == 401
        assert refused.page.control("text").text.strip() == typed["text"]
        assert (await client.post("/api/qa/v1/echo", typed)).status == 413
        typed["text"] *= 3
        assert (await client.post("/can-bo/HD-1/du-thao", typed)).status == 413
