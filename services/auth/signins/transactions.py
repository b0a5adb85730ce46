"""Sign-ins under way, in Redis for ten minutes: stored under the state's hash, taken out once."""

import hashlib
from datetime import timedelta

from pydantic import ValidationError
from redis.asyncio import Redis

from services.auth.signins.model import SIGN_IN_SECONDS, SignIn
from services.auth.stores import reaching_redis
from shared.clock import now


async def keep_sign_in(redis: Redis, state: str, sign_in: SignIn) -> None:
    """Store a sign-in; raises `SessionStoreUnavailable`."""
    with reaching_redis():
        await redis.set(_key(state), sign_in.model_dump_json(), ex=SIGN_IN_SECONDS, nx=True)


async def take_sign_in(redis: Redis, state: str) -> SignIn | None:
    """Take a sign-in out, so that nobody else can; None when there is none of this age."""
    with reaching_redis():
        stored = await redis.getdel(_key(state))
    if stored is None:
        return None
    try:
        sign_in = SignIn.model_validate_json(stored)
    except ValidationError:
        return None
    is_fresh = now() - sign_in.begun_at <= timedelta(seconds=SIGN_IN_SECONDS)
    return sign_in if is_fresh else None


def _key(state: str) -> str:
    return f"auth:sign-in:{hashlib.sha256(state.encode('utf-8', 'replace')).hexdigest()}"
