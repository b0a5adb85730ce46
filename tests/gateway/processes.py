"""A gateway as a process of its own, as production starts it."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import aiohttp

from dev.ports import free_ports
from tests.gateway.upstreams import SECRET


@dataclass
class GatewayProcess:
    """A running gateway; `inside` is its internal port's address."""

    process: asyncio.subprocess.Process
    url: str
    inside: str

    @property
    def memory(self) -> int:
        """Resident bytes."""
        with open(f"/proc/{self.process.pid}/statm", encoding="ascii") as file:
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")


@asynccontextmanager
async def gateway_process(
    urls: dict[str, str], *, is_plain: bool = False, **settings: str
) -> AsyncIterator[GatewayProcess]:
    """Start a gateway in front of `urls` (settings as variables without their prefix).

    `is_plain`: with none of the server's options that production gives.
    """
    port, inside = free_ports(2)
    environment = {
        **{name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ},
        **{name.upper(): value for name, value in urls.items()},
        "ENVIRONMENT": "test",
        "GATEWAY_SERVICE_SECRET": SECRET,
        "GATEWAY_INTERNAL_HOST": "127.0.0.1",
        "GATEWAY_INTERNAL_PORT": str(inside),
        **{f"GATEWAY_{name.upper()}": value for name, value in settings.items()},
    }
    command = [
        *(sys.executable, "-m", "uvicorn", "gateway.app:create_app", "--factory"),
        *("--port", str(port)),
    ]
    if not is_plain:
        command += ["--lifespan", "on", "--ws", "none", "--no-proxy-headers"]
        command += ["--http", "gateway.connections:PatientProtocol"]
        command += ["--timeout-graceful-shutdown", "10"]
    process = await asyncio.create_subprocess_exec(
        *command, env=environment, stdout=asyncio.subprocess.DEVNULL
    )
    gateway = GatewayProcess(process, f"http://127.0.0.1:{port}", f"http://127.0.0.1:{inside}")
    try:
        await _ready(gateway.inside)
        yield gateway
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def _ready(url: str) -> None:
    async with asyncio.timeout(20), aiohttp.ClientSession() as http:
        while True:
            try:
                async with http.get(f"{url}/healthz") as response:
                    if response.status == 200:
                        return
            except aiohttp.ClientError:
                await asyncio.sleep(0.05)
