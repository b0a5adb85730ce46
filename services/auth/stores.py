"""Redis as auth uses it: short waits, and one error when it does not answer."""

from collections.abc import Iterator
from contextlib import contextmanager

from redis.exceptions import RedisError

from shared.problems import Unavailable

REDIS_SECONDS = 1.0


class SessionStoreUnavailable(Unavailable):
    """Redis does not answer."""

    slug, title = "session-store-unavailable", "Signing in is not possible at the moment"


@contextmanager
def reaching_redis() -> Iterator[None]:
    """Turn every failure to reach Redis into `SessionStoreUnavailable`."""
    try:
        yield
    except (RedisError, OSError, TimeoutError) as error:
        raise SessionStoreUnavailable from error
