"""The proxy over real sockets: both directions, odd answers, upstreams and clients that go away."""

import asyncio
import time
from collections.abc import AsyncIterator

import aiohttp
import pytest

from tests.gateway.conftest import COOKIE, MakeGateway, Services
from tests.gateway.raw import get, raw_request, raw_upstream
from tests.gateway.upstreams import headers_of
from tests.support.tokens import access_token

ECHO = "/api/qa/v1/echo"


async def arrived(http: aiohttp.ClientSession, url: str, **options: object) -> dict:
    async with http.get(url, **options) as response:
        assert response.status == 200, await response.text()
        return await response.json()


async def test_a_request_arrives_as_it_was_sent(gateway: str, http: aiohttp.ClientSession) -> None:
    async with http.post(
        f"{gateway}{ECHO}", data=b'{"a": 1}', headers={"Content-Type": "application/json"}
    ) as response:
        seen = await response.json()
        assert response.headers["X-Answer"] == "yes"
    headers = headers_of(seen)
    assert (seen["method"], seen["body"], seen["size"]) == ("POST", '{"a": 1}', 8)
    assert headers["content-type"] == "application/json"
    assert headers["content-length"] == "8"
    assert headers["x-forwarded-for"] == "127.0.0.1"
    assert headers["x-forwarded-proto"] == "http"
    assert headers["x-forwarded-host"] == "127.0.0.1:8080"
    assert headers["x-request-id"] == response.headers["X-Request-Id"]


@pytest.mark.parametrize(
    ("path", "query"),
    [("/%C3%A1b%20c", "q=%E1%BA%A5+b&empty=&x=%2F"), ("/a;b=c,d:e@f~g", "a=1&a=2"), ("/", "")],
)
async def test_the_path_passes_byte_for_byte(gateway: str, path: str, query: str) -> None:
    target = f"{ECHO}{path}" + (f"?{query}" if query else "")
    answer = await raw_request(gateway, get(target))
    assert f'"path":"{ECHO}{path}","query":"{query}"'.encode() in answer


async def test_bytes_outside_ascii_in_an_address_are_refused(gateway: str) -> None:
    answer = await raw_request(gateway, get(f"{ECHO}/x?q=\xe1\xba\xa5"))
    assert answer.startswith(b"HTTP/1.1 400")


@pytest.mark.parametrize(
    "path",
    [
        "/internal/v1/session-token",
        "/api/auth/../../internal/v1/session-token",
        "/api/auth/%2e%2e/%2e%2e/internal/v1/session-token",
        "/api/auth/.%2E/../internal/v1/session-token",
        "/api/auth/..%2f..%2finternal/v1/session-token",
        "/api/auth/..%5c..%5cinternal/v1/session-token",
        "/api/auth//../internal/v1/session-token",
        "//internal/v1/session-token",
        "/api/auth/%00/internal",
        "/%69nternal/v1/session-token",
        "/api/internal/v1/session-token",
        "/auth/./login",
        "/auth/%2e/login",
    ],
)
async def test_internal_addresses_are_not_reachable(
    gateway: str, services: Services, path: str
) -> None:
    answer = await raw_request(gateway, get(path))
    assert answer.startswith(b"HTTP/1.1 404")
    assert services.auth.exchanges == 0


async def test_headers_of_one_hop_stay_there(gateway: str) -> None:
    answer = await raw_request(
        gateway,
        get(
            f"{ECHO}/x", "Connection: X-Mine, close", "X-Mine: 1", "TE: trailers", "Upgrade: h2c",
            "Keep-Alive: 5", "Proxy-Authorization: Basic x", "Expect: 100-continue",
        ),
    )  # fmt: skip
    head, _, body = answer.partition(b"\r\n\r\n")
    for name in (b"x-mine", b'"te"', b"upgrade", b"keep-alive", b"proxy-authorization", b"expect"):
        assert name not in body.lower()
    assert b"x-hop" not in head.lower()
    assert head.lower().count(b"\r\ndate:") == 1


