"""The scheduler of beat: RedBeat that outlives its Redis.

RedBeat ends when its lock or Redis is gone. This one waits for Redis, takes the lock again, behind
another beat that has it meanwhile, and writes its table anew, for an emptied Redis forgot it.
"""

from types import SimpleNamespace
from typing import Any

from redbeat.schedulers import RedBeatScheduler, acquire_distributed_beat_lock
from redis.exceptions import ConnectionError as RedisAway
from redis.exceptions import LockError
from redis.exceptions import TimeoutError as RedisSilent

from shared.logging import get_logger

_AGAIN_SECONDS = 1.0
_log = get_logger(__name__)


class Scheduler(RedBeatScheduler):  # type: ignore[misc]
    """Asks for what is due; `beat_scheduler` names it."""

    def tick(self, *arguments: Any, **named: Any) -> float:  # noqa: ANN401 - Celery's
        """Ask for what is due and return after how many seconds to do so again."""
        try:
            return float(super().tick(*arguments, **named))
        except LockError:
            return self._begin_anew()
        except (RedisAway, RedisSilent):
            _log.warning("beat_without_redis")
            return _AGAIN_SECONDS

    def _begin_anew(self) -> float:
        _log.warning("beat_lost_its_lock")
        try:
            acquire_distributed_beat_lock(SimpleNamespace(scheduler=self))
            self.setup_schedule()
        except (RedisAway, RedisSilent):
            return _AGAIN_SECONDS
        return 0.0
