"""Runs an application behind a real HTTP server inside the test's event loop."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import uvicorn
from starlette.types import ASGIApp


@asynccontextmanager
async def serving(
    app: ASGIApp, port: int = 0, protocol: type[asyncio.Protocol] | None = None
) -> AsyncIterator[str]:
    """Serve `app` on loopback; yields its base address once its lifespan is open.

    `port` is for applications that must know their own address beforehand; 0 takes a free one.
    `protocol` is what reads HTTP, the server's own unless given.
    """
    config = uvicorn.Config(
        app,
        log_config=None,
        lifespan="on",
        timeout_graceful_shutdown=2,
        timeout_keep_alive=60,  # longer than a client keeps one: no request meets a closing one
        http=protocol or "auto",
    )
    server = uvicorn.Server(config)
    # Named TCP: asyncio sends small answers at once only on sockets that say so, else 40 ms later.
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP) as listener:
        # A port whose last connections are still closing is free, as whoever chose it saw it.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", port))
        task = asyncio.create_task(server.serve(sockets=[listener]))
        try:
            while not server.started:
                if task.done():
                    await task
                    raise RuntimeError("the application did not start")
                await asyncio.sleep(0.01)
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            await task
