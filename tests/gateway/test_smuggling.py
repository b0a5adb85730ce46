"""Requests that two programs could read differently are refused, and nothing of them gets through.

h11, another parser, is asked as well: what it refuses we never pass on.
"""

import h11
import pytest

from tests.gateway.conftest import Services
from tests.gateway.raw import raw_request

SECOND = b"GET /api/qa/v1/echo/smuggled HTTP/1.1\r\nHost: x\r\n\r\n"
START = b"POST /api/qa/v1/echo HTTP/1.1\r\nHost: x\r\n"
ATTEMPTS = {
    "length and coding": START
    + b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "two lengths": START + b"Content-Length: 0\r\nContent-Length: 60\r\n\r\n",
    "same length twice": START + b"Content-Length: 0\r\nContent-Length: 0\r\n\r\n",
    "list of lengths": START + b"Content-Length: 0, 60\r\n\r\n",
    "signed length": START + b"Content-Length: +0\r\n\r\n",
    "negative length": START + b"Content-Length: -1\r\n\r\n",
    "hexadecimal length": START + b"Content-Length: 0x10\r\n\r\n",
    "huge length": START + b"Content-Length: " + b"9" * 40 + b"\r\n\r\n",
    "folded line": START + b"X-A: b\r\n Content-Length: 60\r\n\r\n",
    "folded coding": START + b"Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n",
    "bare line feed": START.replace(b"\r\n", b"\n") + b"\n",
    "bare line feed between fields": START + b"X-A: b\nContent-Length: 60\r\n\r\n",
    "bare carriage return": START + b"X-A: b\rContent-Length: 60\r\n\r\n",
    "nul": START + b"X-A: b\x00c\r\n\r\n",
    "space before colon": START + b"Content-Length : 0\r\n\r\n",
    "coding of another name": START + b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
    "two codings": START + b"Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
    "coding twice": START + b"Transfer-Encoding: chunked\r\nTransfer-Encoding: x\r\n\r\n0\r\n\r\n",
    "vertical tab": START + b"Transfer-Encoding: \x0bchunked\r\n\r\n0\r\n\r\n",
    "bad chunk size": START + b"Transfer-Encoding: chunked\r\n\r\n-1\r\n\r\n",
    "chunk with bare line feed": START + b"Transfer-Encoding: chunked\r\n\r\n1\nx\r\n0\r\n\r\n",
    "two hosts": b"GET /api/qa/v1/echo HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
    "no host": b"GET /api/qa/v1/echo HTTP/1.1\r\n\r\n",
    "version": b"GET /api/qa/v1/echo HTTP/1.2\r\nHost: x\r\n\r\n",
    "leading space": b" GET /api/qa/v1/echo HTTP/1.1\r\nHost: x\r\n\r\n",
    "space in target": b"GET /api/qa/v1/echo /x HTTP/1.1\r\nHost: x\r\n\r\n",
    "coding in 1.0": START.replace(b"1.1", b"1.0") + b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
}


@pytest.mark.parametrize("name", ATTEMPTS)
async def test_ambiguous_requests_are_refused(gateway: str, services: Services, name: str) -> None:
    answer = await raw_request(gateway, ATTEMPTS[name] + SECOND)
    assert answer.startswith(b"HTTP/1.1 400 "), answer[:80]
    assert answer.count(b"HTTP/1.1 ") == 1
    assert b"smuggled" not in answer


@pytest.mark.parametrize("name", ATTEMPTS)
async def test_whatever_h11_refuses_we_refuse(gateway: str, services: Services, name: str) -> None:
    judge = h11.Connection(our_role=h11.SERVER)
    judge.receive_data(ATTEMPTS[name])
    try:
        while judge.next_event() not in (h11.NEED_DATA, h11.PAUSED):
            pass
    except h11.RemoteProtocolError:
        assert not (await raw_request(gateway, ATTEMPTS[name])).startswith(b"HTTP/1.1 2")


async def test_an_upgrade_carries_nothing_past_us(gateway: str, services: Services) -> None:
    request = (
        b"GET /api/qa/v1/echo/one HTTP/1.1\r\nHost: x\r\nConnection: Upgrade, HTTP2-Settings\r\n"
        b"Upgrade: h2c\r\nHTTP2-Settings: AA\r\n\r\n"
    )
    answer = await raw_request(gateway, request + SECOND, until_closed=False)
    assert b"upgrade" not in answer.lower()
    assert b" 101 " not in answer


async def test_an_absolute_target_is_only_its_path(gateway: str, services: Services) -> None:
    request = b"GET http://evil/internal/v1/session-token HTTP/1.1\r\nHost: x\r\n"
    answer = await raw_request(gateway, request + b"Connection: close\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 404 ")
