"""Checks a MongoDB or Redis that the person named, before anything relies on it."""

import redis.asyncio
from pymongo import AsyncMongoClient
from pymongo.errors import PyMongoError
from redis.exceptions import RedisError

from dev.problems import DevelopmentProblem

LIMIT_SECONDS = 5


async def refuse_silent_mongodb(uri: str) -> None:
    """Raise unless the MongoDB at `uri` answers a ping."""
    try:
        async with AsyncMongoClient[dict[str, object]](
            uri, serverSelectionTimeoutMS=int(LIMIT_SECONDS * 1000)
        ) as client:
            await client.admin.command("ping")
    except (PyMongoError, ValueError) as error:
        raise _problem("MONGODB_URI", error) from None


async def refuse_silent_redis(url: str) -> None:
    """Raise unless the Redis at `url` answers a ping."""
    try:
        async with redis.asyncio.Redis.from_url(
            url, socket_timeout=LIMIT_SECONDS, socket_connect_timeout=LIMIT_SECONDS
        ) as client:
            await client.ping()
    except (RedisError, OSError, ValueError) as error:
        raise _problem("REDIS_URL", error) from None


def _problem(setting: str, error: Exception) -> DevelopmentProblem:
    reason = str(error).splitlines()[0][:200] if str(error) else type(error).__name__
    return DevelopmentProblem(
        f"{setting} is set, but nothing usable answers there: {reason}\n"
        f"Start it, correct {setting}, or unset it to use the embedded engine."
    )
