"""`docker-compose.yml`: compose knows every word of it, all it names exists, and it is as closed as
it says.

The schema of compose files is not at hand; `SHAPE` lists what this one uses, with what may stand
there, and refuses all else.
"""

import importlib
import re
from collections.abc import Iterator
from typing import Any

import pytest

from services.operations.secrets import GIVEN, names
from tests.architecture.settings_names import documented, read_by_processes
from tests.support.compose import ROOT, compose_file, variables

Json = dict[str, Any]
SECONDS = re.compile(r"\d+s")
SHAPE: dict[str, Any] = {
    "image": str, "build": str, "env_file": list,
    "restart": {"no", "always", "on-failure", "unless-stopped"},
    "read_only": bool, "tmpfs": [str], "cap_drop": [str], "security_opt": [str],
    "networks": (list, dict), "network_mode": str, "stop_grace_period": SECONDS, "user": str,
    "command": (str, list), "entrypoint": [str], "environment": dict, "secrets": list,
    "ports": [str], "volumes": [str], "configs": list, "profiles": [str],
    "healthcheck": {
        "test": [str], "interval": SECONDS, "timeout": SECONDS, "retries": int,
        "start_period": SECONDS,
    },
    "depends_on": dict,
}  # fmt: skip
CONDITIONS = {"service_started", "service_healthy", "service_completed_successfully"}
# What is asked for that is no setting of a process.
OF_COMPOSE = {"VERSION", "SECRETS", "GATEWAY_PORT"}
# Variables of images that are not ours.
FOREIGN = {"MONGODB_MEMBERS", "HOME"}


@pytest.fixture(scope="module")
def described() -> Json:
    given = {
        name: f"given-{name.lower()}" for name, kind in variables().items() if kind[:2] == ":?"
    }
    return compose_file(given)


def services() -> dict[str, Json]:
    found = compose_file()["services"]
    assert isinstance(found, dict)
    return found


def ours() -> dict[str, Json]:
    return {name: service for name, service in services().items() if "build" in service}


def fits(value: Any, shape: Any) -> bool:
    if isinstance(shape, re.Pattern):
        return isinstance(value, str) and bool(shape.fullmatch(value))
    if isinstance(shape, set):
        return value in shape
    if isinstance(shape, list):
        return isinstance(value, list) and all(isinstance(one, shape[0]) for one in value)
    if isinstance(shape, dict):
        return isinstance(value, dict) and all(
            key in shape and fits(inner, shape[key]) for key, inner in value.items()
        )
    return isinstance(value, shape)


def secrets_of(service: Json) -> Iterator[tuple[str, str]]:
    """Yield where a secret comes from, and what it is called in the container."""
    for entry in service.get("secrets", []):
        if isinstance(entry, str):
            yield entry, entry
        else:
            assert set(entry) == {"source", "target"}
            yield entry["source"], entry["target"]


def networks_of(service: Json) -> set[str]:
    return set(service.get("networks", {}))


def test_every_word_is_known_and_every_value_of_its_kind(described: Json) -> None:
    assert set(described) == {"name", "services", "networks", "volumes", "configs", "secrets"}
    wrong = [
        f"{name}.{key}: {value}"
        for name, service in described["services"].items()
        for key, value in service.items()
        if key not in SHAPE or not fits(value, SHAPE[key])
    ]
    assert wrong == []
    plain = (str, int)
    for service in described["services"].values():
        assert all(isinstance(one, plain) for one in service.get("environment", {}).values())


def test_everything_that_is_named_exists(described: Json) -> None:
    for name, service in described["services"].items():
        assert networks_of(service) <= set(described["networks"]), name
        assert {source for source, _ in secrets_of(service)} <= set(described["secrets"]), name
        mounted = {one.split(":")[0] for one in service.get("volumes", [])}
        assert mounted <= set(described["volumes"]), name
        for config in service.get("configs", []):
            assert config["source"] in described["configs"]
        for other, condition in service.get("depends_on", {}).items():
            assert set(condition) == {"condition"}
            assert condition["condition"] in CONDITIONS
            needed = described["services"][other]
            assert ("healthcheck" in needed) or condition["condition"] != "service_healthy"
    used = {n for one in described["services"].values() for n, _ in secrets_of(one)}
    assert used == set(described["secrets"])


