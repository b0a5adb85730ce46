"""`python -m services.auth.keys` as an operator runs it, on the running services' database."""

import asyncio
import os
import re
import sys

from tests.services.auth.settings import CLIENT_SECRET, DATA_KEYS

ROTATED = re.compile(r"^ +1 .* signs .*\n +2 .* published ", re.MULTILINE)


async def run(stage, *words: str) -> tuple[int, str]:
    """Run the command; returns its status and what it printed."""
    settings = stage.runtime.settings
    environment = {
        "ENVIRONMENT": "test", "MONGODB_URI": settings.mongodb_uri, "LOG_LEVEL": "ERROR",
        "REDIS_URL": settings.redis_url, "AUTH_DATABASE": f"{settings.database}_keys",
        "AUTH_DATA_KEYS": DATA_KEYS, "AUTH_OIDC_CLIENT_SECRET": CLIENT_SECRET,
        "AUTH_SERVICE_SECRETS": '{"gateway": "a", "qa": "b", "survey": "c"}',
    }  # fmt: skip
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "services.auth.keys", *words,
        env={**os.environ, **environment},
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    output, _ = await process.communicate()
    return process.returncode or 0, output.decode()


async def test_a_key_is_rotated_and_told_by_command(stage):
    try:
        assert (await run(stage, "rotate"))[0] == 0
        status, told = await run(stage)
        assert status == 0, told
        assert ROTATED.search(told), told
        status, told = await run(stage, "rotate")
        assert (status, "still waits for its turn" in told) == (1, True)
    finally:
        name = f"{stage.runtime.settings.database}_keys"
        await stage.runtime.mongo._client.drop_database(name)