async def test_n51_what_a_client_claims_to_be_is_dropped(
    gateway: str, http: aiohttp.ClientSession
) -> None:
    claims = {
        "X-User-Id": "admin1", "X-Roles": "admin", "X-Internal-Token": "t", "X-Forwarded-User": "u",
        "X-Forwarded-For": "9.9.9.9", "X-Forwarded-Host": "evil", "X-Forwarded-Proto": "https",
        "Forwarded": "for=9.9.9.9", "X-Real-IP": "9.9.9.9", "X-Original-URL": "/internal",
        "X-Request-Id": "chosen-by-client",
    }  # fmt: skip
    seen = headers_of(await arrived(http, f"{gateway}{ECHO}/x", headers=claims))
    assert seen["x-request-id"] == "chosen-by-client"
    assert seen["x-forwarded-host"] == "127.0.0.1:8080"
    assert "9.9.9.9" not in str(seen)
    for name in ("x-user-id", "x-roles", "x-internal-token", "x-forwarded-user", "x-original-url"):
        assert name not in seen


async def test_a_session_becomes_a_token_and_the_cookie_stays_here(
    gateway: str, http: aiohttp.ClientSession, services: Services
) -> None:
    async with http.get(f"{gateway}{ECHO}/x", headers=COOKIE) as response:
        seen = headers_of(await response.json())
        assert "Set-Cookie" not in response.headers
    assert "cookie" not in seen
    assert seen["authorization"].startswith("Bearer ey")
    assert services.auth.exchanges == 1


async def test_cookies_pass_to_sign_in_only(
    gateway: str, http: aiohttp.ClientSession, services: Services
) -> None:
    async with http.get(f"{gateway}/auth/login?next=%2F", headers=COOKIE) as response:
        seen = headers_of(await response.json())
        cookies = response.headers.getall("Set-Cookie")
    assert seen["cookie"] == COOKIE["Cookie"]
    assert "authorization" not in seen
    assert len(cookies) == 3
    assert services.auth.exchanges == 0


async def test_a_machine_client_passes_with_its_own_token(
    gateway: str, http: aiohttp.ClientSession
) -> None:
    token = access_token("client:lgsp", kind="client", scope="questions:read")
    headers = {"Authorization": f"Bearer {token}"}
    seen = headers_of(await arrived(http, f"{gateway}{ECHO}/x", headers=headers))
    assert seen["authorization"] == f"Bearer {token}"


@pytest.mark.parametrize("authorization", ["Bearer ey.ey.ey", "Basic YTpi", "Bearer", "x"])
async def test_other_credentials_are_refused(
    gateway: str, http: aiohttp.ClientSession, authorization: str
) -> None:
    async with http.get(f"{gateway}{ECHO}/x", headers={"Authorization": authorization}) as response:
        assert response.status == 401
        assert (await response.json())["type"].endswith("/problems/token-not-accepted")


async def test_n50_a_persons_token_from_outside_is_refused(
    gateway: str, http: aiohttp.ClientSession
) -> None:
    headers = {"Authorization": f"Bearer {access_token('officer1')}"}
    async with http.get(f"{gateway}{ECHO}/x", headers=headers) as response:
        assert response.status == 401


async def test_a_clients_secret_passes_to_the_token_address(
    gateway: str, http: aiohttp.ClientSession
) -> None:
    headers = {"Authorization": "Basic bGdzcDpzZWNyZXQ="}
    async with http.post(f"{gateway}/api/auth/v1/token", headers=headers) as response:
        assert headers_of(await response.json())["authorization"] == headers["Authorization"]


async def test_a_request_body_streams(gateway: str, http: aiohttp.ClientSession) -> None:
    received: list[bytes] = []
    more = asyncio.Event()

    async def parts() -> AsyncIterator[bytes]:
        yield b"one "
        await asyncio.wait_for(more.wait(), 20)
        yield b"two"

    async with http.post(f"{gateway}/api/qa/v1/double", data=parts()) as response:
        received.append(await response.content.readany())
        more.set()
        received.append(await response.content.read())
    assert received == [b"ONE ", b"TWO"]


