"""Clients that are slow, leave or take nothing, and services that do: bounded, and alone in it."""

import asyncio
import time
from contextlib import suppress
from urllib.parse import urlsplit

import aiohttp
import pytest

from gateway.connections import PatientProtocol
from tests.gateway.conftest import MakeGateway, Services
from tests.gateway.processes import gateway_process
from tests.gateway.raw import get, raw_request, raw_upstream

ECHO = "/api/qa/v1/echo"
MEGABYTE = 1024 * 1024


async def drip(writer: asyncio.StreamWriter, seconds: float) -> None:
    """Send a byte now and then; raises when the connection is closed."""
    begun = time.monotonic()
    while time.monotonic() - begun < seconds:
        writer.write(b"x")
        await writer.drain()
        await asyncio.sleep(0.05)


async def connect(url: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    host = urlsplit(url)
    return await asyncio.open_connection(host.hostname, host.port, limit=16_384)


@pytest.mark.parametrize("sent", [b"", b"GET / HT", b"GET / HTTP/1.1\r\nHost: x\r\nX-A: "])
async def test_a_head_that_does_not_come_is_not_waited_for(
    make_gateway: MakeGateway, services: Services, sent: bytes
) -> None:
    async with make_gateway(head_seconds=0.4) as gateway:
        reader, writer = await connect(gateway)
        writer.write(sent)
        begun = time.monotonic()
        async with asyncio.timeout(12):
            with suppress(ConnectionError):
                assert await reader.read() == b""
        assert time.monotonic() - begun < 12
        writer.close()


async def test_a_kept_connection_is_patient_between_requests(
    make_gateway: MakeGateway, services: Services
) -> None:
    async with make_gateway(head_seconds=0.3) as gateway:
        reader, writer = await connect(gateway)
        for _ in range(2):
            writer.write(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
            assert (await reader.readuntil(b'"ok"}')).startswith(b"HTTP/1.1 200")
            await asyncio.sleep(0.8)
        writer.close()


async def test_a_body_by_drops_ends_in_time(make_gateway: MakeGateway, services: Services) -> None:
    async with make_gateway(body_seconds=0.6, body_silence_seconds=0.4) as gateway:
        reader, writer = await connect(gateway)
        writer.write(f"POST {ECHO} HTTP/1.1\r\nHost: x\r\nContent-Length: 50\r\n\r\n".encode())
        begun = time.monotonic()
        answer = asyncio.create_task(reader.read(100))
        while not answer.done() and time.monotonic() - begun < 5:
            writer.write(b"x")
            await asyncio.sleep(0.1)
        assert (await answer).startswith(b"HTTP/1.1 408 ")
        writer.close()


async def test_a_slow_upload_is_no_silence_of_the_service(
    make_gateway: MakeGateway, services: Services
) -> None:
    async with make_gateway(read_timeout_seconds=0.4, breaker_failures=1) as gateway:
        reader, writer = await connect(gateway)
        head = f"POST {ECHO} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 4\r\n\r\n"
        writer.write(head.encode())
        for _ in range(4):
            await asyncio.sleep(0.45)
            writer.write(b"x")
        async with asyncio.timeout(12):
            answer = await reader.read()
        assert answer.startswith(b"HTTP/1.1 200 ")
        assert b'"size":4' in answer
        writer.close()


async def test_a_service_that_does_not_take_a_body_is_silent(make_gateway: MakeGateway) -> None:
    async def deaf(_r: asyncio.StreamReader, _w: asyncio.StreamWriter) -> None:
        await asyncio.sleep(3)

    async with (
        raw_upstream(deaf) as qa,
        make_gateway(qa_url=qa, read_timeout_seconds=0.5, max_body_bytes=64 * MEGABYTE) as gateway,
        aiohttp.ClientSession() as http,
        http.post(f"{gateway}{ECHO}", data=b"x" * 20 * MEGABYTE) as response,
    ):
        assert response.status == 504


async def test_a_body_nobody_reads_any_more_is_not_taken_for_ever(
    make_gateway: MakeGateway, services: Services
) -> None:
    async with make_gateway(head_seconds=0.4) as gateway:
        reader, writer = await connect(gateway)
        writer.write(f"POST {ECHO} HTTP/1.1\r\nHost: x\r\nContent-Length: 70000\r\n\r\n".encode())
        assert (await reader.read(100)).startswith(b"HTTP/1.1 413 ")
        begun = time.monotonic()
        with pytest.raises(ConnectionError):
            await drip(writer, 12)
        assert time.monotonic() - begun < 10


async def test_a_reader_that_takes_nothing_is_left(
    make_gateway: MakeGateway, services: Services
) -> None:
    closed = asyncio.Event()

    async def endless(_r: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n")
        try:
            while True:
                writer.write(b"x" * 65_536)
                await writer.drain()
        finally:
            closed.set()

    async with (
        raw_upstream(endless) as qa,
        make_gateway(qa_url=qa, reader_silence_seconds=0.5) as gateway,
    ):
        _reader, writer = await connect(gateway)
        writer.write(get(ECHO))
        await asyncio.wait_for(closed.wait(), 20)
        writer.close()


async def test_a_reader_that_takes_nothing_keeps_no_connection(
    make_gateway: MakeGateway, services: Services
) -> None:
    async with make_gateway(reader_silence_seconds=0.5) as gateway:
        before = set(PatientProtocol.open)
        _reader, writer = await connect(gateway)
        writer.write(get("/api/qa/v1/large?size=30000000"))
        async with asyncio.timeout(20):
            while not set(PatientProtocol.open) - before:  # noqa: ASYNC110 - it tells nobody
                await asyncio.sleep(0.02)
            while set(PatientProtocol.open) - before:  # noqa: ASYNC110
                await asyncio.sleep(0.1)
        writer.close()


async def test_a_large_download_takes_no_memory(services: Services, redis_url: str) -> None:
    size = 48 * MEGABYTE
    async with (
        gateway_process({**services.urls, "redis_url": redis_url}) as gateway,
        aiohttp.ClientSession() as http,
    ):
        url = f"{gateway.url}/api/qa/v1/large?size="
        async with http.get(f"{url}{MEGABYTE}") as response:
            await response.read()
        before, most, total = gateway.memory, 0, 0
        async with http.get(f"{url}{size}") as response:
            async for chunk in response.content.iter_chunked(MEGABYTE):
                total += len(chunk)
                most = max(most, gateway.memory)
        assert total == size
        assert most - before < 8 * MEGABYTE


async def test_slow_clients_hold_nobody_up(gateway: str, http: aiohttp.ClientSession) -> None:
    slow = [await connect(gateway) for _ in range(60)]
    for number, (_, writer) in enumerate(slow):
        head = f"POST {ECHO} HTTP/1.1\r\nHost: x\r\nContent-Length: 50\r\n\r\n"
        writer.write(head.encode() if number % 2 else b"GET / HTTP/1.1\r\nHo")
    begun = time.monotonic()
    for _ in range(20):
        async with http.get(f"{gateway}{ECHO}") as response:
            assert response.status == 200
    assert time.monotonic() - begun < 10
    for _, writer in slow:
        writer.close()


@pytest.mark.parametrize("method", ["GET", "PUT", "POST"])
async def test_a_kept_connection_closed_meanwhile_costs_no_request(
    make_gateway: MakeGateway, http: aiohttp.ClientSession, method: str
) -> None:
    served = 0

    async def one_each(_r: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal served
        served += 1
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
        await writer.drain()
        await _r.read(1)  # the next request arrives, and is not answered

    key = {"Idempotency-Key": "one-and-the-same"} if method == "POST" else {}
    async with raw_upstream(one_each) as qa, make_gateway(qa_url=qa) as gateway:
        for _ in range(3):
            async with http.request(method, f"{gateway}{ECHO}", data=b"{}", headers=key) as found:
                assert (found.status, await found.read()) == (200, b"ok")
    assert served == 3


async def test_what_may_not_be_repeated_is_not(
    make_gateway: MakeGateway, http: aiohttp.ClientSession
) -> None:
    seen = 0

    async def count(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal seen
        seen += 1
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
        await writer.drain()
        await reader.readuntil(b"\r\n\r\n")
        seen += 1

    async with raw_upstream(count) as qa, make_gateway(qa_url=qa) as gateway:
        found = []
        for _ in range(2):
            async with http.post(f"{gateway}{ECHO}", data=b"") as response:
                found.append(response.status)
    assert found == [200, 503]
    assert seen == 2


async def test_another_address_takes_over(
    make_gateway: MakeGateway, http: aiohttp.ClientSession, services: Services
) -> None:
    both = f"http://127.0.0.1:9, {services.urls['qa_url']}"
    async with make_gateway(qa_upstreams=both) as gateway:
        for number in range(8):
            async with http.post(f"{gateway}{ECHO}", data=b"x" * number) as response:
                assert (await response.json())["size"] == number


async def test_an_answer_before_the_end_of_the_body_passes(
    make_gateway: MakeGateway,
) -> None:
    async def early(_r: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 413 Too Large\r\nContent-Length: 2\r\nConnection: close\r\n\r\nno")
        await writer.drain()

    async with raw_upstream(early) as qa, make_gateway(qa_url=qa) as gateway:
        start = (
            f"POST {ECHO} HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n"
        )
        answer = await raw_request(gateway, start.encode(), until_closed=False)
        assert answer.startswith(b"HTTP/1.1 413 ")
        assert answer.endswith(b"no")


async def test_a_client_that_leaves_within_its_body_leaves_no_whole_one(
    make_gateway: MakeGateway,
) -> None:
    arrived: list[bytes] = []
    ended = asyncio.Event()

    async def read(reader: asyncio.StreamReader, _w: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError):
            arrived.append(await reader.read())
        ended.set()

    async with raw_upstream(read) as qa, make_gateway(qa_url=qa) as gateway:
        _, writer = await connect(gateway)
        head = f"POST {ECHO} HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
        writer.write(head.encode() + b"4\r\nhalf\r\n")
        await asyncio.sleep(0.2)
        writer.transport.abort()
        await asyncio.wait_for(ended.wait(), 15)
    assert not b"".join(arrived).endswith(b"0\r\n\r\n")
