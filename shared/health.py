"""`/healthz`, `/readyz` and `/metrics` for processes without a web application: worker and beat."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from shared.readings import Gauges, Readings

Check = Callable[[], Awaitable[None]]
_LIMIT_SECONDS = 3.0


async def failing(checks: Mapping[str, Check]) -> list[str]:
    """Return the names of the checks that raise or take longer than three seconds."""

    async def fails(check: Check) -> bool:
        try:
            async with asyncio.timeout(_LIMIT_SECONDS):
                await check()
        except Exception:  # noqa: BLE001 - any failure means not ready
            return True
        return False

    results = await asyncio.gather(*(fails(check) for check in checks.values()))
    return [name for name, failed in zip(checks, results, strict=True) if failed]


async def serve_health(
    port: int, checks: Mapping[str, Check], host: str, readings: Readings
) -> web.AppRunner:
    """Answer health requests on this event loop until the runner returned is cleaned up."""
    gauges = Gauges(lambda: readings)

    async def healthz(_request: web.Request) -> web.Response:
        return web.json_response({"status": "ok"})

    async def readyz(_request: web.Request) -> web.Response:
        down = await failing(checks)
        body = {"status": "unavailable" if down else "ok", "failing": down}
        return web.json_response(body, status=503 if down else 200)

    async def metrics(_request: web.Request) -> web.Response:
        await gauges.refresh()
        return web.Response(body=generate_latest(), headers={"Content-Type": CONTENT_TYPE_LATEST})

    app = web.Application()
    app.add_routes(
        [web.get("/healthz", healthz), web.get("/readyz", readyz), web.get("/metrics", metrics)]
    )
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, host, port).start()
    return runner
