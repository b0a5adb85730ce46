"""Who has a question open just now: in Redis, for a minute. Losing it costs nothing."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta

from redis.exceptions import RedisError

from services.qa.bootstrap import QaRuntime
from services.qa.directory import queries as directory
from services.qa.questions.access import Access
from services.qa.questions.documents import QuestionDocument
from services.qa.questions.opening import Working
from services.qa.questions.problems import NotYourUnit, QuestionNotFound
from services.qa.questions.views import access_to
from shared.clock import now
from shared.contracts.qa.base import PersonRef
from shared.contracts.qa.parts import PresentPerson
from shared.contracts.qa.work import KeepPresence
from shared.logging import get_logger

KEPT = timedelta(seconds=60)
_log = get_logger(__name__)


async def keep_presence(work: Working, form: KeepPresence) -> list[PresentPerson]:
    """Note that the caller has a question open, and return who else has, those who write first."""
    question = await QuestionDocument.find_one({"code": work.code})
    seen = await access_to(question, work.caller) if question else None
    if question is None or seen is None:
        raise QuestionNotFound
    if seen is not Access.RESPONDER:
        raise NotYourUnit
    try:
        held = await _note(work.qa, question.id, work.caller.id, form)
    except (RedisError, OSError, TimeoutError) as error:
        _log.warning("presence_unknown", error=type(error).__name__)
        return []
    present = _present(held, now())
    present.pop(work.caller.id, None)
    names = await directory.person_names(present, work.qa.cipher)
    people = [
        PresentPerson.model_validate(
            {"person": PersonRef(id=person, name=names.get(person, "")), "doing": doing}
        )
        for person, doing in present.items()
    ]
    return sorted(people, key=lambda one: (one.doing != "writing", one.person.name))


async def _note(qa: QaRuntime, question: str, person: str, form: KeepPresence) -> Mapping[str, str]:
    key = f"qa:presence:{question}"
    row = json.dumps({"doing": form.doing, "until": (now() + KEPT).isoformat()})
    async with qa.redis.pipeline(transaction=True) as pipe:
        pipe.hset(key, person, row)
        pipe.expire(key, KEPT)
        pipe.hgetall(key)
        results = await pipe.execute()
    held: Mapping[str, str] = results[-1]
    return held


def _present(held: Mapping[str, str], at: datetime) -> dict[str, str]:
    rows = {person: json.loads(row) for person, row in held.items()}
    return {
        person: row["doing"]
        for person, row in rows.items()
        if datetime.fromisoformat(row["until"]) > at
    }
