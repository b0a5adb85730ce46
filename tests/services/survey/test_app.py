"""The application as a process: importing opens nothing, it is ready, it ends with open streams."""

import asyncio
import signal
import subprocess
import sys
import time

import aiohttp

from dev.ports import free_ports
from services.survey.app import create_app
from tests.services.survey.figures.test_kill import environment_of
from tests.services.survey.settings import unopened_settings
from tests.support.workers import until

SERVER = """
import sys
import uvicorn
from services.survey.app import create_app
from tests.support.tokens import access_token, verifier
app = create_app()

@app.get("/test-token")
async def issue_token() -> str:
    app.state.callers = verifier()
    return access_token("leader", ("leader", "tp-hue"))

uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), log_config=None)
"""


def test_importing_and_making_open_nothing():
    code = "import services.survey.app, services.survey.worker, services.survey.seeds"
    subprocess.run([sys.executable, "-c", code], env={}, check=True)
    assert create_app(unopened_settings()).title == "Lắng Nghe: survey"


async def test_health(survey):
    assert (await survey.get("/healthz")).body == {"status": "ok"}
    assert (await survey.get("/readyz")).body == {"status": "ok", "failing": []}
    assert "http_requests_total" in (await survey.get("/metrics")).text


async def test_unknown_addresses_and_methods_are_problems(survey):
    answer = await survey.get("/api/survey/v1/nothing")
    assert (answer.status, answer.slug) == (404, "not-found")
    answer = await survey.call("DELETE", "/api/survey/v1/responses")
    assert (answer.status, answer.slug) == (405, "method-not-allowed")


async def test_it_ends_at_once_while_streams_are_open(survey, settings_of_survey):
    [port] = free_ports(1)
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", SERVER, str(port), env=environment_of(settings_of_survey)
    )
    url = f"http://127.0.0.1:{port}"

    async def is_ready() -> bool:
        assert process.returncode is None
        try:
            async with http.get(f"{url}/readyz") as response:
                return response.status == 200
        except aiohttp.ClientError:
            return False

    async with aiohttp.ClientSession() as http:
        await until(is_ready, 20)
        async with http.get(f"{url}/test-token") as response:
            headers = {"Authorization": f"Bearer {await response.json()}"}
        streams = [
            await http.get(f"{url}/api/survey/v1/figures/stream", headers=headers) for _ in range(3)
        ]
        for stream in streams:
            assert (await stream.content.readline()).startswith(b"data:")
        begun = time.monotonic()
        process.send_signal(signal.SIGTERM)
        ends = [await asyncio.wait_for(stream.content.read(), 20) for stream in streams]
        assert await asyncio.wait_for(process.wait(), 20) in {0, -signal.SIGTERM}
        assert time.monotonic() - begun < 15
        assert all(isinstance(end, bytes) for end in ends)