async def test_a_large_answer_streams(gateway: str, http: aiohttp.ClientSession) -> None:
    size = 16 * 1024 * 1024
    total = 0
    async with http.get(f"{gateway}/api/qa/v1/large?size={size}") as response:
        async for chunk in response.content.iter_any():
            total += len(chunk)
    assert total == size


async def test_events_pass_at_once(gateway: str, http: aiohttp.ClientSession) -> None:
    headers = {"Accept": "text/event-stream", "Accept-Encoding": "gzip, br"}
    async with http.get(f"{gateway}/api/qa/v1/events/stream", headers=headers) as response:
        assert response.headers["Content-Type"].startswith("text/event-stream")
        first = await response.content.readany()  # the service sends the second a second later
        rest = await response.content.read()
    assert (first, rest) == (b"data: first\n\n", b"data: second\n\n")


async def test_a_client_that_leaves_ends_the_service_work(
    gateway: str, http: aiohttp.ClientSession, services: Services
) -> None:
    response = await http.get(f"{gateway}/api/qa/v1/forever")
    await response.content.readany()
    response.close()
    await asyncio.wait_for(services.qa.left.wait(), 15)


async def test_a_client_that_leaves_while_it_waits_ends_the_service_work(
    make_gateway: MakeGateway, http: aiohttp.ClientSession
) -> None:
    left = asyncio.Event()

    async def never_answers(reader: asyncio.StreamReader, _w: asyncio.StreamWriter) -> None:
        await reader.read()
        left.set()

    async with raw_upstream(never_answers) as qa, make_gateway(qa_url=qa) as gateway:
        with pytest.raises(TimeoutError):
            await http.get(f"{gateway}{ECHO}", timeout=aiohttp.ClientTimeout(total=0.5))
        await asyncio.wait_for(left.wait(), 15)


@pytest.mark.parametrize("status", [200, 201, 204, 304, 404, 410, 503])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
async def test_every_status_passes(
    gateway: str, http: aiohttp.ClientSession, method: str, status: int
) -> None:
    url = f"{gateway}/api/qa/v1/status/{status}"
    async with http.request(method, url) as response:
        assert response.status == status
        assert response.headers["ETag"] == '"7"'
        has_body = method == "GET" and status not in {204, 304}
        assert await response.read() == (b"hello" if has_body else b"")
        if status not in {204, 304}:
            assert response.headers["Content-Length"] == "5"


async def test_the_connection_is_kept_after_any_answer(
    gateway: str, http: aiohttp.ClientSession
) -> None:
    requests = b"".join(
        f"{method} /api/qa/v1/status/{status} HTTP/1.1\r\nHost: x\r\n\r\n".encode()
        for method, status in (("GET", 304), ("HEAD", 200), ("GET", 204))
    )
    answer = await raw_request(gateway, requests + get("/api/qa/v1/status/200"))
    assert answer.count(b"HTTP/1.1 ") == 4
    assert answer.endswith(b"hello")


async def test_a_body_announced_too_large_is_refused_at_once(gateway: str) -> None:
    head = f"POST {ECHO} HTTP/1.1\r\nHost: x\r\nContent-Length: 70000\r\n\r\n"
    answer = await raw_request(gateway, head.encode(), until_closed=False)
    assert answer.startswith(b"HTTP/1.1 413")
    assert b"/problems/too-large" in answer


@pytest.mark.parametrize("path", [ECHO, "/api/qa/v1/double"])
async def test_a_stream_grown_too_large_is_refused(
    gateway: str, http: aiohttp.ClientSession, path: str
) -> None:
    async def parts() -> AsyncIterator[bytes]:
        for _ in range(20):
            yield b"x" * 8_000
            await asyncio.sleep(0)

    try:
        async with http.post(f"{gateway}{path}", data=parts()) as response:
            await response.read()
            assert response.status == 413
    except aiohttp.ClientError:
        assert path.endswith("double")  # its answer had begun


