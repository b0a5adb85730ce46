"""Each process gets the command and the variables it needs, and no other's secrets."""

from pathlib import Path

import pytest

from dev.processes import ProcessTable
from dev.secrets import load_secrets
from dev.settings import read_settings
from dev.specs import ProcessSpec, Stage

MINE = {"PATH": "/bin", "HOME": "/h", "QA_REMINDER_AFTER_HOURS": "5", "AWS_SECRET": "s"}


@pytest.fixture
def specs(tmp_path: Path) -> dict[str, ProcessSpec]:
    settings = read_settings({**MINE, "DATA_DIR": str(tmp_path), "PORT_OFFSET": "100"})
    table = ProcessTable(settings, load_secrets(tmp_path, {}))
    return {spec.name: spec for spec in table.all(with_demo_data=True)}


def secrets_of(spec: ProcessSpec) -> set[str]:
    return {name for name in spec.environment if name.endswith(("_KEYS", "_SECRET", "_SECRETS"))}


def test_secrets_go_only_where_they_are_used(specs: dict[str, ProcessSpec]) -> None:
    auth = {"AUTH_DATA_KEYS", "AUTH_OIDC_CLIENT_SECRET", "AUTH_SERVICE_SECRETS"}
    qa, survey = {"QA_DATA_KEYS", "QA_SERVICE_SECRET"}, {"SURVEY_SERVICE_SECRET"}
    everything = auth | qa | survey
    assert {name: secrets_of(spec) for name, spec in specs.items()} == {
        "mongodb": set(),
        "redis": set(),
        "demo": everything,
        "mail": set(),
        "sandbox": {"SANDBOX_CLIENT_SECRET"},
        "auth": auth,
        "qa": qa,
        "survey": survey,
        "worker": everything,
        "beat": set(),
        "gateway": {"GATEWAY_SERVICE_SECRET"},
    }
    assert all("AWS_SECRET" not in spec.environment for spec in specs.values())


def test_stores_are_known_only_to_their_owners(specs: dict[str, ProcessSpec]) -> None:
    with_mongodb = {name for name, spec in specs.items() if "MONGODB_URI" in spec.environment}
    assert with_mongodb == {"demo", "auth", "qa", "survey", "worker"}
    with_redis = {name for name, spec in specs.items() if "REDIS_URL" in spec.environment}
    assert with_redis == with_mongodb | {"beat", "gateway"}


def test_settings_and_shifted_addresses_reach_their_process(
    specs: dict[str, ProcessSpec],
) -> None:
    assert specs["qa"].environment["QA_REMINDER_AFTER_HOURS"] == "5"
    assert "QA_REMINDER_AFTER_HOURS" not in specs["survey"].environment
    assert specs["worker"].environment["SMTP_PORT"] == "8125"
    assert specs["worker"].environment["WORKER_HEALTH_PORT"] == "8211"
    assert specs["gateway"].environment["QA_URL"] == "http://127.0.0.1:8202"
    assert specs["auth"].environment["AUTH_OIDC_ISSUER"] == "http://127.0.0.1:8280"
    assert specs["gateway"].environment["ENVIRONMENT"] == "development"
    command = specs["gateway"].command
    assert command[command.index("--port") + 1] == "8180"
    assert "gateway.app:create_app" in command


def test_the_order_of_starting(specs: dict[str, ProcessSpec]) -> None:
    assert [name for name, spec in specs.items() if spec.stage is Stage.ENGINES] == [
        "mongodb",
        "redis",
    ]
    assert [name for name, spec in specs.items() if spec.stage is Stage.DATA] == ["demo"]
    assert list(specs)[-1] == "gateway"
