"""What lets two releases share a database: numbered migrations, documents that keep what they do
not know.
"""

import importlib

import pytest

from shared.documents import Document


@pytest.mark.parametrize("service", ["auth", "qa", "survey"])
def test_migrations_are_numbered_from_one_and_run_at_every_start(service: str) -> None:
    migrations = importlib.import_module(f"services.{service}.migrations").MIGRATIONS
    assert [one.number for one in migrations] == list(range(1, len(migrations) + 1))
    runtime = getattr(
        importlib.import_module(f"services.{service}.bootstrap"), f"{service.capitalize()}Runtime"
    )
    assert runtime.migrations is migrations


@pytest.mark.parametrize("service", ["auth", "qa", "survey"])
def test_documents_keep_the_fields_of_a_newer_release(service: str) -> None:
    stored = importlib.import_module(f"services.{service}.bootstrap").DOCUMENTS
    assert {one for one in stored if not issubclass(one, Document)} == set()
    assert {one for one in stored if one.model_config.get("extra") != "allow"} == set()
