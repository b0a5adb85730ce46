"""Shows and makes the migrations of the services; each runtime's start makes them just the same."""

from collections.abc import Sequence
from importlib import import_module
from typing import Any

from pymongo import AsyncMongoClient

from services.operations.settings import OperationsSettings
from shared.clock import HO_CHI_MINH
from shared.migrations import COLLECTION, Migration

Json = dict[str, Any]


def listed(service: str) -> Sequence[Migration]:
    """Return the migrations a service names."""
    migrations: Sequence[Migration] = import_module(f"services.{service}.migrations").MIGRATIONS
    return migrations


def newest(service: str) -> int:
    """Return the number of a service's last migration, 0 without any."""
    return max((migration.number for migration in listed(service)), default=0)


async def made_and_missing(settings: OperationsSettings, services: Sequence[str]) -> list[str]:
    """Return a line for each migration of these services, or one that there is none."""
    lines = []
    async with AsyncMongoClient[Json](settings.mongodb_uri, tz_aware=True) as client:
        for service in services:
            rows = await client[settings.databases[service]][COLLECTION].find({}).to_list()
            made = {row["_id"]: row for row in rows if isinstance(row["_id"], int)}
            known = [_line(service, one, made.get(one.number)) for one in listed(service)]
            lines += known or [f"{service}: no migrations"]
    return lines


def _line(service: str, migration: Migration, made: Json | None) -> str:
    about = f"{service} {migration.number} {migration.name}"
    if made is None:
        return f"{about}: missing"
    at = made["at"].astimezone(HO_CHI_MINH)
    return f"{about}: {made['changed']} documents on {at:%d/%m/%Y %H:%M} in {made['seconds']} s"


async def open_and_close(service: str) -> None:
    """Start a service's runtime: migrations, then indexes, then what it ships; reads its settings.

    Waits while another process migrates.
    """
    bootstrap = import_module(f"services.{service}.bootstrap")
    async with bootstrap.open_runtime():
        pass
