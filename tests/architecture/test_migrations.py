"""The services' lists of migrations: numbered without gaps, run by every runtime."""

import importlib

import pytest


@pytest.mark.parametrize("service", ["auth", "qa", "survey"])
def test_migrations_are_numbered_from_one_and_run_at_every_start(service: str) -> None:
    migrations = importlib.import_module(f"services.{service}.migrations").MIGRATIONS
    assert [one.number for one in migrations] == list(range(1, len(migrations) + 1))
    runtime = getattr(
        importlib.import_module(f"services.{service}.bootstrap"), f"{service.capitalize()}Runtime"
    )
    assert runtime.migrations is migrations
