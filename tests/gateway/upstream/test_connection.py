"""The proxy's own HTTP/1.1 client against a raw service; h11 says what an answer means."""

import asyncio

import aiohttp
import h11
import pytest

from gateway.bootstrap import noting
from gateway.upstream.connection import Connection
from gateway.upstream.failures import (
    AnswerUnreadable,
    ClosedUnanswered,
    CutOff,
    NotConnected,
    UpstreamFailed,
)
from gateway.upstream.services import Patience, Service
from tests.gateway.raw import raw_upstream

REQUEST = b"GET / HTTP/1.1\r\nhost: x\r\n\r\n"
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
WELL_FORMED = {
    "length": b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
    "chunked": CHUNKED + b"2\r\nhe\r\n3;x=1\r\nllo\r\n0\r\n\r\n",
    "trailers": CHUNKED + b"1\r\nx\r\n0\r\nX-T: 1\r\n\r\n",
    "until closed": b"HTTP/1.1 200 OK\r\nX-A: 1\r\n\r\nhello",
    "1.0": b"HTTP/1.0 200 OK\r\nX-A: 1\r\n\r\nhello",
    "informational": b"HTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n"
    b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok",
    "no content": b"HTTP/1.1 204 No Content\r\nX-A: 1\r\n\r\n",
    "not modified": b"HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n",
    "empty": b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
    "repeated": b"HTTP/1.1 200 OK\r\nA: 1\r\nA: 2\r\nContent-Length: 0\r\n\r\n",
}
MALFORMED = [
    b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
    b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    b"HTTP/1.1 200 OK\r\nX: " + b"y" * 70_000 + b"\r\n\r\n",
    b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n",
    b"HTTP/1.1 200 OK\nX-A: 1\n\n",
    CHUNKED.replace(b"\r\n\r\n", b"\r\nTransfer-Encoding: chunked\r\n\r\n") + b"0\r\n\r\n",
    b"HTTP/1.1 110 X\r\nContent-Length: 2\r\n\r\nheHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\ny",
    CHUNKED.replace(b"200 OK", b"110 X") + b"1\r\nx\r\n0\r\n\r\nHTTP/1.1 204 X\r\n\r\n",
    b"SSH-2.0-OpenSSH\r\n\r\n",
]


def as_h11_reads(answer: bytes, *, method: str = "GET") -> tuple[int, list, bytes]:
    """Return status, header fields and body as h11 understands them."""
    judge = h11.Connection(our_role=h11.CLIENT)
    judge.send(h11.Request(method=method, target="/", headers=[("host", "x")]))
    judge.send(h11.EndOfMessage())
    judge.receive_data(answer)
    judge.receive_data(b"")
    status, headers, body = 0, [], b""
    while not isinstance(event := judge.next_event(), h11.EndOfMessage):
        if isinstance(event, h11.Response):
            status, headers = event.status_code, [(n.lower(), v) for n, v in event.headers]
        elif isinstance(event, h11.Data):
            body += bytes(event.data)
    return status, headers, body


async def exchange(url: str, *, head_only: bool = False) -> tuple[Connection, bytes]:
    service = Service("x", [url], Patience())
    connection = (await service.reach()).connection
    request = REQUEST.replace(b"GET", b"HEAD") if head_only else REQUEST
    connection.begin(request, is_whole=True, asks_head_only=head_only)
    body, more = b"", True
    async with asyncio.timeout(15):
        await connection.wait_for_head()
        while more:
            chunk, more = await connection.next_chunk()
            body += chunk
    return connection, body


