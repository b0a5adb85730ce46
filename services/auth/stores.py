"""Redis as auth uses it: short waits, and one error when it does not answer."""

from collections.abc import Iterator
from contextlib import contextmanager

from redis.asyncio import Redis
from redis.exceptions import RedisError

from shared.problems import Unavailable

_LIMIT_SECONDS = 1.0


class SessionStoreUnavailable(Unavailable):
    """Redis does not answer."""

    slug, title = "session-store-unavailable", "Signing in is not possible at the moment"


def open_redis(url: str) -> Redis:
    """Return a client for this event loop; it connects at first use."""
    return Redis.from_url(
        url,
        decode_responses=True,
        socket_timeout=_LIMIT_SECONDS,
        socket_connect_timeout=_LIMIT_SECONDS,
        health_check_interval=30,
    )


@contextmanager
def reaching_redis() -> Iterator[None]:
    """Turn every failure to reach Redis into `SessionStoreUnavailable`."""
    try:
        yield
    except (RedisError, OSError, TimeoutError) as error:
        raise SessionStoreUnavailable from error
