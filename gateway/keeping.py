"""What a gateway does besides answering: everything that takes too long, or is over, is ended."""

import asyncio

from starlette.datastructures import State

from gateway.connections import PatientProtocol
from gateway.limit_script import READ
from gateway.limits import Mark
from gateway.passages import LOOK_EVERY_SECONDS, Passages
from gateway.redis_line import RedisAway, RedisLine
from gateway.sessions import KEPT_SECONDS
from gateway.settings import GatewaySettings
from shared.logging import get_logger

_log = get_logger(__name__)
_MARKS_EVERY_SECONDS = 1.0


async def look_after(state: State, settings: GatewaySettings) -> None:
    """Look after passages, connections and the announcement, as long as the process lives."""
    while True:
        await asyncio.sleep(LOOK_EVERY_SECONDS)
        try:
            _look(state, settings)
        except Exception:  # noqa: BLE001 - one fault must not end every time limit
            _log.exception("looking_failed")


def _look(state: State, settings: GatewaySettings) -> None:
    state.passages.look()
    if state.draining.has_begun:
        state.passages.end_streams()
    PatientProtocol.look_after_all(settings.head_seconds, settings.reader_silence_seconds)
    for service in state.services.values():
        service.close_stale(asyncio.get_running_loop().time())
    state.maintenance.look()


async def end_revoked_streams(passages: Passages, redis: RedisLine) -> None:
    """End the event streams of sessions that have ended or changed, within a second.

    One call to Redis for all streams of the process. A stream nobody can vouch for, without a mark
    or while Redis is away, ends when a kept token would; its page has to show its session again.
    """
    while True:
        await asyncio.sleep(_MARKS_EVERY_SECONDS)
        named = [passage for passage in passages.streams() if passage.vouched_at is not None]
        if not named:
            continue
        holding = await _holding({one.mark for one in named if one.mark is not None}, redis)
        now = asyncio.get_running_loop().time()
        for passage in named:
            if holding is not None and passage.mark in holding:
                passage.vouched_at = now
            is_changed = holding is not None and passage.mark is not None
            if now - (passage.vouched_at or 0) > (0 if is_changed else KEPT_SECONDS):
                passage.end_stream()


async def _holding(marks: set[Mark], redis: RedisLine) -> set[Mark] | None:
    """Return the marks that have not changed, None when Redis cannot say."""
    asked = list(marks)
    if not asked:
        return set()
    try:
        held = await redis.run(READ, [mark.key for mark in asked])
    except RedisAway:
        return None
    if not isinstance(held, list) or len(held) != len(asked):
        return None
    return {mark for mark, value in zip(asked, held, strict=True) if value == mark.value}
