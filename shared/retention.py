"""Forgetting what is past its time: rules as data, looked at before, then acted on row by row.

A rule finds its rows by an index; each row is read again and acted on in a transaction of its own,
so that a run may be stopped, run twice, and meet people at work.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from shared.clock import now
from shared.logging import get_logger
from shared.mongo import DatabaseUnavailable, Mongo, Transaction, transactional

Json = dict[str, Any]
_BATCH = 200
_log = get_logger(__name__)


async def delete_row(tx: Transaction, collection: str, row: Json) -> None:
    """Delete a row: what a rule does unless it says otherwise."""
    await tx.database[collection].delete_one({"_id": row["_id"]}, session=tx.session)


@dataclass(frozen=True)
class Rule:
    """What is forgotten of a collection, and after how many days; 0 keeps it for ever.

    `past` returns the condition that rows past their time fulfil, given the moment before which
    that is. A row that was acted on fulfils it no more.
    """

    name: str
    collection: str
    kept_days: int
    past: Callable[[datetime], Json]
    act: Callable[[Transaction, str, Json], Awaitable[None]] = delete_row

    def condition(self, moment: datetime) -> Json:
        """Return what rows past their time at a moment fulfil."""
        return self.past(moment - timedelta(days=self.kept_days))


@dataclass(frozen=True)
class Outcome:
    """How many rows of a rule are past their time, or were forgotten."""

    rule: Rule
    rows: int


async def look(mongo: Mongo, rules: Sequence[Rule]) -> list[Outcome]:
    """Return what would be forgotten; nothing is."""
    moment = now()
    return [
        Outcome(
            rule,
            await mongo.database[rule.collection].count_documents(rule.condition(moment))
            if rule.kept_days
            else 0,
        )
        for rule in rules
    ]


async def forget(mongo: Mongo, rules: Sequence[Rule]) -> list[Outcome]:
    """Forget what is past its time, and tell how much that was."""
    moment = now()
    outcomes = []
    for rule in rules:
        rows = await _forget_all(mongo, rule, moment) if rule.kept_days else 0
        outcomes.append(Outcome(rule, rows))
    return outcomes


async def follow_rules(mongo: Mongo, rules: Sequence[Rule], *, is_dry_run: bool) -> None:
    """Do what the nightly task does: say in the log what is past its time, then forget it."""
    for outcome in await look(mongo, rules):
        if outcome.rows:
            _log.info("past_retention", rule=outcome.rule.name, rows=outcome.rows)
    if not is_dry_run:
        await forget(mongo, rules)


async def _forget_all(mongo: Mongo, rule: Rule, moment: datetime) -> int:
    """A row that cannot be forgotten is logged and left, others are not held up by it."""
    condition, forgotten, failed = rule.condition(moment), 0, set[Any]()
    rows = mongo.database[rule.collection]
    while True:
        found = rows.find(condition, {"_id": 1}).limit(_BATCH + len(failed))
        waiting = [row["_id"] for row in await found.to_list() if row["_id"] not in failed]
        if not waiting:
            return forgotten
        for row_id in waiting:
            if await _is_forgotten(mongo, rule, row_id, condition):
                forgotten += 1
            else:
                failed.add(row_id)


async def _is_forgotten(mongo: Mongo, rule: Rule, row_id: object, condition: Json) -> bool:
    try:
        return await _forget(mongo, rule, row_id, condition)
    except DatabaseUnavailable:
        raise
    except Exception as error:  # noqa: BLE001 - whatever it is, other rows and rules go on
        _log.error("retention_failed", rule=rule.name, error=type(error).__name__)
        return False


@transactional
async def _forget(tx: Transaction, rule: Rule, row_id: object, condition: Json) -> bool:
    """Act on a row; True unless it still fulfils the condition after that."""
    rows = tx.database[rule.collection]
    still = {"$and": [{"_id": row_id}, condition]}
    row = await rows.find_one(still, session=tx.session)
    if row is None:
        return True
    await rule.act(tx, rule.collection, row)
    if await rows.find_one(still, session=tx.session) is None:
        return True
    _log.error("retention_without_effect", rule=rule.name)
    return False