@pytest.mark.parametrize("name", WELL_FORMED)
@pytest.mark.parametrize("piece", [1, 7, 10_000])
async def test_answers_are_read_as_h11_reads_them(name: str, piece: int) -> None:
    answer = WELL_FORMED[name]

    async def serve(_r: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for start in range(0, len(answer), piece):
            writer.write(answer[start : start + piece])
            await writer.drain()
            await asyncio.sleep(0)

    async with raw_upstream(serve) as url:
        connection, body = await exchange(url)
    assert (connection.status, connection.headers, body) == as_h11_reads(answer)


@pytest.mark.parametrize("answer", MALFORMED)
async def test_what_is_ambiguous_or_no_answer_is_refused(answer: bytes) -> None:
    async def serve(_r: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(answer)
        await writer.drain()

    async with raw_upstream(serve) as url:
        with pytest.raises(AnswerUnreadable):
            await exchange(url)


@pytest.mark.parametrize(
    ("answer", "failure"),
    [
        (b"", ClosedUnanswered),
        (b"HTTP/1.1 200 OK\r\nContent-", CutOff),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf", CutOff),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n", CutOff),
        (b"HTTP/1.1 100 Continue\r\n\r\n", CutOff),
    ],
)
async def test_an_answer_that_ends_early_is_no_answer(
    answer: bytes, failure: type[UpstreamFailed]
) -> None:
    async def serve(_r: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(answer)
        await writer.drain()

    async with raw_upstream(serve) as url:
        with pytest.raises(failure):
            await exchange(url)


async def test_head_has_no_body_whatever_its_length_says() -> None:
    async def serve(_r: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n")
        await asyncio.sleep(1)

    async with raw_upstream(serve) as url:
        connection, body = await exchange(url, head_only=True)
        assert (connection.status, body, connection.is_reusable) == (200, b"", True)


@pytest.mark.parametrize(
    ("answer", "reusable"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", True),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok", False),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 200 OK\r\n\r\n", False),
        (b"HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok", False),
    ],
)
async def test_which_connections_are_used_again(answer: bytes, reusable: bool) -> None:
    async def serve(_r: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(answer)
        await asyncio.sleep(0.5)

    async with raw_upstream(serve) as url:
        connection, body = await exchange(url)
        assert body == b"ok"
        assert connection.is_reusable is reusable


@pytest.mark.parametrize(
    "surplus",
    [
        b"HTTP/1.1 500 Oh\r\nX-B: 2\r\nContent-Length: 3\r\n\r\nbad",
        b"HTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\n",
        b"\r\nnonsense",
    ],
)
async def test_what_follows_an_answer_changes_nothing_of_it(surplus: bytes) -> None:
    async def serve(_r: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nX-A: 1\r\nContent-Length: 2\r\n\r\nok" + surplus)
        await asyncio.sleep(0.2)

    async with raw_upstream(serve) as url:
        connection, body = await exchange(url)
        assert (connection.status, body, connection.is_reusable) == (200, b"ok", False)
        assert connection.headers[0] == (b"x-a", b"1")


async def test_the_next_address_is_tried_when_one_refuses() -> None:
    async def serve(_r: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(WELL_FORMED["length"])
        await writer.drain()

    async with raw_upstream(serve) as url:
        service = Service("x", ["http://127.0.0.1:9", url], Patience(failures=1))
        for _ in range(4):
            line = await service.reach()
            assert line.address.origin == url
            line.connection.close()
        assert service.addresses[0].breaker.spares(asyncio.get_running_loop().time())
        assert {service.next_origin() for _ in range(3)} == {url}


async def test_who_refuses_the_pages_calls_is_spared_as_briefly_as_for_the_proxy() -> None:
    service = Service("x", ["http://127.0.0.1:9"], Patience(failures=1, seconds=5))
    breaker, now = service.addresses[0].breaker, asyncio.get_running_loop().time()
    services = {"x": service}
    async with aiohttp.ClientSession(trace_configs=[noting(services)]) as http:
        with pytest.raises(aiohttp.ClientConnectorError):
            await http.get("http://127.0.0.1:9/")
    assert breaker.spares(now)
    assert not breaker.spares(now + 3)
    service.note_failure("http://127.0.0.1:9", was_refused=False)
    assert breaker.spares(now + 3)
    service.note_answer("http://127.0.0.1:9")
    assert not breaker.spares(now)


async def test_addresses_take_turns() -> None:
    async def serve(reader: asyncio.StreamReader, _w: asyncio.StreamWriter) -> None:
        await reader.read()

    async with raw_upstream(serve) as one, raw_upstream(serve) as two:
        service = Service("x", [one, two], Patience())
        lines = [await service.reach() for _ in range(6)]
        assert [line.address.origin for line in lines].count(one) == 3
        for line in lines:
            line.connection.close()


async def test_with_every_address_away_it_fails_soon_then_at_once() -> None:
    service = Service("x", ["http://127.0.0.1:9"], Patience(failures=2, seconds=0.3))
    begun = asyncio.get_running_loop().time()
    with pytest.raises(NotConnected):
        await service.reach()
    assert not service.addresses[0].breaker.admits(begun)  # so that nobody waits for it meanwhile
    with pytest.raises(NotConnected):
        await service.reach()
