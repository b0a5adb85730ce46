"""The two front doors of a run: ours with everything on, nginx with `limit_req`."""

import asyncio
import os
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

import aiohttp

from bench.stage import NotMeasured, Stage
from dev.ports import free_ports
from dev.settings import LOOPBACK
from gateway.groups import LIMITED

TICKS = os.sysconf("SC_CLK_TCK")
_NGINX = """
daemon off; master_process off; pid {folder}/nginx.pid; error_log {folder}/nginx-error.log;
events {{ worker_connections 2048; }}
http {{
  access_log {folder}/nginx-access.log;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
  limit_req_zone $binary_remote_addr zone=all:10m rate=1000000r/s;
  upstream service {{ server {service}; keepalive 64; }}
  server {{
    listen {listen};
    location / {{
      limit_req zone=all burst=100000 nodelay;
      proxy_pass http://service; proxy_http_version 1.1; proxy_set_header Connection "";
      proxy_set_header X-Forwarded-For $remote_addr; proxy_set_header Host $host;
    }}
  }}
}}
"""


@dataclass
class Doors:
    """Addresses of the service itself and of both doors; the gateway's process."""

    service: str
    nginx: str
    gateway: str
    pid: int

    def cpu_seconds(self) -> float:
        """Return the processor time our gateway has used."""
        fields = Path(f"/proc/{self.pid}/stat").read_text(encoding="ascii").rsplit(")", 1)[1]
        user, system = fields.split()[11:13]
        return (int(user) + int(system)) / TICKS

    def memory_megabytes(self) -> float:
        """Return the resident memory of our gateway."""
        pages = Path(f"/proc/{self.pid}/statm").read_text(encoding="ascii").split()[1]
        return int(pages) * os.sysconf("SC_PAGE_SIZE") / 2**20


def require_tools() -> None:
    """Raise `NotMeasured` unless nginx and wrk are here."""
    missing = [name for name in ("nginx", "wrk") if shutil.which(name) is None]
    if missing:
        raise NotMeasured(
            f"{' and '.join(missing)} not installed: apt-get install nginx wrk, then again"
        )


async def open_doors(stage: Stage) -> Doors:
    """Start the service and both doors."""
    if "doors" in stage.places:
        found: Doors = stage.places["doors"]  # type: ignore[assignment]
        return found
    require_tools()
    service = await stage.web(
        "service",
        "bench.gateway.service:create_app",
        {"MONGODB_URI": await stage.mongodb()},
    )
    nginx = await _nginx(stage, service)
    gateway, pid = await _gateway(stage, service)
    doors = stage.places["doors"] = Doors(service, nginx, gateway, pid)
    return doors


async def _nginx(stage: Stage, service: str) -> str:
    (port,) = free_ports(1)
    folder = stage.folder / "nginx"
    folder.mkdir()
    config = folder / "nginx.conf"
    listen = f"{LOOPBACK}:{port}"
    text = _NGINX.format(folder=folder, service=service.partition("://")[2], listen=listen)
    config.write_text(text, encoding="ascii")
    command = [shutil.which("nginx") or "nginx", "-p", str(folder), "-c", str(config)]
    stage.popen(command, {}, stage.folder / "nginx.log")
    await _answers(f"http://{listen}/healthz")
    return f"http://{listen}"


async def _gateway(stage: Stage, service: str) -> tuple[str, int]:
    (port,) = free_ports(1)
    plenty = {f"GATEWAY_LIMIT_{group.upper()}": "1000000000/minute" for group in LIMITED}
    environment = {
        "ENVIRONMENT": "test",
        "GATEWAY_SERVICE_SECRET": "a-secret-of-the-measurement",
        "REDIS_URL": await stage.redis(),
        **dict.fromkeys(("AUTH_URL", "QA_URL", "SURVEY_URL"), service),
        **plenty,
    }
    command = [
        *(sys.executable, "-m", "uvicorn", "gateway.app:create_app", "--factory"),
        *("--host", LOOPBACK, "--port", str(port), "--lifespan", "on", "--ws", "none"),
        *("--no-access-log", "--no-server-header", "--no-proxy-headers"),
        *("--http", "gateway.connections:PatientProtocol"),
    ]
    process = stage.popen(command, environment, stage.folder / "gateway.log")
    url = f"http://{LOOPBACK}:{port}"
    await _answers(f"{url}/healthz")
    return url, process.pid


async def _answers(url: str) -> None:
    async with asyncio.timeout(20), aiohttp.ClientSession() as http:
        while True:
            try:
                async with http.get(url) as response:
                    if response.status == 200:
                        return
            except aiohttp.ClientError:
                await asyncio.sleep(0.05)
