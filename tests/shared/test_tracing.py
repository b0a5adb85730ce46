"""Spans of a process reach the collector it is told of; without one nothing is made or loaded."""

import asyncio
import subprocess
import sys

from aiohttp import web

from dev.ports import free_ports
from shared.tracing import SERVER, current_traceparent, traced

TRACED = """
import sys
from shared.tracing import SERVER, configure_tracing, note_answer, traced
configure_tracing("sample", sys.argv[1])
try:
    with traced("POST", SERVER) as span:
        note_answer(span, "POST", "/api/qa/v1/questions", 201)
        raise ValueError("so dien thoai 0912345678")
except ValueError:
    pass
print("opentelemetry.sdk" in sys.modules)
"""


async def run(collector: str) -> str:
    command = [sys.executable, "-c", TRACED, collector]
    ended = await asyncio.to_thread(
        subprocess.run, command, capture_output=True, text=True, timeout=60, check=True
    )
    return ended.stdout.strip()


async def test_spans_reach_the_collector_without_what_errors_say() -> None:
    received: list[bytes] = []

    async def take(request: web.Request) -> web.Response:
        received.append(await request.read())
        return web.Response()

    app = web.Application()
    app.router.add_post("/v1/traces", take)
    runner = web.AppRunner(app)
    await runner.setup()
    (port,) = free_ports(1)
    await web.TCPSite(runner, "127.0.0.1", port).start()
    try:
        assert await run(f"http://127.0.0.1:{port}") == "True"
    finally:
        await runner.cleanup()
    (told,) = received
    assert b"langnghe-sample" in told
    assert b"POST /api/qa/v1/questions" in told
    assert b"ValueError" in told
    assert b"0912345678" not in told


async def test_without_a_collector_nothing_is_loaded() -> None:
    assert await run("") == "False"
    with traced("POST", SERVER) as span:
        assert span is None
        assert current_traceparent() is None