def test_a_variable_without_a_value_is_refused() -> None:
    with pytest.raises(KeyError, match="PUBLIC_URL: the https address browsers use"):
        compose_file({})


def test_every_variable_asked_for_is_a_documented_setting() -> None:
    asked = set(variables())
    assert asked - OF_COMPOSE <= set(documented())
    assert not asked & (set(names()) | set(GIVEN)), "a secret may come from a variable"


def test_everything_handed_to_our_processes_is_read_by_somebody() -> None:
    read = read_by_processes()
    for name, service in ours().items():
        assert set(service.get("environment", {})) <= read, name
        assert {target for _, target in secrets_of(service)} <= read, name
    for service in services().values():
        assert set(service.get("environment", {})) <= read | FOREIGN


def test_our_processes_read_every_setting_of_the_operator() -> None:
    for name, service in ours().items():
        assert service["env_file"] == [{"path": ".env", "required": False}], name


def test_secrets_are_files_that_the_command_makes_or_that_others_give(described: Json) -> None:
    made = set(names()) | set(GIVEN)
    assert set(described["secrets"]) <= made
    for name, secret in described["secrets"].items():
        assert secret == {"file": f"./secrets/{name}"}
    # A backup's user is for the cluster; here the operator's own user takes them.
    assert made - set(described["secrets"]) == {"BACKUP_MONGODB_URI"}


@pytest.mark.parametrize("name", ours())
def test_every_command_names_an_application_that_exists(name: str) -> None:
    command = ours()[name]["command"]
    if name == "operate":
        assert ours()[name]["entrypoint"] == ["langnghe"]
        return
    target = re.search(r"\b((?:gateway|services)[\w.]*):(\w+)", command)
    assert target, command
    assert hasattr(importlib.import_module(target[1]), target[2])


def test_only_the_gateway_is_published_outside_the_development_profile(described: Json) -> None:
    found = described["services"]
    published = {n for n, s in found.items() if "ports" in s and "profiles" not in s}
    assert published == {"gateway"}
    assert {n for n, s in found.items() if s.get("profiles") == ["dev"]} == {"sandbox", "mail"}
    for name in ("sandbox", "mail"):
        assert all(port.startswith("127.0.0.1:") for port in found[name]["ports"])
    assert described["networks"]["inside"] == {"internal": True}
    front = {n for n, s in found.items() if "front" in networks_of(s)}
    assert front == {"gateway"}


def test_only_sign_in_and_workers_reach_the_outside(described: Json) -> None:
    found = described["services"]
    reach = {n for n, s in found.items() if "outside" in networks_of(s) and "profiles" not in s}
    assert reach == {"auth", "worker-auth", "worker-qa"}


def test_every_container_is_confined(described: Json) -> None:
    for name, service in described["services"].items():
        assert service["read_only"], name
        assert service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert "healthcheck" in service or name in {"mongo-init", "operate", "mail"}, name
        if "build" not in service:
            assert re.search(r":v?\d", service["image"]), f"{name}: which version?"
    assert "USER 10001:10001" in (ROOT / "Dockerfile").read_text(encoding="utf-8")


def test_each_service_has_a_database_user_of_its_own(described: Json) -> None:
    addresses = {
        name: source
        for name, service in described["services"].items()
        for source, target in secrets_of(service)
        if target == "MONGODB_URI"
    }
    assert addresses == {
        "auth": "AUTH_MONGODB_URI", "worker-auth": "AUTH_MONGODB_URI",
        "qa": "QA_MONGODB_URI", "worker-qa": "QA_MONGODB_URI",
        "survey": "SURVEY_MONGODB_URI", "worker-survey": "SURVEY_MONGODB_URI",
        "operate": "OPERATOR_MONGODB_URI",
    }  # fmt: skip
