"""What an operator looks at first: who answers, what waits, how old the last backup is."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp
from pymongo import AsyncMongoClient
from redis.asyncio import Redis
from rich.table import Table

from services.operations.backups.archives import archives_in
from services.operations.migrating import listed
from services.operations.screen import results
from services.operations.settings import SERVICES, OperationsSettings
from shared.clock import now
from shared.migrations import applied_numbers

Check = Callable[[], Awaitable[str]]
_SECONDS = 5.0
_OLDEST_BACKUP_HOURS = 26
_OLDEST_EVENT_SECONDS = 300


class Amiss(Exception):
    """A check found something that is not as it should be."""


def report() -> int:
    """Print a line for each check and return the exit status: 1 when one fails."""
    return asyncio.run(_report(OperationsSettings()))


async def _report(settings: OperationsSettings) -> int:
    checks = _checks(settings)
    said = await asyncio.gather(*(_said(check) for check in checks.values()))
    table = Table(box=None, show_header=False)
    for name, (is_well, words) in zip(checks, said, strict=True):
        table.add_row(name, "[green]well[/]" if is_well else "[bold red]amiss[/]", words)
    results.print(table)
    return 0 if all(is_well for is_well, _ in said) else 1


def _checks(settings: OperationsSettings) -> dict[str, Check]:
    urls = {"auth": settings.auth_url, "qa": settings.qa_url, "survey": settings.survey_url}
    return {
        **{name: _ready(url) for name, url in urls.items()},
        "MongoDB": _database(settings),
        "Redis": _redis(settings.redis_url),
        **{f"{name} database": _owned(settings, name) for name in SERVICES},
        "last backup": _backup(settings),
    }


async def _said(check: Check) -> tuple[bool, str]:
    try:
        async with asyncio.timeout(_SECONDS):
            return True, await check()
    except Amiss as found:
        return False, str(found)
    except Exception as error:  # noqa: BLE001 - whatever it is, it does not answer
        return False, f"does not answer ({type(error).__name__})"


def _ready(url: str) -> Check:
    async def check() -> str:
        async with aiohttp.ClientSession() as http, http.get(f"{url}/readyz") as answer:
            if answer.status != 200:
                told = await answer.json()
                raise Amiss(f"not ready, failing: {', '.join(told.get('failing', []))}")
        return "ready"

    return check


def _database(settings: OperationsSettings) -> Check:
    async def check() -> str:
        async with _client(settings) as client:
            told = await client["admin"].command("hello")
        return f"replica set {told['setName']}" if "setName" in told else "stands alone"

    return check


def _redis(url: str) -> Check:
    async def check() -> str:
        client = Redis.from_url(url)
        try:
            await client.ping()
        finally:
            await client.aclose()
        return "answers"

    return check


def _owned(settings: OperationsSettings, service: str) -> Check:
    async def check() -> str:
        async with _client(settings) as client:
            database = client[settings.databases[service]]
            made = await applied_numbers(database)
            oldest = await database["outbox"].find_one({}, sort=[("_id", 1)])
        if missing := [one.number for one in listed(service) if one.number not in made]:
            raise Amiss(f"migrations are missing: {missing}")
        waits = (now() - oldest["occurred_at"]).total_seconds() if oldest else 0.0
        if waits > _OLDEST_EVENT_SECONDS:
            raise Amiss(f"an event waits since {waits / 60:.0f} minutes: do its workers run?")
        return f"{len(made)} migrations, oldest event {waits:.0f} s"

    return check


def _backup(settings: OperationsSettings) -> Check:
    async def check() -> str:
        archives = archives_in(settings.backup_folder)
        if not archives:
            raise Amiss(f"there is none in {settings.backup_folder}")
        hours = (now() - archives[-1].manifest.taken_at).total_seconds() / 3_600
        if hours > _OLDEST_BACKUP_HOURS:
            raise Amiss(f"{hours:.0f} hours old")
        return f"{archives[-1].folder.name}, {hours:.1f} hours old"

    return check


def _client(settings: OperationsSettings) -> AsyncMongoClient[dict[str, Any]]:
    return AsyncMongoClient(settings.mongodb_uri, tz_aware=True, serverSelectionTimeoutMS=3_000)
