"""Both sides of the gateway by hand, on raw sockets, with h11 as the judge of what goes out."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass

import h11
import pytest

from tests.gateway.conftest import MakeGateway, Services
from tests.gateway.raw import raw_request
from tests.gateway.upstream.test_connection import WELL_FORMED, as_h11_reads

PATH = "/api/qa/v1/echo"
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
ONE_HOP = {b"connection", b"keep-alive", b"te", b"trailer", b"upgrade", b"expect"}
EVENTS = (h11.Request, h11.Data, h11.EndOfMessage)


@dataclass
class Scripted:
    """A service that answers what it is told, and keeps what it was sent."""

    answer: bytes = OK
    asked: bytes = b""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.asked = b""
        judge = h11.Connection(our_role=h11.SERVER)
        while not is_over(judge):
            part = await reader.read(65_536)
            self.asked += part
            judge.receive_data(part)
        writer.write(self.answer)
        await writer.drain()
        writer.close()


def is_over(judge: h11.Connection) -> bool:
    """Whether a whole request has come."""
    while (event := judge.next_event()) not in (h11.NEED_DATA, h11.PAUSED):
        if isinstance(event, h11.EndOfMessage | h11.ConnectionClosed):
            return True
    return False


def requests_in(sent: bytes) -> list[tuple[h11.Request, bytes]]:
    """Return the requests that h11 finds in these bytes, with their bodies; raises if it cannot."""
    judge, found = h11.Connection(our_role=h11.SERVER), []
    judge.receive_data(sent)
    while isinstance(event := judge.next_event(), EVENTS):
        if isinstance(event, h11.Request):
            found.append((event, b""))
        elif isinstance(event, h11.Data):
            found[-1] = (found[-1][0], found[-1][1] + bytes(event.data))
        else:
            judge.send(h11.Response(status_code=200, headers=[("content-length", "0")]))
            judge.send(h11.EndOfMessage())
            if judge.our_state is h11.DONE and judge.their_state is h11.DONE:
                judge.start_next_cycle()
    return found


@pytest.fixture(scope="module")
async def scripted(make_gateway: MakeGateway) -> AsyncIterator[tuple[str, Scripted]]:
    service = Scripted()
    server = await asyncio.start_server(service.serve, "127.0.0.1", 0)
    url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    async with make_gateway(qa_url=url) as gateway:
        yield gateway, service
    server.close()


@pytest.mark.parametrize("name", WELL_FORMED)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
async def test_an_answer_is_for_the_client_what_it_is_for_h11(
    scripted: tuple[str, Scripted], services: Services, name: str, method: str
) -> None:
    gateway, service = scripted
    answer = WELL_FORMED[name]
    service.answer = answer if method == "GET" else answer.partition(b"\r\n\r\n")[0] + b"\r\n\r\n"
    if method == "HEAD" and name == "informational":
        service.answer = answer.removesuffix(b"ok")
    request = f"{method} {PATH} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    got = await raw_request(gateway, request.encode())
    wanted = as_h11_reads(service.answer, method=method)
    status, headers, body = as_h11_reads(got, method=method)
    assert (status, body) == (wanted[0], wanted[2])
    names = [field for field, _ in headers]
    assert not (set(names) & (ONE_HOP - {b"connection"}))
    assert names.count(b"content-length") + names.count(b"transfer-encoding") <= 1
    assert [pair for pair in headers if pair[0] == b"a"] == [
        pair for pair in wanted[1] if pair[0] == b"a"
    ]


REQUESTS = {
    "without a body": (b"GET %b?a=1 HTTP/1.1\r\nHost: x\r\n", b"", b""),
    "with a length": (b"POST %b HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n", b"hello", b"hello"),
    "empty": (b"POST %b HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n", b"", b""),
    "in chunks": (
        b"PUT %b HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: Chunked\r\n",
        b"2;a=b\r\nhe\r\n3\r\nllo\r\n0\r\nX-Trailer: Content-Length: 99\r\n\r\n",
        b"hello",
    ),
    "expecting": (
        b"POST %b HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 5\r\n",
        b"hello",
        b"hello",
    ),
    "many fields": (
        b"GET %b HTTP/1.1\r\nHost: x\r\nTE: trailers\r\nKeep-Alive: 5\r\nX_A: 1\r\nCookie: a=b\r\n"
        + b"".join(b"X-Field-%d: %b\r\n" % (number, b"v" * 300) for number in range(60)),
        b"",
        b"",
    ),
    "1.0": (b"GET %b HTTP/1.0\r\nHost: x\r\n", b"", b""),
}


@pytest.mark.parametrize("name", REQUESTS)
async def test_what_reaches_the_service_is_one_request_to_h11(
    scripted: tuple[str, Scripted], services: Services, name: str
) -> None:
    gateway, service = scripted
    service.answer = OK
    head, sent, body = REQUESTS[name]
    request = head.replace(b"%b", PATH.encode()) + b"Connection: close\r\n\r\n" + sent
    assert b"200 OK" in await raw_request(gateway, request)
    [(asked, arrived)] = requests_in(service.asked)
    assert arrived == body
    assert asked.target.startswith(PATH.encode())
    assert asked.http_version == b"1.1"
    names = [field for field, _ in asked.headers]
    assert not (set(names) & {*ONE_HOP, b"x_a", b"cookie", b"x-trailer"})
    assert names.count(b"host") == names.count(b"x-request-id") == names.count(b"forwarded") == 1


@pytest.mark.parametrize("size", [33_000, 70_000])
async def test_a_huge_head_is_refused_as_http(
    scripted: tuple[str, Scripted], services: Services, size: int
) -> None:
    gateway, service = scripted
    service.asked = b""
    head = b"GET %b HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX-A: %b\r\n\r\n"
    status, _, _ = as_h11_reads(await raw_request(gateway, head % (PATH.encode(), b"v" * size)))
    assert (status, service.asked) == (431, b"")