async def test_uploads_may_be_larger(gateway: str, http: aiohttp.ClientSession) -> None:
    data = b"x" * 300_000
    async with http.post(f"{gateway}/api/qa/v1/attachments", data=data) as response:
        assert (await response.json())["size"] == 300_000


async def test_a_service_that_is_away_is_a_problem_soon(
    gateway: str, http: aiohttp.ClientSession
) -> None:
    begun = time.monotonic()
    async with http.get(f"{gateway}/api/survey/v1/instrument") as response:
        problem = await response.json()
        assert response.status == 503
        assert response.headers["Content-Type"] == "application/problem+json"
        assert response.headers["Retry-After"] == "5"
    assert problem["type"].endswith("/problems/service-unavailable")
    assert problem["service"] == "survey"
    assert time.monotonic() - begun < 10


async def test_a_connect_error_is_tried_once_more(
    make_gateway: MakeGateway, http: aiohttp.ClientSession
) -> None:
    async def answers(_r: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
        await writer.drain()

    async with raw_upstream(answers) as url:
        port = int(url.rpartition(":")[2])
    async with make_gateway(qa_url=url) as gateway:
        asking = asyncio.create_task(_text(http, f"{gateway}{ECHO}"))
        await asyncio.sleep(0.05)
        server = await asyncio.start_server(answers, "127.0.0.1", port)
        try:
            assert await asking == "ok"
        finally:
            server.close()


async def _text(http: aiohttp.ClientSession, url: str) -> str:
    async with http.get(url) as response:
        return await response.text()


async def test_a_service_that_is_silent_is_a_problem(
    make_gateway: MakeGateway, http: aiohttp.ClientSession
) -> None:
    async def silent(reader: asyncio.StreamReader, _w: asyncio.StreamWriter) -> None:
        await reader.read()

    async with (
        raw_upstream(silent) as qa,
        make_gateway(qa_url=qa, read_timeout_seconds=0.3) as gateway,
        http.get(f"{gateway}{ECHO}") as response,
    ):
        assert response.status == 504
        assert (await response.json())["type"].endswith("/problems/service-too-slow")


@pytest.mark.parametrize(
    "answer",
    [b"", b"HTTP/1.1 200", b"not http at all\r\n\r\n", b"HTTP/1.1 200 OK\r\nX: " + b"y" * 20_000],
)
async def test_a_service_that_answers_nonsense_is_a_problem(
    make_gateway: MakeGateway, http: aiohttp.ClientSession, answer: bytes
) -> None:
    async def nonsense(_r: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(answer)
        await writer.drain()

    async with (
        raw_upstream(nonsense) as qa,
        make_gateway(qa_url=qa) as gateway,
        http.post(f"{gateway}{ECHO}", data=b"{}") as response,
    ):
        assert response.status == 503


@pytest.mark.parametrize(
    "start",
    [b"Content-Length: 100\r\n\r\nhalf", b"Transfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n"],
)
async def test_an_answer_cut_off_is_cut_off_for_the_client(
    make_gateway: MakeGateway, http: aiohttp.ClientSession, start: bytes
) -> None:
    async def dies(_r: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\n" + start)
        await writer.drain()
        writer.transport.abort()

    async with raw_upstream(dies) as qa, make_gateway(qa_url=qa) as gateway:
        with pytest.raises(aiohttp.ClientPayloadError):
            async with http.get(f"{gateway}{ECHO}") as response:
                await response.read()


async def test_both_lengths_at_once_are_refused(gateway: str) -> None:
    request = (
        b"POST /api/qa/v1/echo HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n"
        b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /internal HTTP/1.1\r\n\r\n"
    )
    assert (await raw_request(gateway, request)).startswith(b"HTTP/1.1 400")


async def test_unusual_methods_are_not_offered(gateway: str, http: aiohttp.ClientSession) -> None:
    async with http.request("TRACE", f"{gateway}{ECHO}") as response:
        assert response.status == 405
