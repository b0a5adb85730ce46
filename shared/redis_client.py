"""A client of Redis for one event loop: short waits, and a restarted Redis costs no answer."""

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import ConstantBackoff
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.maint_notifications import MaintNotificationsConfig

_PAUSE_SECONDS = 0.05


def open_redis(url: str, *, seconds: float) -> Redis:
    """Return a client that waits `seconds` for a connection and for an answer; it connects at use.

    What met a closed connection is sent once more, so it must bear coming twice.
    """
    return Redis.from_url(
        url,
        decode_responses=True,
        socket_timeout=seconds,
        socket_connect_timeout=seconds,
        health_check_interval=30,
        # With `from_url`, redis-py 8 retries nothing by itself ...
        retry=Retry(ConstantBackoff(_PAUSE_SECONDS), 1, supported_errors=(RedisConnectionError,)),
        # ... and hands out connections that Redis has closed, in case they hold a notification.
        maint_notifications_config=MaintNotificationsConfig(enabled=False),
    )
